package lookup

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

const (
	httpSource = "a HEAD request to the host"
	httpTTL    = 3600
)

// http makes the section about what answers one HEAD request: over the visit's
// connection where https answers, else over http on port 80.
func (q *query) http(ctx context.Context) *HTTP {
	h, err := within(ctx, q.Service, func(ctx context.Context) (*HTTP, error) {
		h := &HTTP{Section: Section{Source: httpSource, AsOf: q.now, TTL: httpTTL}, Hops: []Hop{}}
		if err := q.head(ctx, h); err != nil {
			h.Error, h.TTL = err.Error(), contactTTL
			var soon *tooSoon
			switch v := q.visit(); {
			case errors.As(err, &soon):
				h.TTL = soon.seconds()
			case v.done:
				h.TTL = v.ttl
			}
		}
		return h, nil
	})
	if err != nil {
		h = &HTTP{Section: Section{Source: httpSource, AsOf: q.now, TTL: contactTTL, Error: late(err).Error()}, Hops: []Hop{}}
	}
	return h
}

// head makes the requests, from the host on. What the section says of software
// and HSTS is what the host itself answered last, not who it redirects to.
func (q *query) head(ctx context.Context, h *HTTP) error {
	v := q.visit()
	u := &url.URL{Scheme: "https", Host: urlHost(q.Host), Path: "/"}
	var conn net.Conn
	var addr netip.Addr
	switch {
	case v.conn != nil:
		conn, addr = v.conn, v.addr
	case v.done || errors.Is(v.err, ErrPlatform):
		return v.err
	default:
		u.Scheme = "http"
		var err error
		if conn, addr, err = q.connect(ctx, q.Host, 80); err != nil {
			return err
		}
	}
	// Browsers take no HSTS from a connection with errors (RFC 6797, 8.1).
	secure := v.conn != nil && q.verified(ctx, q.Host, parseChain(v.shown.chain)) == ""
	seen := map[string]bool{}
	for host := q.Host; ; {
		seen[u.String()] = true
		res, _, err := roundTrip(ctx, conn, request(u, host, http.MethodHead, "*/*"), 0)
		conn.Close()
		hop := Hop{Scheme: u.Scheme, Host: host, Address: addr.String(), Country: q.country(ctx, addr)}
		if err != nil {
			h.Hops = append(h.Hops, hop)
			return err
		}
		h.Status, hop.Status = res.StatusCode, res.StatusCode
		h.Hops = append(h.Hops, hop)
		if host == q.Host {
			h.Server, h.PoweredBy = printable(res.Header.Get("Server")), printable(res.Header.Get("X-Powered-By"))
			h.HSTS = secure && u.Scheme == "https" && strict(res.Header.Get("Strict-Transport-Security"))
		}
		to, err := redirect(u, res)
		switch {
		case err != nil:
			return err
		case to == nil:
			return nil
		case seen[to.String()]:
			return errCircle
		case len(h.Hops) > maxRedirects:
			return errRedirects
		}
		u = to
		if conn, addr, host, err = q.hop(ctx, u); err != nil {
			return err
		}
	}
}

// urlHost writes a host as URLs have it.
func urlHost(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// country is where the tables see an address, or "".
func (q *query) country(ctx context.Context, addr netip.Addr) (country string) {
	defer func() { recover() }() // as in hosting
	places, err := q.Places(ctx)
	if err != nil {
		return ""
	}
	return places.Lookup(addr).Country
}

// strict reports whether a Strict-Transport-Security field asks for https from
// now on (RFC 6797, 6.1): its max-age is above 0.
func strict(field string) bool {
	for directive := range strings.SplitSeq(field, ";") {
		name, value, _ := strings.Cut(directive, "=")
		if strings.EqualFold(strings.TrimSpace(name), "max-age") {
			age := strings.Trim(strings.TrimSpace(value), `"`)
			n, err := strconv.ParseUint(age, 10, 64)
			return n > 0 && (err == nil || errors.Is(err, strconv.ErrRange))
		}
	}
	return false
}
