package e2e

import (
	"encoding/binary"
	"io"
	"net"

	"github.com/formtrace/formtrace/worker/lab"
)

// socks is a SOCKS5 proxy (RFC 1928) on loopback that leads every connection,
// whatever its name and port, to a lab's sites: what Chromium's
// --host-resolver-rules do, for a browser without them.
type socks struct {
	net.Listener
	lab *lab.Lab
}

func startSOCKS(l *lab.Lab) (*socks, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &socks{ln, l}
	go s.run()
	return s, nil
}

func (s *socks) run() {
	for {
		conn, err := s.Accept()
		if err != nil {
			return
		}
		go s.serve(conn)
	}
}

func (s *socks) serve(conn net.Conn) {
	defer conn.Close()
	if err := greet(conn); err != nil {
		return
	}
	to, err := net.Dial("tcp", s.lab.Web)
	if err != nil {
		return
	}
	defer to.Close()
	if _, err := conn.Write([]byte{5, 0, 0, 1, 127, 0, 0, 1, 0, 0}); err != nil {
		return
	}
	go func() {
		io.Copy(to, conn)
		to.(*net.TCPConn).CloseWrite()
	}()
	io.Copy(conn, to)
}

// greet reads what a client says before its data, and discards where it wants to go.
func greet(conn net.Conn) error {
	head := make([]byte, 2)
	if _, err := io.ReadFull(conn, head); err != nil {
		return err
	}
	if _, err := io.CopyN(io.Discard, conn, int64(head[1])); err != nil {
		return err
	}
	if _, err := conn.Write([]byte{5, 0}); err != nil {
		return err
	}
	request := make([]byte, 5)
	if _, err := io.ReadFull(conn, request); err != nil {
		return err
	}
	rest := map[byte]int{1: 4 - 1, 3: int(request[4]), 4: 16 - 1}[request[3]] + binary.Size(uint16(0))
	_, err := io.CopyN(io.Discard, conn, int64(rest))
	return err
}
