package lab

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Request is one thing that a site received from a form or a script.
type Request struct {
	Time   time.Time // by the lab's clock
	Host   string    // lower case, without a port
	TLS    bool
	Method string
	URL    string // path and query as they came
	Header http.Header
	Body   []byte
}

// maxBody bounds what is kept of a request's body.
const maxBody = 16 << 20

// Received returns what the sites received, in order: every request that is
// neither GET nor HEAD, every GET with a query, and every message of a WebSocket,
// whatever the host.
func (l *Lab) Received() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.received)
}

// Forget empties the list of what was received.
func (l *Lab) Forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.received = nil
}

// Handle gives a host to a handler, over http and https, in the place of a
// folder of files; nil gives it back. What such a host receives is the handler's
// alone: it is not in Received.
func (l *Lab) Handle(host string, handler http.Handler) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.handlers == nil {
		l.handlers = map[string]http.Handler{}
	}
	l.handlers[host] = handler
}

func (l *Lab) handler(host string) http.Handler {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.handlers[host]
}

// startWeb starts the sites: http and https on one port.
func (l *Lab) startWeb() error {
	ln, err := listen()
	if err != nil {
		return err
	}
	l.Web = ln.Addr().String()
	l.stops = append(l.stops, func() { ln.Close() })
	l.web = sniff(ln, l.config(), l.done)
	l.serve(l.web, http.HandlerFunc(l.serveWeb))
	return nil
}

// serveWeb answers for every site.
func (l *Lab) serveWeb(w http.ResponseWriter, r *http.Request) {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if handler := l.handler(host); handler != nil {
		handler.ServeHTTP(w, r)
		return
	}
	if err := l.record(host, r); err != nil {
		http.Error(w, "the body could not be read", http.StatusBadRequest)
		return
	}
	if isSocket(r) {
		l.serveSocket(host, w, r)
		return
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	state := l.State()
	l.log.Printf("web %s: %s %s://%s%s", state, r.Method, scheme, host, r.URL.EscapedPath())
	if e := l.hosts[host]; e != nil && e.speaks(scheme) {
		l.serveEntry(w, r, e)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	s := l.site(state, host)
	if s == nil || !s.speaks(scheme) {
		respond(w, r, http.StatusNotFound, "text/plain; charset=utf-8", []byte("The lab has no such site in this state.\n"))
		return
	}
	for _, line := range s.headers(r.URL.Path) {
		h.Set(line[0], line[1])
	}
	if status, location, ok := s.redirect(r.Method, r.URL.Path); ok {
		h.Set("Location", location)
		respond(w, r, status, "text/plain; charset=utf-8", []byte("See "+location+"\n"))
		return
	}
	name, text, ok := s.page(r.URL.Path)
	switch {
	case ok:
		respond(w, r, http.StatusOK, contentType(name), text)
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		respond(w, r, http.StatusNotFound, "text/plain; charset=utf-8", []byte("The lab has no such page.\n"))
	default:
		respond(w, r, http.StatusOK, "text/html; charset=utf-8", []byte(received))
	}
}

const received = `<!doctype html>
<html lang="en">
<title>Received</title>
<p id="received">The lab received the form. (A re-enactment for testing.)</p>
</html>
`

// record keeps a request that may carry what a person typed.
func (l *Lab) record(host string, r *http.Request) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return err
	}
	if (r.Method == http.MethodGet || r.Method == http.MethodHead) && r.URL.RawQuery == "" {
		return nil
	}
	l.keep(host, r.Method, r, body)
	return nil
}

// keep notes that a host received something.
func (l *Lab) keep(host, method string, r *http.Request, body []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.received = append(l.received, Request{
		Time:   clocks[l.state],
		Host:   host,
		TLS:    r.TLS != nil,
		Method: method,
		URL:    r.URL.RequestURI(),
		Header: r.Header.Clone(),
		Body:   body,
	})
}

func respond(w http.ResponseWriter, r *http.Request, status int, kind string, body []byte) {
	h := w.Header()
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", kind)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		io.Copy(w, bytes.NewReader(body))
	}
}

// contentType names the type of a file; the machine's own table of types has
// no say, so that every machine serves the same.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	case ".gif":
		return "image/gif"
	case ".png":
		return "image/png"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}
