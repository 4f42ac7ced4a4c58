package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"syscall"
	"syscall/js"
	"time"

	"github.com/formtrace/formtrace/worker/lookup"
)

// sockets is a lookup.Dialer on the platform's TCP sockets (cloudflare:sockets).
// A socket belongs to the request that opened it. own reports whether an address
// is the platform's own.
type sockets struct {
	own func(context.Context, netip.Addr) bool
}

// platformSystems are Cloudflare's autonomous systems.
var platformSystems = []uint32{13335, 209242}

// ownBy knows the platform's own addresses by the tables of networks.
func ownBy(places func(context.Context) (*lookup.Places, error)) func(context.Context, netip.Addr) bool {
	return func(ctx context.Context, addr netip.Addr) bool {
		p, err := places(ctx)
		return err == nil && slices.Contains(platformSystems, p.Lookup(addr).ASN)
	}
}

// How a connection can fail, in sentences that are always the same; each is the
// system's error as well, as natively.
var (
	errReset   = &sentence{"the connection was broken off", syscall.ECONNRESET}
	errConnect = &sentence{"the connection could not be opened", syscall.EHOSTUNREACH}
)

// failed says why a socket was not opened. The platform has one sentence for a
// host that refuses, one that cannot be reached and an address that it does not
// allow ("proxy request failed, cannot connect to the specified address"): what
// it does not allow is known by the address.
func (s sockets) failed(ctx context.Context, to netip.Addr, err error) error {
	switch {
	case !errors.As(err, new(jsError)):
		return err // the context's
	case s.own(ctx, to):
		return lookup.ErrPlatform
	}
	return errConnect
}

// Dial connects to an address.
func (s sockets) Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p := newPending()
	bridge.Call("connect", p.ticket, netip.AddrPortFrom(to.Addr().Unmap(), to.Port()).String())
	socket, err := p.wait(ctx)
	if err != nil {
		bridge.Call("abort", p.ticket)
		return nil, s.failed(ctx, to.Addr(), err)
	}
	return &conn{
		to: to, socket: socket, reader: socket.Get("reader"), writer: socket.Get("writer"),
		closed: make(chan struct{}), reads: newDeadline(), writes: newDeadline(),
	}, nil
}

// conn is a net.Conn on a socket.
type conn struct {
	to                     netip.AddrPort
	socket, reader, writer js.Value
	once                   sync.Once
	closed                 chan struct{}
	reads, writes          *deadline

	reading sync.Mutex
	next    *pending // a read that is under way
	rest    []byte
	end     error

	writing sync.Mutex
}

// Read waits for data. What arrives after a deadline is there for the next Read.
func (c *conn) Read(b []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	if err := c.usable(c.reads); err != nil {
		return 0, err
	}
	for len(c.rest) == 0 {
		if c.end != nil {
			return 0, c.end
		}
		if c.next == nil {
			p := newPending()
			c.next = &p
			bridge.Call("read", p.ticket, c.reader)
		}
		piece, err, ok := c.await(*c.next, c.reads)
		if !ok {
			return 0, err
		}
		c.next = nil
		switch {
		case err != nil:
			c.end = errReset
		case piece.IsNull():
			c.end = io.EOF
		default:
			c.rest = toBytes(piece)
		}
	}
	n := copy(b, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// Write waits until the platform has taken the data.
func (c *conn) Write(b []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	if err := c.usable(c.writes); err != nil {
		return 0, err
	}
	p := newPending()
	bridge.Call("write", p.ticket, c.writer, fromBytes(b))
	switch _, err, ok := c.await(p, c.writes); {
	case !ok:
		p.drop()
		return 0, err
	case err != nil:
		return 0, errReset
	}
	return len(b), nil
}

// usable reports why a connection cannot be used now.
func (c *conn) usable(d *deadline) error {
	select {
	case <-c.closed:
		return net.ErrClosed
	case <-d.passed:
		return os.ErrDeadlineExceeded
	default:
		return nil
	}
}

// await waits for a promise; ok is false when the connection was closed or the
// deadline passed before.
func (c *conn) await(p pending, d *deadline) (value js.Value, err error, ok bool) {
	select {
	case fine := <-p.heard:
		value, err = p.taken(fine)
		return value, err, true
	case <-c.closed:
		return js.Value{}, net.ErrClosed, false
	case <-d.passed:
		return js.Value{}, os.ErrDeadlineExceeded, false
	}
}

// Close closes the connection; who reads or writes is told.
func (c *conn) Close() error {
	err := net.ErrClosed
	c.once.Do(func() {
		err = nil
		close(c.closed)
		if c.next != nil {
			c.next.drop()
		}
		c.reads.set(time.Time{})
		c.writes.set(time.Time{})
		bridge.Call("close", c.socket)
	})
	return err
}

// LocalAddr is not known.
func (c *conn) LocalAddr() net.Addr { return &net.TCPAddr{} }

// RemoteAddr returns the address that was connected to.
func (c *conn) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(c.to) }

// SetDeadline sets both deadlines.
func (c *conn) SetDeadline(t time.Time) error {
	c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

// SetReadDeadline ends reads at a time, those under way too.
func (c *conn) SetReadDeadline(t time.Time) error { return c.limit(c.reads, t) }

// SetWriteDeadline ends writes at a time, those under way too.
func (c *conn) SetWriteDeadline(t time.Time) error { return c.limit(c.writes, t) }

func (c *conn) limit(d *deadline, t time.Time) error {
	select {
	case <-c.closed:
		return net.ErrClosed
	default:
		d.set(t)
		return nil
	}
}

// deadline is a time after which passed is closed.
type deadline struct {
	passed chan struct{}
	stop   func()
}

func newDeadline() *deadline { return &deadline{passed: make(chan struct{}), stop: func() {}} }

// set replaces the time; zero is never.
func (d *deadline) set(t time.Time) {
	d.stop()
	d.stop = func() {}
	select {
	case <-d.passed:
		d.passed = make(chan struct{})
	default:
	}
	if t.IsZero() {
		return
	}
	passed := d.passed
	left := time.Until(t)
	if left <= 0 {
		close(passed)
		return
	}
	d.stop = after(left, func() { close(passed) })
}
