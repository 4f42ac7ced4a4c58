package lookup

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"
)

// visit is the one contact with a host on port 443, which the certificate and
// the http section share.
type visit struct {
	addr  netip.Addr // where a connection came about
	conn  net.Conn   // open after a handshake where http is asked for, which closes it
	shown *shown
	err   error
	ttl   uint32 // of what failed, in seconds
	// done is that nothing more may be tried: not public, or contacted just now.
	done bool
}

// tooSoon is that a host was contacted less than a minute ago.
type tooSoon struct {
	whom string
	wait time.Duration
}

func (e *tooSoon) Error() string {
	return fmt.Sprintf("%s was contacted less than a minute ago; ask again in %d seconds", e.whom, e.seconds())
}

func (e *tooSoon) seconds() uint32 {
	return uint32(max(1, (e.wait+time.Second-1)/time.Second))
}

// arrive makes the visit. Where http is asked for as well, it has three fifths
// of the deadline, so that port 80 can still be tried when 443 is silent.
func (q *query) arrive(ctx context.Context) *visit {
	answer := q.names()
	failed := func(err error, ttl uint32) *visit {
		return &visit{shown: new(shown), err: err, ttl: max(1, ttl), done: true}
	}
	if _, err := q.checked(q.Host); err != nil {
		return failed(err, min(answer.TTL, maxNegative))
	}
	if wait := q.begin(ctx, q.Host); wait > 0 {
		e := &tooSoon{"the host", wait}
		return failed(e, e.seconds())
	}
	deadline := q.deadline()
	if q.asks("http") {
		deadline = deadline * 3 / 5
	}
	v, err := withinTime(ctx, q.Service, deadline, func(ctx context.Context) (*visit, error) {
		v := &visit{shown: new(shown), ttl: contactTTL}
		conn, addr, err := q.connect(ctx, q.Host, 443)
		if v.err = err; err != nil {
			return v, nil
		}
		v.addr = addr
		v.conn, v.shown, v.err = handshake(ctx, conn, q.Host)
		if v.err == nil && !q.asks("http") {
			conn.Close()
			v.conn = nil
		}
		return v, nil
	})
	if err != nil {
		v = failed(late(err), contactTTL)
		v.done = errors.Is(err, errDefect)
	}
	return v
}

func (q *query) asks(section string) bool { return slices.Contains(q.Sections, section) }
