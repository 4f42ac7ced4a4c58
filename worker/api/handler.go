// Package api is the worker's HTTP interface as one http.Handler: New makes it.
// It is pure Go and knows nothing of the platform: what it needs of the outside
// world comes in through Config.
//
//	GET /v1/hosts/{host}?include=dns,hosting         a dossier
//	GET /v1/rules/{channel}                          which bundle is current
//	GET /v1/rules/{channel}/{version}-{revision}.bundle
//	GET /v1/health
//
// HEAD works wherever GET does. Errors are problem documents (RFC 9457).
// Nobody's requests are logged.
package api

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/formtrace/formtrace/worker/lookup"
)

// Config is what the handler needs.
type Config struct {
	// Lookup answers for hosts; *lookup.Service is one.
	Lookup interface {
		Dossier(ctx context.Context, q lookup.Query) *lookup.Dossier
	}
	// Rules are the bundles served.
	Rules *Rules
	// Places returns the revision of the tables of networks, for /v1/health.
	Places func(context.Context) (revision string, err error)
	// Cache keeps finished dossiers; nil keeps none.
	Cache Cache
	// Limiter bounds the look-ups of one client; nil does not.
	Limiter Limiter
	// Client names the client of a request for the Limiter; nil takes all for one.
	Client func(*http.Request) string
	// Background does what is left to do after an answer; nil is a goroutine of
	// its own, with a context that does not end with the request.
	Background func(ctx context.Context, f func(context.Context))
	// LoopbackOnly refuses requests whose Host header is not a loopback name, so
	// that no web page can reach a worker on a person's own machine under a name
	// of its own (DNS rebinding).
	LoopbackOnly bool
}

// Handler is the interface. Handlers are safe for use by several goroutines.
type Handler struct {
	Config
	broken error // what is wrong with the settings
}

// New returns the handler.
func New(c Config) *Handler { return &Handler{Config: c} }

// Misconfigured returns a handler that answers every request with what is wrong
// with the worker's settings, for platforms that have no other way to say so.
func Misconfigured(err error) *Handler { return &Handler{broken: err} }

// ServeHTTP finds what a path means. It does so itself, as every answer, the
// unhappy ones too, is to be the same on every platform.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			problem{Type: "internal", Title: "Something went wrong here", Status: http.StatusInternalServerError,
				Detail: "The worker failed while it answered. This is a defect of the worker."}.write(w, r)
		}
	}()
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if h.LoopbackOnly && !loopback(r.Host) {
		problem{Type: "misdirected", Title: "Not a name of this worker", Status: http.StatusMisdirectedRequest,
			Detail: "This worker listens on loopback only and answers only to loopback names such as 127.0.0.1 and localhost."}.write(w, r)
		return
	}
	if h.broken != nil {
		problem{Type: "misconfigured", Title: "The worker is set up wrongly", Status: http.StatusServiceUnavailable,
			Detail: h.broken.Error()}.write(w, r)
		return
	}
	serve := h.route(r)
	if serve == nil {
		problem{Type: "not-found", Title: "No such resource", Status: http.StatusNotFound,
			Detail: "Expected /v1/hosts/{host}, /v1/rules/{channel}, a bundle named there, or /v1/health."}.write(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		problem{Type: "method-not-allowed", Title: "Method not allowed", Status: http.StatusMethodNotAllowed,
			Detail: "Expected GET or HEAD."}.write(w, r)
		return
	}
	serve(w, r)
}

// route returns what serves a path, or nil.
func (h *Handler) route(r *http.Request) http.HandlerFunc {
	path := r.URL.EscapedPath()
	if path == "/v1/health" {
		return h.health
	}
	if host, ok := strings.CutPrefix(path, "/v1/hosts/"); ok && !strings.Contains(host, "/") {
		return func(w http.ResponseWriter, r *http.Request) { h.hosts(w, r, host) }
	}
	if rest, ok := strings.CutPrefix(path, "/v1/rules/"); ok {
		return h.rules(rest)
	}
	return nil
}

// loopback reports whether a Host header names this machine.
func loopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(hostport, "["), "]")
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsLoopback()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// send writes an answer. The length is said for GET only: for HEAD some
// platforms wait for as many bytes as were announced.
func send(w http.ResponseWriter, r *http.Request, status int, kind string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", kind)
	if r.Method == http.MethodHead {
		w.WriteHeader(status)
		return
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body)
}

// known reports whether If-None-Match names the tag (RFC 9110, 13.1.2).
func known(r *http.Request, tag string) bool {
	list := strings.Split(strings.Join(r.Header.Values("If-None-Match"), ","), ",")
	return slices.ContainsFunc(list, func(t string) bool {
		t = strings.TrimSpace(t)
		return t == "*" || strings.TrimPrefix(t, "W/") == tag
	})
}
