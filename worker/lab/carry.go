package lab

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
)

// errNobody is that nobody listens at an address.
var errNobody = errors.New("connection refused")

// startCarry starts the port that answers for every address: HTTP CONNECT
// (RFC 9110, 9.3.6) to ADDRESS:PORT, refused with 502 where nobody listens.
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
		answer, err := l.answerer(to)
		if err != nil {
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
func (l *Lab) Connect(_ context.Context, to netip.AddrPort) (net.Conn, error) {
	answer, err := l.answerer(to)
	if err != nil {
		return nil, err
	}
	ours, theirs := net.Pipe()
	go answer(theirs)
	return ours, nil
}

// answerer returns what answers at an address. It is handed the connection, and
// closes it.
func (l *Lab) answerer(to netip.AddrPort) (func(net.Conn), error) {
	switch to.Port() {
	case 43:
		if server, ok := l.whois[to.Addr().Unmap()]; ok {
			return l.serveWHOIS(server), nil
		}
	case 80, 443:
		return l.web.look, nil
	}
	return nil, errNobody
}
