package lookup

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"sync"

	"github.com/formtrace/formtrace/rules/host"
	"github.com/miekg/dns"
)

// mail makes the section about mail: who handles that of the host's registrable
// domain, and whether that of q.From may come from the host.
func (q *query) mail(ctx context.Context) *Mail {
	m, err := within(ctx, q.Service, func(context.Context) (*Mail, error) { return q.mailSection(), nil })
	if err != nil {
		m = q.emptyMail()
		m.TTL, m.Error = failedTTL, withinError(err).Error()
	}
	return m
}

func (q *query) emptyMail() *Mail {
	return &Mail{Section: Section{Source: dnsSource, AsOf: q.now, TTL: maxTTL}, Operators: []string{}}
}

func (q *query) mailSection() *Mail {
	m := q.emptyMail()
	parts := make([]part, 4)
	var wg sync.WaitGroup
	if q.From != "" {
		m.From = &Sender{Domain: q.From, Honest: unknownHonesty}
		wg.Go(func() { parts[3] = attempt("from", func(p *part) { q.honesty(m.From, p) }) })
	}
	if _, err := netip.ParseAddr(q.Host); err == nil {
		if q.From == "" {
			m.Source = literalSource
		}
		wg.Wait()
		m.finish(parts[3:]...)
		return m
	}
	m.Domain = host.Site(q.Host)
	wg.Go(func() { parts[0] = attempt("operators", func(p *part) { m.Operators = q.operators(m.Domain, p) }) })
	wg.Go(func() { parts[2] = attempt("dmarc", func(p *part) { m.DMARC = q.dmarc(m.Domain, p) }) })
	parts[1] = attempt("spf", func(p *part) {
		r, err := q.ask(m.Domain, dns.TypeTXT, leadsOn)
		if err != nil {
			p.err = err
			return
		}
		p.holds(r)
		record, err := spfRecord(r)
		if err != nil || record == "" {
			p.err = err
			return
		}
		m.SPF = clip(record)
		m.SPFAll = q.spfAll(record, p)
	})
	wg.Wait()
	if q.From == "" {
		parts = parts[:3]
	}
	m.finish(parts...)
	return m
}

// operators returns the registrable domains of a domain's exchanges. A domain
// that takes no mail (RFC 7505) has none.
func (q *query) operators(domain string, p *part) []string {
	out := []string{}
	for _, mx := range q.exchanges(domain, p) {
		if site := host.Site(mx.Host); site != "" && mx.Host != "." {
			out = append(out, site)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// The values of Sender.Honest.
const (
	honest         = "yes"
	dishonest      = "no"
	unknownHonesty = "unknown"
)

// errSPFOpen keeps what a look-up that failed left open from passing for a fact.
var errSPFOpen = errors.New("the SPF policy could not be evaluated, as one of its look-ups failed")

// honesty fills in whether mail from s.Domain may come from the host's addresses.
func (q *query) honesty(s *Sender, p *part) {
	q.start(s.Domain, dns.TypeMX, endsHere)
	var policy part
	var wg sync.WaitGroup
	wg.Go(func() { policy = attempt("", func(p *part) { s.DMARC = q.dmarc(s.Domain, p) }) })
	answer := q.names()
	switch {
	case answer.Status == Failed || answer.Status == Found && answer.Err != nil:
		s.SPF, p.err = "temperror", errNoHost
	case answer.Status == Found:
		s.SPF = q.spfSays(answer.Addresses, s.Domain)
	}
	wg.Wait()
	mx, err := q.ask(s.Domain, dns.TypeMX, endsHere)
	for _, e := range []error{policy.err, err} {
		if p.err == nil {
			p.err = e
		}
	}
	p.ttl = min(answer.TTL, policy.ttl, p.ttl)
	if err == nil {
		p.holds(mx)
	}
	if r, err := q.ask(s.Domain, dns.TypeTXT, leadsOn); err != nil && p.err == nil {
		p.err = err
	} else if err == nil {
		p.holds(r)
	}
	if s.SPF == "temperror" && p.err == nil {
		p.err = errSPFOpen
	}
	s.Honest = judge(s.SPF, s.DMARC, err == nil && noMail(mx))
}

// noMail reports whether a domain does not exist or says that it has nothing to
// do with mail: a null MX (RFC 7505), which no mail may come from either (4.2).
func noMail(r records) bool {
	if r.status == NoSuchName {
		return true
	}
	if len(r.list) != 1 {
		return false
	}
	mx, ok := r.list[0].(*dns.MX)
	return ok && mx.Mx == "."
}

// judge says whether mail may honestly come from where SPF was evaluated. A
// domain that authorises the host has said yes. One that forbids it, has no mail,
// or says "probably not" and asks that what does not align be refused, has said
// no: what SPF does not align, only a signature of the domain's own could. Whether
// others without a word of their domain sign for it, nobody can tell from outside.
func judge(spf, dmarc string, noMail bool) string {
	refused := dmarc == "quarantine" || dmarc == "reject"
	switch {
	case spf == "pass":
		return honest
	case spf == "":
		return unknownHonesty
	case spf == "fail", noMail, spf == "softfail" && refused:
		return dishonest
	}
	return unknownHonesty
}
