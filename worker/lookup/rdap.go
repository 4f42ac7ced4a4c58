package lookup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	rdapJSON     = "application/rdap+json"
	maxRDAP      = 256 << 10 // bytes of an answer; usual ones have 2 to 20 KB
	maxReferrals = 3
)

// rdapError is how asking a registry or a registrar by RDAP can fail. The
// sentences repeat nothing that a server sent.
type rdapError struct {
	who   string // "registry" or "registrar"
	what  string
	retry time.Duration // when it may be asked again, if it said so
}

func (e *rdapError) Error() string { return "the " + e.who + "'s RDAP server " + e.what }

// errUnregistered is an answer: the domain is not registered.
var errUnregistered = errors.New("the registry has no registration of this domain")

// askRegistry asks a registry by RDAP (RFC 9082). Its server is an upstream;
// where it redirects to another, that one is from outside and checked.
func (q *query) askRegistry(ctx context.Context, base, domain string) (*record, error) {
	const who = "registry"
	if wait := q.memory.wait(base, q.Now()); wait > 0 {
		return nil, tooMany(who, wait)
	}
	u, err := url.Parse(base + "domain/" + domain)
	if err != nil {
		return nil, &rdapError{who: who, what: "has an address that is none"}
	}
	origin := u.Scheme + "://" + u.Host
	r, err := q.rdap(ctx, who, u, domain, func(ctx context.Context, u *url.URL) (*http.Response, []byte, error) {
		if u.Scheme+"://"+u.Host != origin {
			return q.fetchChecked(ctx, u, rdapJSON, maxRDAP)
		}
		return q.fetchUpstream(ctx, u)
	})
	var limited *rdapError
	if errors.As(err, &limited) && limited.retry > 0 {
		q.memory.hold(base, q.Now().Add(limited.retry))
	}
	return r, err
}

// askRegistrar follows a registry's link to the registrar's RDAP server, which
// is from outside.
func (q *query) askRegistrar(ctx context.Context, link, domain string) (*record, error) {
	const who = "registrar"
	u, err := url.Parse(link)
	if err != nil {
		return nil, &rdapError{who: who, what: "has an address that is none"}
	}
	return q.rdap(ctx, who, u, domain, func(ctx context.Context, u *url.URL) (*http.Response, []byte, error) {
		return q.fetchChecked(ctx, u, rdapJSON, maxRDAP)
	})
}

// rdap gets an answer by RDAP, redirects followed (RFC 7480, 5.2).
func (q *query) rdap(ctx context.Context, who string, u *url.URL, domain string,
	get func(context.Context, *url.URL) (*http.Response, []byte, error)) (*record, error) {
	fail := func(what string) error { return &rdapError{who: who, what: what} }
	for range maxReferrals + 1 {
		res, body, err := get(ctx, u)
		var closed *notPublic
		switch {
		case err == nil:
		case errors.As(err, &closed), errors.Is(err, errNotChecked):
			return nil, fail("is at an address that is not contacted: " + err.Error())
		case errors.Is(err, errTooLarge), errors.Is(err, errBody):
			return nil, fail("answered with more than an answer can have")
		case isSlow(ctx, err):
			return nil, fail("did not answer in time")
		default:
			return nil, fail("could not be reached")
		}
		switch {
		case res.StatusCode == http.StatusOK:
			r, err := parseRDAP(body, domain)
			if err != nil {
				return nil, fail(err.Error())
			}
			return r, nil
		case res.StatusCode == http.StatusNotFound && who == "registry":
			return nil, errUnregistered
		case res.StatusCode == http.StatusTooManyRequests:
			return nil, tooMany(who, retryAfter(res.Header, q.Now()))
		case res.StatusCode/100 == 3 && res.Header.Get("Location") != "":
			next, err := u.Parse(res.Header.Get("Location"))
			if err != nil || next.Host == "" {
				return nil, fail("redirects to what is no address")
			}
			u = next
		default:
			return nil, fail(fmt.Sprintf("answered with HTTP status %d", res.StatusCode))
		}
	}
	return nil, fail("redirects too often or in a circle")
}

// fetchUpstream asks a server that the operator's bootstrap file names.
func (q *query) fetchUpstream(ctx context.Context, u *url.URL) (*http.Response, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("Accept", rdapJSON)
	res, err := q.upstream(ctx, req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return res, nil, nil
	}
	body, err := readAtMost(res.Body, maxRDAP)
	return res, body, err
}

// errTooLarge is a body larger than what was to be read of it.
var errTooLarge = errors.New("the answer is too large")

func readAtMost(r io.Reader, n int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, n+1))
	if err == nil && int64(len(body)) > n {
		err = errTooLarge
	}
	return body, err
}

// isSlow reports whether a failure is that the time was up.
func isSlow(ctx context.Context, err error) bool {
	var slow interface{ Timeout() bool }
	return ctx.Err() != nil || errors.Is(err, errLate) || errors.As(err, &slow) && slow.Timeout()
}

func tooMany(who string, wait time.Duration) error {
	return &rdapError{who: who, what: "was asked too often and wants to be left alone for a while", retry: wait}
}

// Bounds of Retry-After.
const (
	minRetry = time.Minute
	maxRetry = 24 * time.Hour
)

// retryAfter reads when a server may be asked again (RFC 9110, 10.2.3).
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	wait := minRetry
	if n, err := strconv.ParseUint(text, 10, 31); err == nil {
		wait = time.Duration(n) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, minRetry), maxRetry)
}
