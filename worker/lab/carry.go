package lab

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"

	"github.com/miekg/dns"
)

// errNobody is that nobody listens at an address.
var errNobody = errors.New("connection refused")

// errEdge is that a connection is refused as a platform refuses those to its own
// addresses.
var errEdge = errors.New("the platform does not allow this connection")

// startCarry starts the port that answers for every address: HTTP CONNECT
// (RFC 9110, 9.3.6) to ADDRESS:PORT. Where nobody listens the answer is 502,
// where the platform would refuse 403.
func (l *Lab) startCarry() error {
	ln, err := listen()
	if err != nil {
		return err
	}
	l.Carry = ln.Addr().String()
	l.serve(ln, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to, err := netip.ParseAddrPort(r.Host)
		if r.Method != http.MethodConnect || err != nil {
			http.Error(w, "expected CONNECT ADDRESS:PORT", http.StatusBadRequest)
			return
		}
		answer, err := l.answerer(r.Context(), to)
		switch {
		case errors.Is(err, errEdge):
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		case err != nil:
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		conn, rw, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		if _, err := conn.Write([]byte("HTTP/1.1 200 Connected\r\n\r\n")); err != nil {
			conn.Close()
			return
		}
		answer(&peeked{Conn: conn, r: rw.Reader})
	}))
	return nil
}

// Connect connects to an address as the lab's world has it, without a port.
func (l *Lab) Connect(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	answer, err := l.answerer(ctx, to)
	if err != nil {
		return nil, err
	}
	ours, theirs := net.Pipe()
	go answer(theirs)
	return ours, nil
}

// Refused reports whether an error of Connect is that of a platform that does
// not allow the connection.
func Refused(err error) bool { return errors.Is(err, errEdge) }

// answerer returns what answers at an address. It is handed the connection, and
// closes it. An address that hangs is waited for until ctx ends.
func (l *Lab) answerer(ctx context.Context, to netip.AddrPort) (func(net.Conn), error) {
	switch to.Port() {
	case 43:
		if server, ok := l.whois[to.Addr().Unmap()]; ok {
			return l.serveWHOIS(server), nil
		}
	case 80:
		return l.sites(ctx, to.Addr(), "http")
	case 443:
		return l.sites(ctx, to.Addr(), "https")
	}
	return nil, errNobody
}

// sites answers at the addresses of the hosts that speak a scheme.
func (l *Lab) sites(ctx context.Context, addr netip.Addr, scheme string) (func(net.Conn), error) {
	err := errNobody
	for _, host := range l.at(addr.Unmap()) {
		e := l.hosts[host]
		switch {
		case e != nil && e.connect == "hang":
			select {
			case <-ctx.Done():
			case <-l.done:
			}
			return nil, errNobody
		case e != nil && e.connect == "platform":
			return nil, errEdge
		case e != nil && e.at.IsValid() && e.at != addr.Unmap():
		case l.has(host, scheme):
			err = nil
		}
	}
	if err != nil {
		return nil, err
	}
	return l.web.look, nil
}

// at returns the hosts of the lab, in any state, that resolve to an address.
func (l *Lab) at(addr netip.Addr) []string {
	l.where.Do(func() {
		l.byAddr = map[netip.Addr][]string{}
		for _, host := range l.names() {
			for _, kind := range []uint16{dns.TypeA, dns.TypeAAAA} {
				_, answer, _, _ := l.zones.answer(dns.Question{Name: dns.Fqdn(host), Qtype: kind, Qclass: dns.ClassINET})
				for _, rr := range answer {
					var ip net.IP
					switch rr := rr.(type) {
					case *dns.A:
						ip = rr.A
					case *dns.AAAA:
						ip = rr.AAAA
					}
					if a, ok := netip.AddrFromSlice(ip); ok {
						l.byAddr[a.Unmap()] = append(l.byAddr[a.Unmap()], host)
					}
				}
			}
		}
	})
	return l.byAddr[addr]
}

// names returns every host that has a site in some state, or an entry.
func (l *Lab) names() (out []string) {
	for _, dir := range []string{"data/sites", "data/" + StateA, "data/" + StateB} {
		entries, _ := data.ReadDir(dir) // embedded: they are there
		for _, e := range entries {
			out = append(out, e.Name())
		}
	}
	for host := range l.hosts {
		out = append(out, host)
	}
	return out
}
