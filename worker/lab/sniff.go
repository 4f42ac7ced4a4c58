package lab

import (
	"bufio"
	"crypto/tls"
	"net"
	"time"
)

// sniffer is a listener that speaks http and https on one port: the first byte
// of a TLS connection is 22 (a handshake record), that of an HTTP request never is.
type sniffer struct {
	net.Listener
	config *tls.Config
	conns  chan net.Conn
	done   chan struct{}
}

const tlsHandshake = 22

// sniff wraps a listener. done ends those that wait in Accept.
func sniff(ln net.Listener, config *tls.Config, done chan struct{}) *sniffer {
	s := &sniffer{Listener: ln, config: config, conns: make(chan net.Conn), done: done}
	go s.run()
	return s
}

// run takes connections and looks at each in its own goroutine, as a browser
// opens connections in advance on which it may never say anything.
func (s *sniffer) run() {
	for {
		conn, err := s.Listener.Accept()
		if err != nil {
			return
		}
		go s.look(conn)
	}
}

func (s *sniffer) look(conn net.Conn) {
	conn.SetReadDeadline(time.Now().Add(time.Minute))
	r := bufio.NewReader(conn)
	first, err := r.Peek(1)
	if err != nil {
		conn.Close()
		return
	}
	conn.SetReadDeadline(time.Time{})
	var c net.Conn = &peeked{Conn: conn, r: r}
	if first[0] == tlsHandshake {
		c = tls.Server(c, s.config)
	}
	select {
	case s.conns <- c:
	case <-s.done:
		conn.Close()
	}
}

// Accept returns the next connection that has said something.
func (s *sniffer) Accept() (net.Conn, error) {
	select {
	case c := <-s.conns:
		return c, nil
	case <-s.done:
		return nil, net.ErrClosed
	}
}

// peeked is a connection of which some bytes have been read already.
type peeked struct {
	net.Conn
	r *bufio.Reader
}

func (p *peeked) Read(b []byte) (int, error) { return p.r.Read(b) }
