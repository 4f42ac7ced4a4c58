package lookup

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/formtrace/formtrace/rules/place"
)

// Dialer opens a TCP connection to an address, never to a name: what was
// checked is what is contacted.
type Dialer interface {
	Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error)
}

// ErrPlatform is what a Dialer returns, wrapped or not, where the platform does
// not allow a connection, as Cloudflare does not to its own addresses.
var ErrPlatform = errors.New("the platform does not let the worker connect to this address")

// Contacts is the memory of who was contacted. Begin reports whether host may
// be contacted now and notes that it is, or how long to wait.
type Contacts interface {
	Begin(ctx context.Context, host string) (wait time.Duration)
}

// ports are those that are ever contacted: WHOIS, http and https.
var ports = []uint16{43, 80, 443}

// notPublic is the error of an address that is never contacted.
type notPublic struct {
	addr  netip.Addr
	scope string
}

func (e *notPublic) Error() string {
	return fmt.Sprintf("%s is not a public address (%s) and was not contacted", e.addr, e.scope)
}

// checkPublic returns the error of an address that is never contacted, or nil.
func checkPublic(addr netip.Addr) error {
	if scope := place.Scope(addr); scope != place.Public || addr.Zone() != "" {
		return &notPublic{addr, scope}
	}
	return nil
}

var errPort = errors.New("only the ports 43, 80 and 443 are contacted")

// contact connects to a public address. Every connection of the worker to what
// its operator did not configure is opened here.
func (q *query) contact(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	if err := checkPublic(to.Addr()); err != nil {
		return nil, err
	}
	if !slices.Contains(ports, to.Port()) {
		return nil, errPort
	}
	if q.Dialer == nil {
		return nil, errAway
	}
	select {
	case q.open <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	conn, err := q.Dialer.Dial(ctx, to)
	if err != nil {
		<-q.open
		return nil, err
	}
	c := &counted{Conn: conn, q: q, back: sync.OnceFunc(func() { <-q.open })}
	q.mu.Lock()
	over := q.over
	if q.conns == nil {
		q.conns = map[*counted]bool{}
	}
	q.conns[c] = true
	q.mu.Unlock()
	if over {
		c.Close()
		return nil, context.Canceled
	}
	return c, nil
}

// leave closes what a query that is over still has open.
func (q *query) leave() {
	q.mu.Lock()
	q.over = true
	left := slices.Collect(maps.Keys(q.conns))
	q.mu.Unlock()
	for _, c := range left {
		c.Close()
	}
}

// counted is a connection that gives its place back when it is closed, which
// may be twice and from two sides.
type counted struct {
	net.Conn
	q    *query
	back func()
}

func (c *counted) Close() error {
	c.q.mu.Lock()
	delete(c.q.conns, c)
	c.q.mu.Unlock()
	defer c.back()
	return c.Conn.Close()
}

// begin asks Contacts whether a host may be contacted. What was allowed once is
// so for the rest of the query, as for a redirect within a host.
func (q *query) begin(ctx context.Context, host string) (wait time.Duration) {
	q.mu.Lock()
	before := q.begun[host]
	q.mu.Unlock()
	if before || q.Contacts == nil {
		return 0
	}
	if wait = q.Contacts.Begin(ctx, host); wait > 0 {
		return wait
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.begun == nil {
		q.begun = map[string]bool{}
	}
	q.begun[host] = true
	return 0
}
