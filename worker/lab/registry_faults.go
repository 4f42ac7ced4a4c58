package lab

import (
	"strings"

	"github.com/miekg/dns"
)

// A RegistryFault is a way in which the lab's registries fail on purpose, by RDAP
// or by WHOIS. A domain fails in the way that its TXT record says:
// "lab-registry=timeout".
type RegistryFault string

// The faults.
const (
	RegistryTimeout         RegistryFault = "timeout"          // no answer at all
	RegistryRefused         RegistryFault = "refused"          // the connection is closed at once
	RegistryTruncated       RegistryFault = "truncated"        // the first half of an answer
	RegistryMalformed       RegistryFault = "malformed"        // no JSON, and no line with a key
	RegistryLying           RegistryFault = "lying"            // the answer about another domain
	RegistryHuge            RegistryFault = "huge"             // one megabyte
	RegistryDrip            RegistryFault = "drip"             // a byte now and then, without an end
	RegistryNotFound        RegistryFault = "not-found"        // there is no such domain
	RegistryTooMany         RegistryFault = "too-many"         // asked too often: HTTP 429 with Retry-After
	RegistryBroken          RegistryFault = "broken"           // HTTP 500
	RegistryLoop            RegistryFault = "loop"             // a redirect to itself
	RegistryPrivate         RegistryFault = "private"          // a redirect or a referral to a private address
	RegistryPrivateName     RegistryFault = "private-name"     // the same, to a public name that has a private address
	RegistryCleartext       RegistryFault = "cleartext"        // a redirect to http
	RegistryCircle          RegistryFault = "circle"           // a referral to the server itself
	RegistryPort            RegistryFault = "port"             // a referral to another port
	RegistryRegistrarGone   RegistryFault = "registrar-gone"   // the registrar's server is not there
	RegistryRegistrarLies   RegistryFault = "registrar-lies"   // it answers about another domain
	RegistryRegistrarSilent RegistryFault = "registrar-silent" // it does not answer
)

// RDAPFaults and WHOISFaults list the faults that each protocol can show.
var (
	RDAPFaults = []RegistryFault{
		RegistryTimeout, RegistryRefused, RegistryTruncated, RegistryMalformed, RegistryLying, RegistryHuge, RegistryDrip,
		RegistryNotFound, RegistryTooMany, RegistryBroken, RegistryLoop, RegistryPrivate, RegistryPrivateName, RegistryCleartext,
		RegistryRegistrarGone, RegistryRegistrarLies,
	}
	WHOISFaults = []RegistryFault{
		RegistryTimeout, RegistryRefused, RegistryTruncated, RegistryMalformed, RegistryLying, RegistryHuge, RegistryDrip,
		RegistryNotFound, RegistryTooMany, RegistryPrivate, RegistryPrivateName, RegistryCircle, RegistryPort,
		RegistryRegistrarGone, RegistryRegistrarLies, RegistryRegistrarSilent,
	}
)

// RDAPFaultName returns the domain for which the lab's RDAP fails in that way.
// The names under test are registered by RDAP, those under example by WHOIS.
func RDAPFaultName(f RegistryFault) string { return string(f) + ".test" }

// WHOISFaultName returns the domain for which the lab's WHOIS fails in that way.
func WHOISFaultName(f RegistryFault) string { return string(f) + ".example" }

// registryFault returns the fault that a question about a domain meets, or "".
func (zs *zones) registryFault(domain string) RegistryFault {
	name := dns.CanonicalName(domain)
	z := zs.find(name)
	if z == nil {
		return ""
	}
	for _, rr := range z.records[name][dns.TypeTXT] {
		for _, text := range rr.(*dns.TXT).Txt {
			if f, ok := strings.CutPrefix(text, "lab-registry="); ok {
				return RegistryFault(f)
			}
		}
	}
	return ""
}
