package lab

import (
	"strings"

	"github.com/miekg/dns"
)

// A Fault is a way in which the lab's DNS fails on purpose. A name fails in the
// way that its TXT record says: "lab-fault=timeout".
type Fault string

// The faults, with how they show over DNS over HTTPS. Over UDP and TCP those
// that only HTTP can show are answered SERVFAIL.
const (
	FaultTimeout       Fault = "timeout"        // no answer at all
	FaultRefused       Fault = "refused"        // response code REFUSED
	FaultServfail      Fault = "servfail"       // response code SERVFAIL
	FaultTruncated     Fault = "truncated"      // the TC bit, and nothing else
	FaultMalformed     Fault = "malformed"      // a message cut in the middle of a record
	FaultWrongQuestion Fault = "wrong-question" // the answer to another question
	FaultWrongID       Fault = "wrong-id"       // the answer to another message
	FaultHuge          Fault = "huge"           // one megabyte
	FaultSlow          Fault = "slow"           // the right answer after Options.Slow
	FaultNoIPv6        Fault = "no-ipv6"        // SERVFAIL, but for AAAA questions only
	FaultNotDNS        Fault = "not-dns"        // HTTP 200 with a web page
	FaultUnavailable   Fault = "unavailable"    // HTTP 503
	FaultRedirect      Fault = "redirect"       // HTTP 302 to the right answer for another name
)

// Faults lists all faults.
var Faults = []Fault{
	FaultTimeout, FaultRefused, FaultServfail, FaultTruncated, FaultMalformed,
	FaultWrongQuestion, FaultWrongID, FaultHuge, FaultSlow, FaultNoIPv6,
	FaultNotDNS, FaultUnavailable, FaultRedirect,
}

// FaultName returns the name under which the lab's DNS fails in that way.
func FaultName(f Fault) string { return string(f) + ".faults.example.net" }

// fault returns the fault that a question meets, or "".
func (zs *zones) fault(q dns.Question) Fault {
	name := dns.CanonicalName(q.Name)
	z := zs.find(name)
	if z == nil {
		return ""
	}
	for _, rr := range z.records[name][dns.TypeTXT] {
		for _, text := range rr.(*dns.TXT).Txt {
			if f, ok := strings.CutPrefix(text, "lab-fault="); ok {
				return Fault(f)
			}
		}
	}
	return ""
}
