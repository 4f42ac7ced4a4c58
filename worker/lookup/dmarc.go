package lookup

import (
	"strings"

	"github.com/formtrace/formtrace/rules/host"
	"github.com/miekg/dns"
)

// dmarcPolicy is what a DMARC record asks for (RFC 7489, 6.3).
type dmarcPolicy struct {
	own, sub string // none, quarantine or reject; sub is for names below the domain
}

// parseDMARC reads a DMARC record. ok is false when it is none.
func parseDMARC(record string) (d dmarcPolicy, ok bool) {
	reports := false
	for i, tag := range strings.Split(record, ";") {
		name, value, _ := strings.Cut(tag, "=")
		name, value = strings.ToLower(strings.Trim(name, " \t")), strings.Trim(value, " \t")
		switch {
		case i == 0:
			if name != "v" || value != "DMARC1" {
				return dmarcPolicy{}, false
			}
		case name == "p" && d.own == "":
			d.own = policy(value)
		case name == "sp" && d.sub == "":
			d.sub = policy(value)
		case name == "rua":
			reports = value != ""
		}
	}
	if d.own == "" && reports {
		d.own = "none" // RFC 7489, 6.6.3: a record that is there for its reports
	}
	if d.own == "" {
		return dmarcPolicy{}, false
	}
	if d.sub == "" {
		d.sub = d.own
	}
	return d, true
}

// policy returns a policy that is known, "" for another.
func policy(value string) string {
	switch value = strings.ToLower(value); value {
	case "none", "quarantine", "reject":
		return value
	}
	return ""
}

// dmarc returns the policy that holds for a domain: its own, else its
// organisational domain's for what is below (RFC 7489, 6.6.3). Both are asked for
// at the same time.
func (q *query) dmarc(domain string, p *part) string {
	own := q.start("_dmarc."+domain, dns.TypeTXT, endsHere)
	organisation, site := own, host.Site(domain)
	if site != "" && site != domain {
		organisation = q.start("_dmarc."+site, dns.TypeTXT, endsHere)
	}
	for _, asked := range []*pending{own, organisation} {
		r, err := asked.wait()
		if err != nil {
			p.err = err
			return ""
		}
		p.holds(r)
		if d, ok := theDMARC(r); ok && asked == own {
			return d.own
		} else if ok {
			return d.sub
		}
	}
	return ""
}

// theDMARC returns the record of an answer. Of several none counts.
func theDMARC(r records) (found dmarcPolicy, ok bool) {
	n := 0
	for _, t := range txtStrings(r) {
		if version, _, _ := strings.Cut(t, ";"); strings.Join(strings.Fields(version), "") != "v=DMARC1" {
			continue
		}
		n++
		found, ok = parseDMARC(t)
	}
	if n != 1 {
		return dmarcPolicy{}, false
	}
	return found, ok
}
