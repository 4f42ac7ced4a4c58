package lookup

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
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

var errPort = errors.New("only the ports 43, 80 and 443 are contacted")

// contact connects to a public address. Every connection of the worker to what
// its operator did not configure is opened here.
func (q *query) contact(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	if scope := place.Scope(to.Addr()); scope != place.Public {
		return nil, &notPublic{to.Addr(), scope}
	}
	if !slices.Contains(ports, to.Port()) {
		return nil, errPort
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
	return &counted{Conn: conn, open: q.open}, nil
}

// counted is a connection that gives its place back when it is closed.
type counted struct {
	net.Conn
	open chan struct{}
}

func (c *counted) Close() error {
	err := c.Conn.Close()
	if c.open != nil {
		<-c.open
		c.open = nil
	}
	return err
}
