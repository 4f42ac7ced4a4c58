package lookup

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"
)

// How contacting a host can fail. The sentences are the same on every platform.
var (
	errLate      = errors.New("the host did not answer in time")
	errAway      = errors.New("the host could not be reached")
	errNameless  = errors.New(noAddresses)
	errAddresses = errors.New("the host has no address")
)

// maxTried is how many addresses of a host are tried before it counts as away.
const maxTried = 3

// checked returns the addresses at which a host may be contacted. One that is
// not public keeps all of them from being contacted.
func (q *query) checked(host string) ([]netip.Addr, error) {
	answer := q.addressesOf(host)
	switch {
	case answer.Status == Failed:
		return nil, errNameless
	case len(answer.Addresses) == 0:
		return nil, errAddresses
	}
	for _, addr := range answer.Addresses {
		if err := checkPublic(addr); err != nil {
			return nil, err
		}
	}
	return answer.Addresses, nil
}

// connect connects to a port of a host, at the first of its addresses that
// answers. All but the last one tried get half of the time that is left.
func (q *query) connect(ctx context.Context, host string, port uint16) (net.Conn, netip.Addr, error) {
	addrs, err := q.checked(host)
	if err != nil {
		return nil, netip.Addr{}, err
	}
	addrs = addrs[:min(len(addrs), maxTried)]
	failed := errAway
	for i, addr := range addrs {
		conn, err := q.attempt(ctx, netip.AddrPortFrom(addr, port), i == len(addrs)-1)
		switch {
		case err == nil:
			return conn, addr, nil
		case ctx.Err() != nil:
			return nil, netip.Addr{}, errLate
		case errors.Is(err, ErrPlatform):
			failed = ErrPlatform
		case errors.Is(err, errLate) && failed == errAway:
			failed = errLate
		}
	}
	return nil, netip.Addr{}, failed
}

// attempt tries one address.
func (q *query) attempt(ctx context.Context, to netip.AddrPort, last bool) (net.Conn, error) {
	at, ok := ctx.Deadline()
	if last || !ok {
		return q.contact(ctx, to)
	}
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	up, stop := q.timer(time.Until(at) / 2)
	defer stop()
	type result struct {
		conn net.Conn
		err  error
	}
	done := make(chan result, 1)
	go func() {
		r := result{err: errDefect} // unless contact returns
		defer func() {
			recover()
			done <- r
		}()
		r.conn, r.err = q.contact(inner, to)
	}()
	select {
	case r := <-done:
		return r.conn, r.err
	case <-up:
	case <-ctx.Done():
	}
	cancel()
	go func() {
		if r := <-done; r.err == nil {
			r.conn.Close()
		}
	}()
	return nil, errLate
}
