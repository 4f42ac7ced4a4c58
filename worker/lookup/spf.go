package lookup

import (
	"errors"
	"net/netip"

	"github.com/miekg/dns"
)

// Bounds of an evaluation (RFC 7208, 4.6.4): on the terms that ask DNS, on those
// of them whose answer is empty, and on the exchanges and reverse names of a term.
const (
	maxTerms     = 10
	maxVoids     = 2
	maxExchanges = 10
)

// spfCheck is an evaluation of check_host (RFC 7208, 4). The well-kept library for
// it would make the worker's compressed wasm larger by a seventh; the tests
// compare with it.
type spfCheck struct {
	*questions
	macroValues
	terms, voids int
}

// spfSays evaluates check_host for each of the host's addresses. One that passes
// is enough. Otherwise the answer is temperror when one of them is not known, and
// else the one that says least against the host.
func (q *query) spfSays(addrs []netip.Addr, domain string) string {
	results := make(chan string)
	for _, addr := range addrs {
		go func() {
			result := "temperror"
			defer func() {
				recover()
				results <- result
			}()
			c := spfCheck{questions: q.questions, macroValues: macroValues{ip: addr.Unmap(), from: domain, helo: q.Host}}
			result = c.check(domain)
		}()
	}
	best := ""
	for range addrs {
		if result := <-results; rank(result) < rank(best) {
			best = result
		}
	}
	return best
}

// ranks orders results: what decides, first.
var ranks = []string{"pass", "temperror", "permerror", "neutral", "none", "softfail", "fail", ""}

func rank(result string) int {
	for i, r := range ranks {
		if r == result {
			return i
		}
	}
	return len(ranks)
}

// check evaluates the record of a domain.
func (c *spfCheck) check(domain string) string {
	r, err := c.ask(domain, dns.TypeTXT, leadsOn)
	switch {
	case errors.Is(err, errName) || err == nil && r.status == NoSuchName:
		return "none"
	case err != nil:
		return "temperror"
	}
	record, err := spfRecord(r)
	if err != nil {
		return "permerror"
	}
	if record == "" {
		return "none"
	}
	p, err := parseSPF(record)
	if err != nil {
		return "permerror"
	}
	for _, m := range p.mechanisms {
		c.domain = domain
		matches, failure := c.matches(m)
		if failure != "" {
			return failure
		}
		if matches {
			return m.result
		}
	}
	if p.redirect == "" {
		return "neutral"
	}
	c.domain = domain
	target, err := c.expand(p.redirect)
	if err != nil || target == "" || !c.term() {
		return "permerror"
	}
	if result := c.check(target); result != "none" {
		return result
	}
	return "permerror"
}

// term counts a term that asks DNS.
func (c *spfCheck) term() bool {
	c.terms++
	return c.terms <= maxTerms
}

// void counts an answer that is empty.
func (c *spfCheck) void(r records, found int) bool {
	if found == 0 || r.status == NoSuchName {
		c.voids++
	}
	return c.voids <= maxVoids
}

// matches reports whether a mechanism matches the address; failure is the result
// of the whole where that cannot be told.
func (c *spfCheck) matches(m mechanism) (matches bool, failure string) {
	switch m.name {
	case "all":
		return true, ""
	case "ip4", "ip6":
		return m.prefix.Contains(c.ip), ""
	}
	target := c.domain
	if m.domain != "" {
		expanded, err := c.expand(m.domain)
		if err != nil || expanded == "" {
			return false, "permerror"
		}
		target = expanded
	}
	if !c.term() {
		return false, "permerror"
	}
	switch m.name {
	case "include":
		switch result := c.check(target); result {
		case "pass":
			return true, ""
		case "temperror":
			return false, result
		case "permerror", "none":
			return false, "permerror"
		}
		return false, ""
	case "exists":
		r, failure := c.answer(target, dns.TypeA)
		if failure == "" && !c.void(r, len(r.addresses)) {
			failure = "permerror"
		}
		return len(r.addresses) > 0, failure
	case "mx":
		return c.matchesMX(m, target)
	case "ptr":
		return c.matchesPTR(target)
	}
	r, failure := c.answer(target, family(c.ip))
	if failure == "" && !c.void(r, len(r.addresses)) {
		failure = "permerror"
	}
	return m.covers(r.addresses, c.ip), failure
}

// answer asks. A name that cannot be asked for does not exist (RFC 7208, 4.3).
func (c *spfCheck) answer(name string, kind uint16) (r records, failure string) {
	r, err := c.ask(name, kind, leadsOn)
	switch {
	case errors.Is(err, errName):
		return records{status: NoSuchName}, ""
	case err != nil:
		return records{}, "temperror"
	}
	return r, ""
}

func (c *spfCheck) matchesMX(m mechanism, target string) (matches bool, failure string) {
	r, failure := c.answer(target, dns.TypeMX)
	if failure != "" {
		return false, failure
	}
	if !c.void(r, len(r.list)) || len(r.list) > maxExchanges {
		return false, "permerror"
	}
	for _, rr := range r.list {
		mx, ok := rr.(*dns.MX)
		if !ok || mx.Mx == "." {
			continue
		}
		found, failure := c.answer(mx.Mx, family(c.ip))
		if failure != "" {
			return false, failure
		}
		matches = matches || m.covers(found.addresses, c.ip)
	}
	return matches, ""
}

// matchesPTR reports whether a reverse name of the address that leads back to it
// is the target or below it. Failures are no match (RFC 7208, 5.5).
func (c *spfCheck) matchesPTR(target string) (matches bool, failure string) {
	name, err := dns.ReverseAddr(c.ip.String())
	if err != nil {
		return false, ""
	}
	r, failure := c.answer(name, dns.TypePTR)
	if failure != "" {
		return false, ""
	}
	if !c.void(r, len(r.list)) {
		return false, "permerror"
	}
	names := texts(r.list, func(rr *dns.PTR) string { return dns.CanonicalName(rr.Ptr) })
	for _, name := range names[:min(len(names), maxExchanges)] {
		if !dns.IsSubDomain(dns.CanonicalName(target), name) {
			continue
		}
		found, failure := c.answer(name, family(c.ip))
		if failure == "" && (&mechanism{v4: 32, v6: 128}).covers(found.addresses, c.ip) {
			return true, ""
		}
	}
	return false, ""
}

// family is the type of the records that hold addresses of an address's family.
func family(ip netip.Addr) uint16 {
	if ip.Is4() {
		return dns.TypeA
	}
	return dns.TypeAAAA
}

// covers reports whether an address is in the network of one that was found.
func (m *mechanism) covers(found []netip.Addr, ip netip.Addr) bool {
	length := m.v6
	if ip.Is4() {
		length = m.v4
	}
	for _, addr := range found {
		if prefix, err := addr.Prefix(length); err == nil && prefix.Contains(ip) {
			return true
		}
	}
	return false
}
