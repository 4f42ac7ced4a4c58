package lookup

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"

	"github.com/formtrace/formtrace/rules/host"
	"github.com/formtrace/formtrace/rules/place"
)

// errNotChecked is a URL that is not fetched at all.
var errNotChecked = errors.New("only https at a public host, on port 443, is fetched")

// maxHeader bounds what an answer has besides its body.
const maxHeader = 32 << 10

// fetchChecked makes one request to a URL that came from outside, over a
// connection to an address that was checked, with TLS that is verified. Redirects
// are the caller's. Of the body at most maxBody bytes are read; errTooLarge says
// that there were more.
func (q *query) fetchChecked(ctx context.Context, u *url.URL, method, accept string, maxBody int64) (*http.Response, []byte, error) {
	name, err := host.Normalise(u.Hostname())
	if err != nil || u.Scheme != "https" || u.User != nil || u.Port() != "" && u.Port() != "443" {
		return nil, nil, errNotChecked
	}
	conn, err := q.contactName(ctx, name, 443)
	if err != nil {
		return nil, nil, err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	secure := tls.Client(conn, &tls.Config{ServerName: strings.Trim(name, "[]"), RootCAs: q.Roots, Time: q.Now, NextProtos: []string{"http/1.1"}})
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, nil, err
	}
	req := &http.Request{
		Method: method, URL: u, Host: name, Close: true,
		Header: http.Header{"Accept": {accept}, "User-Agent": {"Formtrace"}},
	}
	if err := req.Write(secure); err != nil {
		return nil, nil, err
	}
	res, err := http.ReadResponse(bufio.NewReader(io.LimitReader(secure, maxBody+maxHeader)), req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	body, err := readAtMost(res.Body, maxBody)
	return res, body, err
}

// contactName connects to one of the public addresses of a normalised host.
func (q *query) contactName(ctx context.Context, name string, port uint16) (net.Conn, error) {
	addresses := []netip.Addr{}
	if addr, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		addresses = append(addresses, addr)
	} else {
		if host.NetworkOf(name) != host.Public {
			return nil, errNotChecked
		}
		answer := q.Resolver.Addresses(ctx, name)
		if addresses = answer.Addresses; len(addresses) == 0 {
			if answer.Err != nil {
				return nil, answer.Err
			}
			return nil, errors.New("the name has no address")
		}
	}
	err := error(errNotChecked)
	tried := 0
	for _, addr := range addresses {
		if place.Scope(addr) == place.Public {
			if tried++; tried > 2 {
				break
			}
		} else if tried > 0 {
			continue // why the public ones failed says more
		}
		var conn net.Conn
		if conn, err = q.contact(ctx, netip.AddrPortFrom(addr, port)); err == nil {
			return &closedOnce{Conn: conn, close: sync.OnceValue(conn.Close)}, nil
		}
	}
	return nil, err
}

// closedOnce is a connection that several may close, each whenever it likes.
type closedOnce struct {
	net.Conn
	close func() error
}

func (c *closedOnce) Close() error { return c.close() }
