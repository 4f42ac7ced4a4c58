// Package api is the worker's HTTP interface as one http.Handler: New makes it.
// It is pure Go and knows nothing of the platform: what it needs of the outside
// world comes in through Config.
//
//	GET /v1/hosts/{host}?include=dns,hosting&from=example.org   a dossier
//	GET /v1/rules/{channel}                                     which bundle is current
//	GET /v1/rules/{channel}/{version}-{revision}.bundle
//	GET /v1/rules/keys.json, keys.json.sig                      of a published folder (Published)
//	GET /v1/rules/{channel}/about.json
//	GET /v1/rules/{channel}/{version}-to-{version}-{revision}.delta
//	GET /v1/health
//	GET /v1/openapi.json                                        all of this (OpenAPI 3.1)
//	GET /                                                       a page for people
//
// HEAD works wherever GET does. Errors are problem documents (RFC 9457).
// Nobody's requests are logged.
package api

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/formtrace/formtrace/worker/lookup"
)

// Config is what the handler needs.
type Config struct {
	// Lookup answers for hosts; *lookup.Service is one.
	Lookup interface {
		Dossier(ctx context.Context, q lookup.Query) *lookup.Dossier
	}
	// Rules returns the bundles that the worker was built with.
	Rules func(context.Context) (*Rules, error)
	// Published are the channels served beside them; nil are none.
	Published Published
	// Gzip compresses a bundle or a delta with this digest (RFC 1952); nil sends
	// them as they are. A platform that compresses by itself what says so in its
	// Content-Encoding returns the same bytes.
	Gzip func(digest string, data []byte) []byte
	// Places returns the revision of the tables of networks, for /v1/health.
	Places func(context.Context) (revision string, err error)
	// Version is the program's, for /v1/health.
	Version string
	// Cache keeps sections of dossiers; nil keeps none.
	Cache Cache
	// Ready is how many bytes of whole answers the handler keeps beside that;
	// 0 is 4 MB.
	Ready int
	// Limiter bounds the look-ups of one client; nil does not.
	Limiter Limiter
	// Client names the client of a request for the Limiter; nil takes all for one.
	Client func(*http.Request) string
	// Lookups bounds the look-ups at once; 0 is 64.
	Lookups int
	// Background does what is left to do after an answer; nil is a goroutine of
	// its own, with a context that does not end with the request.
	Background Background
	// Timer returns a channel that is closed after a time, and what stops it; nil
	// is Go's own, see lookup.Service.
	Timer func(time.Duration) (done <-chan struct{}, stop func())
	// Now is the clock by which answers grow old, a real one; nil is time.Now.
	Now func() time.Time
	// LoopbackOnly refuses requests whose Host header is not a loopback name, so
	// that no web page can reach a worker on a person's own machine under a name
	// of its own (DNS rebinding).
	LoopbackOnly bool
	// HTTPSOnly refuses requests that came in cleartext (by the scheme of their
	// URL), unless under a loopback name. It is for platforms that do not say
	// whether they run on a person's own machine: there a name of somebody else's
	// never comes with a certificate, and on the internet nobody needs cleartext.
	HTTPSOnly bool
}

// Handler is the interface. Handlers are safe for use by several goroutines.
type Handler struct {
	Config
	broken   error // what is wrong with the settings
	ready    ready
	lookups  places
	renewing marks
	looking  marks

	// Of what the answers are made from now. Who keeps something holds mu for
	// reading, and does so only when that is still what it was made from.
	mu         sync.RWMutex
	generation int
}

const defaultReady = 4 << 20

// New returns the handler.
func New(c Config) *Handler {
	return &Handler{
		Config:  c,
		ready:   newReady(cmp.Or(c.Ready, defaultReady)),
		lookups: places{max: cmp.Or(c.Lookups, defaultLookups)},
	}
}

// Forget drops all that is kept, in the Cache too where that can be cleared, and
// what is being looked up meanwhile is not kept. It is for who has changed what
// answers are made from.
func (h *Handler) Forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.generation++
	if c, ok := h.Cache.(interface{ Clear() }); ok {
		c.Clear()
	}
	h.ready.kept.clear()
}

// begun is the generation of what is looked up from now on.
func (h *Handler) begun() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.generation
}

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
	if h.refuses(r.URL.Scheme, r.Host) {
		problem{Type: "misdirected", Title: "Not a name of this worker", Status: http.StatusMisdirectedRequest,
			Detail: "This worker answers in cleartext, or on loopback, only to loopback names such as 127.0.0.1 and localhost."}.write(w, r)
		return
	}
	if h.broken != nil {
		problem{Type: "misconfigured", Title: "The worker is set up wrongly", Status: http.StatusServiceUnavailable,
			Detail: h.broken.Error()}.write(w, r)
		return
	}
	serve := h.route(r)
	if serve == nil {
		notFound.write(w, r)
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

var notFound = problem{Type: "not-found", Title: "No such resource", Status: http.StatusNotFound,
	Detail: "Expected /v1/hosts/{host}, /v1/rules/{channel}, a bundle named there, /v1/health, /v1/openapi.json, or / for people."}

// route returns what serves a path, or nil.
func (h *Handler) route(r *http.Request) http.HandlerFunc {
	path := r.URL.EscapedPath()
	switch path {
	case "/":
		return page.serve
	case "/v1/openapi.json":
		return openAPI.serve
	case "/v1/health":
		return h.health
	}
	if host, ok := strings.CutPrefix(path, "/v1/hosts/"); ok && !strings.Contains(host, "/") {
		return func(w http.ResponseWriter, r *http.Request) { h.hosts(w, r, host) }
	}
	if rest, ok := strings.CutPrefix(path, "/v1/rules/"); ok {
		return func(w http.ResponseWriter, r *http.Request) { h.published(w, r, rest) }
	}
	return nil
}

// refuses reports whether a request is not to be answered under this name.
func (h *Handler) refuses(scheme, host string) bool {
	return (h.LoopbackOnly || h.HTTPSOnly && scheme != "https") && !loopback(host)
}

// fromPage reports whether a page of another site had the browser ask, as the
// browser itself tells (Origin, and Fetch Metadata Request Headers). It could not read the answer, but could use up what one client may have looked up and
// learn from the time whether a host is known. A person who follows a link, an
// extension and a program are not pages.
func fromPage(r *http.Request) bool {
	if origin, err := url.Parse(r.Header.Get("Origin")); err == nil && origin.Host != "" && origin.Host != r.Host {
		return origin.Scheme == "http" || origin.Scheme == "https"
	}
	if r.Header.Get("Origin") == "null" {
		return true
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
	default:
		return false
	}
	switch r.Header.Get("Sec-Fetch-Mode") {
	case "no-cors":
		return true
	case "navigate":
		return r.Header.Get("Sec-Fetch-Dest") != "document"
	}
	return false
}

func (h *Handler) now() time.Time {
	if h.Now != nil {
		return h.Now()
	}
	return time.Now()
}

// background does f after the answer. A defect in it harms nobody else.
func (h *Handler) background(ctx context.Context, f func(context.Context)) {
	run := h.Background
	if run == nil {
		run = detached
	}
	run(ctx, func(ctx context.Context) {
		defer func() { recover() }()
		f(ctx)
	})
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
func known(list, tag string) bool {
	for list != "" {
		var t string
		t, list, _ = strings.Cut(list, ",")
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == tag {
			return true
		}
	}
	return false
}
