package lookup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
)

// userAgent names the program to those whom it contacts.
const userAgent = "Formtrace (+https://github.com/formtrace/formtrace)"

const (
	maxHeader  = 64 << 10 // bytes of an answer's status line and fields
	maxInterim = 5        // 1xx responses before the real one
)

// How an exchange can fail.
var (
	errNotHTTP = errors.New("the host answered with something that is not HTTP")
	errCutHTTP = errors.New("the host closed the connection before its answer was complete")
	errHeader  = fmt.Errorf("the header of the host's answer is larger than %d KiB", maxHeader>>10)
	errBody    = errors.New("the host's answer is larger than what is read of it")
	errURL     = errors.New("the URL cannot be read")
	errScheme  = errors.New("the URL is neither http nor https")
	errUser    = errors.New("the URL has a user name")
	errURLPort = errors.New("the URL has a port other than 80 and 443")
)

// exchange makes one request to a host that nobody configured, whose port target
// read from the URL: over a connection to a checked address, and over https only
// with a certificate that verifies. It returns the answer and its body, of at most
// maxBody bytes. Redirects are not followed, nothing that identifies anybody is
// sent. When ctx ends, it ends.
func (q *query) exchange(ctx context.Context, host string, port uint16, u *url.URL, method, accept string, maxBody int64) (*http.Response, []byte, error) {
	conn, _, err := q.connect(ctx, host, port)
	if err != nil {
		return nil, nil, err
	}
	defer conn.Close()
	if u.Scheme == "https" {
		c, s, err := handshake(ctx, conn, host)
		if err != nil {
			return nil, nil, err
		}
		if reason := q.verified(ctx, host, parseChain(s.chain)); reason != "" {
			return nil, nil, errors.New("the host's certificate was not accepted: " + reason)
		}
		conn = c
	}
	return roundTrip(ctx, conn, request(u, host, method, accept), maxBody)
}

// target reads a URL from outside and returns the host, in its one spelling, and
// the port. Every rule for hosts holds.
func target(u *url.URL) (host string, port uint16, err error) {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return "", 0, errScheme
	case u.User != nil:
		return "", 0, errUser
	case u.Opaque != "" || u.Host == "":
		return "", 0, errURL
	}
	port = 443
	if u.Scheme == "http" {
		port = 80
	}
	if p := u.Port(); p != "" {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || n != 80 && n != 443 {
			return "", 0, errURLPort
		}
		port = uint16(n)
	}
	host, wrong := ParseHost(u.Hostname())
	if wrong != nil {
		return "", 0, wrong
	}
	return host, port, nil
}

// request makes the request for a URL, to the host in its one spelling.
func request(u *url.URL, host, method, accept string) *http.Request {
	if addr, err := netip.ParseAddr(host); err == nil && addr.Is6() {
		host = "[" + host + "]"
	}
	if p := u.Port(); p != "" {
		host += ":" + p
	}
	return &http.Request{
		Method: method,
		URL:    &url.URL{Scheme: u.Scheme, Host: host, Path: u.Path, RawPath: u.RawPath, RawQuery: escapeQuery(u.RawQuery)},
		Host:   host,
		Header: http.Header{"User-Agent": {userAgent}, "Accept": {accept}},
		Close:  true,
	}
}

// escapeQuery escapes what url.Parse lets through in a query and a request line
// cannot hold (RFC 9112, 3.2): spaces and bytes that are not ASCII.
func escapeQuery(query string) string {
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; c <= ' ' || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// roundTrip sends a request and reads the answer, and no more of it than wanted.
func roundTrip(ctx context.Context, conn net.Conn, req *http.Request, maxBody int64) (*http.Response, []byte, error) {
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	w := &watched{Conn: conn}
	if err := req.Write(w); err != nil {
		return nil, nil, broken(ctx, err, w)
	}
	bounded := &io.LimitedReader{R: w, N: maxHeader}
	r := bufio.NewReader(bounded)
	var res *http.Response
	for range 1 + maxInterim {
		var err error
		if res, err = http.ReadResponse(r, req); err != nil {
			if bounded.N <= 0 {
				return nil, nil, errHeader
			}
			return nil, nil, broken(ctx, err, w)
		}
		if res.StatusCode >= 200 {
			break
		}
	}
	if res.StatusCode < 200 || res.StatusCode > 999 {
		return nil, nil, errNotHTTP
	}
	defer res.Body.Close()
	if maxBody <= 0 {
		return res, nil, nil
	}
	bounded.N = maxBody + maxHeader // chunks have a frame
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	switch {
	case int64(len(body)) > maxBody:
		return nil, nil, errBody
	case err != nil:
		return nil, nil, broken(ctx, err, w)
	}
	return res, body, nil
}

// broken says how an exchange failed, in a sentence that is always the same.
func broken(ctx context.Context, err error, conn *watched) error {
	switch {
	case ctx.Err() != nil, timedOut(err):
		return errLate
	case conn.failed.Load():
		return errCutHTTP
	}
	return errNotHTTP
}

// watched is a connection that remembers that reading or writing failed, so that
// the other side's mistakes can be told from the network's, whatever errors the
// platform's connections have.
type watched struct {
	net.Conn
	failed atomic.Bool
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if err != nil {
		w.failed.Store(true)
	}
	return n, err
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	if err != nil {
		w.failed.Store(true)
	}
	return n, err
}
