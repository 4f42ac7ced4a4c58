package lookup

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/formtrace/formtrace/rules/host"
)

// errNotChecked is a URL, or a server, that is not asked at all.
var errNotChecked = errors.New("only https at a public host, on port 443, is fetched")

// fetchChecked gets a URL that came from outside: https only. Redirects are the
// caller's.
func (q *query) fetchChecked(ctx context.Context, u *url.URL, accept string, maxBody int64) (*http.Response, []byte, error) {
	name, err := host.Normalise(u.Hostname())
	if err != nil || u.Scheme != "https" || u.User != nil || u.Opaque != "" || u.Port() != "" && u.Port() != "443" {
		return nil, nil, errNotChecked
	}
	if name, err = named(name); err != nil {
		return nil, nil, err
	}
	return q.exchange(ctx, name, 443, u, http.MethodGet, accept, maxBody)
}

// connectNamed connects to a server that another one named, in the one spelling
// of its host.
func (q *query) connectNamed(ctx context.Context, name string, port uint16) (net.Conn, error) {
	name, err := named(name)
	if err != nil {
		return nil, err
	}
	conn, _, err := q.connect(ctx, name, port)
	return conn, err
}

// named returns a host that another server named as it is contacted, if it may be.
func named(name string) (string, error) {
	name = strings.Trim(name, "[]")
	if addr, err := netip.ParseAddr(name); err == nil {
		return name, checkPublic(addr)
	}
	if host.NetworkOf(name) != host.Public {
		return "", errNotChecked
	}
	return name, nil
}
