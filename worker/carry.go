package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"

	"github.com/formtrace/formtrace/worker/lookup"
)

// carried is a lookup.Dialer that connects to a lab on loopback whatever the
// address, and tells the lab for whom by HTTP CONNECT (RFC 9110, 9.3.6).
type carried struct {
	lookup.Dialer
	lab netip.AddrPort
}

// Dial connects to the lab and has it answer for the address.
func (c carried) Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	conn, err := c.Dialer.Dial(ctx, c.lab)
	if err != nil {
		return nil, fmt.Errorf("the lab could not be reached: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if _, err := fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", to, to); err != nil {
		conn.Close()
		return nil, err
	}
	// One byte at a time, so that nothing of what follows is taken away.
	res, err := http.ReadResponse(bufio.NewReaderSize(byteReader{conn}, 16), &http.Request{Method: http.MethodConnect})
	switch {
	case err != nil:
		err = fmt.Errorf("the lab did not answer: %w", err)
	case res.StatusCode == http.StatusForbidden: // the lab plays the platform
		err = lookup.ErrPlatform
	case res.StatusCode != http.StatusOK:
		err = errRefused
	default:
		return conn, nil
	}
	conn.Close()
	return nil, err
}

// errRefused is a connection that was refused.
var errRefused = &sentence{"the host refused the connection", syscall.ECONNREFUSED}

// sentence is an error that reads the same on every platform, and is the
// system's error as well.
type sentence struct {
	text string
	kind syscall.Errno
}

func (s *sentence) Error() string { return s.text }
func (s *sentence) Unwrap() error { return s.kind }

// byteReader gives one byte at a time.
type byteReader struct{ r io.Reader }

func (b byteReader) Read(p []byte) (int, error) { return b.r.Read(p[:min(len(p), 1)]) }
