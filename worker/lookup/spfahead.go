package lookup

import (
	"strings"
	"sync/atomic"

	"github.com/miekg/dns"
)

// ahead asks for what the evaluation of a domain's SPF record is going to need,
// all at the same time, as the evaluation goes from one term to the next. left is
// how many terms it may still ask for.
func (q *query) ahead(domain string, left *atomic.Int32) {
	p := q.start(domain, dns.TypeTXT, leadsOn)
	q.after(p, func() { q.aheadOf(p.records, domain, left) })
}

func (q *query) aheadOf(r records, domain string, left *atomic.Int32) {
	record, _ := spfRecord(r)
	p, err := parseSPF(record)
	if err != nil {
		return
	}
	if p.redirect != "" {
		p.mechanisms = append(p.mechanisms, mechanism{name: "include", domain: p.redirect})
	}
	for _, m := range p.mechanisms {
		target := m.domain
		if target == "" {
			target = domain
		}
		if m.name == "all" || m.prefix.IsValid() || strings.Contains(target, "%") {
			continue
		}
		if left.Add(-1) < 0 {
			return
		}
		switch m.name {
		case "include":
			q.ahead(target, left)
		case "exists":
			q.start(target, dns.TypeA, endsHere)
		case "mx":
			go q.aheadMX(target)
		case "a":
			go q.aheadAddresses(target)
		}
	}
}

func (q *query) aheadMX(domain string) {
	defer func() { recover() }()
	r, err := q.ask(domain, dns.TypeMX, leadsOn)
	if err != nil || len(r.list) > maxExchanges {
		return
	}
	for _, rr := range r.list {
		if mx, ok := rr.(*dns.MX); ok && mx.Mx != "." {
			q.aheadAddresses(mx.Mx)
		}
	}
}

// aheadAddresses asks for addresses of the families that the host has some of.
func (q *query) aheadAddresses(name string) {
	defer func() { recover() }()
	asked := map[uint16]bool{}
	for _, addr := range q.names().Addresses {
		if kind := family(addr.Unmap()); !asked[kind] {
			asked[kind] = true
			q.start(name, kind, endsHere)
		}
	}
}

// spfAll says what a record says of everybody whom it does not name: what its
// "all" says, else that of the record it redirects to, else neutral (RFC 7208,
// 4.7). It is "" where that cannot be told.
func (q *query) spfAll(record string, p *part) string {
	for range maxTerms {
		policy, err := parseSPF(record)
		if err != nil {
			p.err = err
			return ""
		}
		if n := len(policy.mechanisms); n > 0 && policy.mechanisms[n-1].name == "all" {
			return policy.mechanisms[n-1].result
		}
		if policy.redirect == "" {
			return "neutral"
		}
		if strings.Contains(policy.redirect, "%") {
			return ""
		}
		r, err := q.ask(policy.redirect, dns.TypeTXT, leadsOn)
		if err == nil {
			p.holds(r)
			record, err = spfRecord(r)
		}
		if err != nil {
			p.err = err
			return ""
		}
		if record == "" {
			return ""
		}
	}
	return ""
}
