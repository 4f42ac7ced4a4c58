package api

import (
	"context"
	"net/http"
	"time"
)

// What a platform brings beside a Cache. All of it is optional.

// Limiter bounds how often one client may have something looked up. It is asked
// only for requests that need a look-up: what is in the cache, the rules, the
// page and /v1/health cost nobody else anything. A refusal says after what time
// to try again.
type Limiter interface {
	Allow(ctx context.Context, client string) (ok bool, retry time.Duration)
}

// Background runs f after the request that ctx belongs to has been answered, for
// as long as the platform lets it.
type Background func(ctx context.Context, f func(context.Context))

// detached is the Background of platforms that end nothing with a request.
func detached(ctx context.Context, f func(context.Context)) {
	ctx = context.WithoutCancel(ctx)
	go f(ctx)
}

// Quick is a request before anybody has made an *http.Request of it.
type Quick struct {
	Method      string
	Scheme      string // "https" or "http"
	Host        string // with its port, as in the URL
	Path        string // as it stands in the URL, escaped
	Query       string // the same, without the question mark
	IfNoneMatch string // the field's value, several joined by commas; "" is none
	Browser     bool   // it tells who asks (Origin, Sec-Fetch-Site), which Cached does not look at
}

// Answer is a finished answer. Every one of them has X-Content-Type-Options:
// nosniff as well. The body is shared: it is not to be changed. Answers to HEAD
// and those with status 304 have none.
type Answer struct {
	Status       int
	ContentType  string // "" with status 304
	CacheControl string
	ETag         string
	Body         []byte
}

// Cached answers a request for a dossier at once when all of it is in this
// handler's own memory and still good: no I/O, no other goroutine. Where ok is
// false, ServeHTTP answers, with the same bytes.
func (h *Handler) Cached(q Quick) (a Answer, ok bool) {
	if h.broken != nil || q.Method != http.MethodGet && q.Method != http.MethodHead || h.refuses(q.Scheme, q.Host) || q.Browser && loopback(q.Host) {
		return Answer{}, false
	}
	a, ok = h.ready.answer(target{q.Path, q.Query}, h.now())
	if !ok {
		return Answer{}, false
	}
	return a.forClient(q.Method, q.IfNoneMatch), true
}

// forClient leaves out what this client does not want or has already.
func (a Answer) forClient(method, ifNoneMatch string) Answer {
	switch {
	case known(ifNoneMatch, a.ETag):
		a.Status, a.ContentType, a.Body = http.StatusNotModified, "", nil
	case method == http.MethodHead:
		a.Body = nil
	}
	return a
}
