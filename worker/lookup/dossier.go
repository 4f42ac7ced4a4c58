// Package lookup finds out about a host: Service.Dossier answers with what is
// known, section by section. One file for each section; each is looked up with
// its own deadline, at the same time as the others, and fails alone.
//
// The outside world comes in through small interfaces (Client, Dialer, the
// Places function, Now, Timer), so that the same code runs natively, under
// GOOS=js and in workerd. Hosts that nobody configured are contacted in one
// place only, contact.go, and only at addresses that are public.
package lookup

import (
	"context"
	"crypto/x509"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Service looks hosts up.
type Service struct {
	Resolver *Resolver
	// Places returns the tables that say where addresses are. It is called for
	// each dossier that needs them and keeps them itself, if they are to be kept.
	Places func(context.Context) (*Places, error)
	Now    func() time.Time
	// Deadline bounds each section; 0 is 5 seconds.
	Deadline time.Duration
	// Dialer opens the connections to hosts and to WHOIS servers.
	Dialer Dialer
	// Client asks the upstreams that the operator configured: RDAP's bootstrap
	// and registries, the search of CT logs.
	Client Client
	// Contacts holds back a second contact with a host within a minute; nil lets
	// every contact be.
	Contacts Contacts
	// Bootstrap is the URL of IANA's bootstrap file for RDAP (RFC 9224).
	Bootstrap string
	// WHOIS is the WHOIS server that knows all the others, "host".
	WHOIS string
	// CT is the URL of a search of Certificate Transparency logs.
	CT string
	// Roots are the authorities that certificates are verified against; nil is
	// the platform's.
	Roots *x509.CertPool
	// Timer returns a channel that is closed after a time, and what stops it; nil
	// is Go's own timer. Platforms whose timers belong to one request bring theirs.
	Timer func(time.Duration) (done <-chan struct{}, stop func())

	memory memory // of what is known about registries
}

const defaultDeadline = 5 * time.Second

// Query is what is asked for.
type Query struct {
	Host     string   // as rules/host.Normalise returns it, and public; it may be an address
	Sections []string // some of Sections
	From     string   // for the mail section: whose mail may come from the host; "" asks nothing
}

// query is a Query being answered: what several sections need is looked up once.
type query struct {
	*Service
	Query
	now   string
	names func() Answer // the host's addresses
	visit func() *visit // the one contact with the host on port 443
	open  chan struct{} // a place for each connection at once

	mu    sync.Mutex
	known map[string]func() Answer // the addresses of the other hosts contacted
	begun map[string]bool          // the hosts that Contacts allowed
	conns map[*counted]bool        // the connections that are open
	over  bool
}

// maxConnections is how many connections one query has open at once, as the
// platform allows no more in one request.
const maxConnections = 6

// Dossier looks the sections up. The answer always holds every section that was
// asked for, failed or not.
func (s *Service) Dossier(ctx context.Context, asked Query) *Dossier {
	q := &query{Service: s, Query: asked, now: stamp(s.Now()), open: make(chan struct{}, maxConnections)}
	q.names = sync.OnceValue(func() Answer { return q.addresses(ctx) })
	q.visit = sync.OnceValue(func() *visit { return q.arrive(ctx) })
	defer q.leave()
	d := &Dossier{Host: asked.Host, AsOf: q.now}
	var wg sync.WaitGroup
	look := func(section string, f func()) {
		if slices.Contains(asked.Sections, section) {
			wg.Go(f)
		}
	}
	look("dns", func() { d.DNS = dnsSection(q.names(), q.now) })
	look("hosting", func() { d.Hosting = s.hosting(ctx, q.names, q.now) })
	look("registration", func() { d.Registration = q.registration(ctx) })
	look("certificate", func() { d.Certificate = q.certificate(ctx) })
	look("http", func() { d.HTTP = q.http(ctx) })
	look("mail", func() { d.Mail = q.mail(ctx) })
	wg.Wait()
	return d
}

// addresses returns the addresses of a host within the deadline.
func (q *query) addresses(ctx context.Context) Answer {
	if addr, err := netip.ParseAddr(q.Host); err == nil {
		return Answer{Status: Found, Literal: true, Addresses: []netip.Addr{addr}, Aliases: []string{}, TTL: maxTTL}
	}
	answer, err := within(ctx, q.Service, func(ctx context.Context) (Answer, error) {
		return q.Resolver.Addresses(ctx, q.Host), nil
	})
	switch err {
	case nil:
		return answer
	case errDefect:
		return Answer{Status: Failed, TTL: failedTTL, Err: errDefect}
	}
	return Answer{Status: Failed, TTL: failedTTL, Err: errSlow}
}
