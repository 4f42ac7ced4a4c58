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
	"sync/atomic"
	"time"

	"github.com/miekg/dns"
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
	// LoadRoots brings them where the platform has none of its own, when they are
	// first needed; it keeps them itself. nil is the platform's.
	LoadRoots func(context.Context) (*x509.CertPool, error)
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
	From     string   // for the mail section: the mail domain whose mail may come from the host, as it stands behind the @; "" asks nothing
}

// query is a Query being answered: what several sections need is looked up once.
type query struct {
	*Service
	Query
	*questions
	now   string
	visit func() *visit // the one contact with the host on port 443
	open  chan struct{} // a place for each connection at once

	mu    sync.Mutex
	begun map[string]bool   // the hosts that Contacts allowed
	conns map[*counted]bool // the connections that are open
	over  bool
}

// maxConnections is how many connections one query has open at once, as the
// platform allows no more in one request.
const maxConnections = 6

// Dossier looks the sections up. The answer always holds every section that was
// asked for, failed or not.
func (s *Service) Dossier(ctx context.Context, asked Query) *Dossier {
	q, end := s.query(ctx, asked)
	defer end()
	return q.dossier(ctx)
}

// dossier answers the query.
func (q *query) dossier(ctx context.Context) *Dossier {
	q.visit = once(func() *visit { return q.arrive(ctx) })
	q.askFirst()
	d := &Dossier{Host: q.Host, AsOf: q.now}
	var wg sync.WaitGroup
	look := func(section string, f func()) {
		if slices.Contains(q.Sections, section) {
			wg.Go(f)
		}
	}
	look("dns", func() { d.DNS = q.dns(ctx) })
	look("hosting", func() { d.Hosting = q.hosting(ctx) })
	look("registration", func() { d.Registration = q.registration(ctx) })
	look("certificate", func() { d.Certificate = q.certificate(ctx) })
	look("http", func() { d.HTTP = q.http(ctx) })
	look("mail", func() { d.Mail = q.mail(ctx) })
	wg.Wait()
	return d
}

// query begins to answer a query, until end is called.
func (s *Service) query(ctx context.Context, asked Query) (q *query, end func()) {
	q = &query{Service: s, Query: asked, now: stamp(s.Now()), open: make(chan struct{}, maxConnections)}
	limited, stop := s.limit(ctx)
	q.questions = &questions{
		resolver: s.Resolver,
		ctx:      limited,
		open:     q.open,
		share:    make(chan struct{}, q.dnsShare()),
		asked:    map[dns.Question]*pending{},
	}
	return q, func() {
		stop()
		q.leave()
	}
}

// dnsShare returns how many of the connections DNS questions may hold at once: one
// is left to the sections that ask somebody else, for when DNS does not answer.
func (q *query) dnsShare() int {
	for _, section := range []string{"registration", "certificate", "http"} {
		if slices.Contains(q.Sections, section) {
			return maxConnections - 1
		}
	}
	return maxConnections
}

// once returns a function that calls f the first time, and has others wait for it
// at a channel, which tests with a clock of their own can see.
func once[T any](f func() T) func() T {
	var begun atomic.Bool
	var value T
	done := make(chan struct{})
	return func() T {
		if begun.CompareAndSwap(false, true) {
			defer close(done)
			value = f()
		} else {
			<-done
		}
		return value
	}
}

// askFirst asks first what the longest chains of look-ups begin with.
func (q *query) askFirst() {
	asked := func(sections ...string) bool {
		return slices.ContainsFunc(sections, func(s string) bool { return slices.Contains(q.Sections, s) })
	}
	_, err := netip.ParseAddr(q.Host)
	named := err != nil
	if named && (asked("dns", "hosting", "certificate", "http") || asked("mail") && q.From != "") {
		q.start(q.Host, dns.TypeA, leadsAnyhow)
		q.start(q.Host, dns.TypeAAAA, leadsAnyhow)
	}
	if named && asked("dns", "hosting") {
		q.reverseEarly()
	}
	if asked("mail") && q.From != "" {
		q.start(q.From, dns.TypeTXT, leadsFar)
		var left atomic.Int32
		left.Store(maxTerms)
		q.ahead(q.From, &left)
	}
	if named && asked("dns") {
		p := q.start(q.Host, dns.TypeNS, leadsOn)
		q.after(p, func() {
			if zone := q.zoneAbove(p.Name, p.records); p.err == nil && (p.status != Found || len(p.aliases) > 0) && zone != "" {
				q.start(zone, dns.TypeNS, leadsOn)
			}
		})
	}
}

// names returns the addresses of the host, and waits for them.
func (q *query) names() Answer { return q.addressesOf(q.Host) }

// addressesOf returns the addresses of a host, looked up once in a query: what is
// contacted is what was checked, whatever a name says the second time.
func (q *query) addressesOf(host string) Answer {
	if addr, err := netip.ParseAddr(host); err == nil {
		return Answer{Status: Found, Literal: true, Addresses: []netip.Addr{addr}, Aliases: []string{}, TTL: maxTTL, DNSSEC: UnknownState}
	}
	v4, v6 := q.start(host, dns.TypeA, leadsAnyhow), q.start(host, dns.TypeAAAA, leadsAnyhow)
	var found [2]records
	var errs [2]error
	for i, p := range []*pending{v4, v6} {
		found[i], errs[i] = p.wait()
	}
	return merge(found[:], errs[:])
}
