package lookup

import (
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/miekg/dns"
)

// maxTerms is how many terms of an SPF evaluation may ask DNS, and how many
// exchanges an mx term may have (RFC 7208, 4.6.4). The library keeps to both, and
// to 2 void look-ups; here it bounds what is asked before it is needed.
const maxTerms = 10

// txtStrings returns the texts of TXT records, each put together of its strings
// (RFC 7208, 3.3).
func txtStrings(r records) []string {
	var out []string
	for _, rr := range r.list {
		if txt, ok := rr.(*dns.TXT); ok {
			out = append(out, unescape(strings.Join(txt.Txt, "")))
		}
	}
	return out
}

// spfRecord returns the SPF record among the texts of a name, "" without one.
// More than one is an error (RFC 7208, 4.5).
func spfRecord(r records) (string, error) {
	found, n := "", 0
	for _, t := range txtStrings(r) {
		if version, _, _ := strings.Cut(t, " "); strings.EqualFold(version, "v=spf1") {
			found = t
			n++
		}
	}
	if n > 1 {
		return "", fmt.Errorf("there are %d SPF records, where one is allowed", n)
	}
	return found, nil
}

// term is a term of an SPF record: a mechanism or a modifier.
type term struct {
	qualifier byte   // of a mechanism: one of + - ~ ?
	name      string // in lower case
	domain    string // after ":" or "=", without a prefix length; "" without one
}

// spfTerms splits a record into its terms (RFC 7208, 4.6.1), as far as it needs
// to be understood to see what follows. The library judges what is well formed.
func spfTerms(record string) []term {
	var out []term
	for i, word := range strings.Fields(record) {
		if i == 0 {
			continue
		}
		t := term{qualifier: '+'}
		if strings.IndexByte("+-~?", word[0]) >= 0 {
			t.qualifier, word = word[0], word[1:]
		}
		end := strings.IndexAny(word, ":=/")
		if end < 0 {
			end = len(word)
		}
		t.name = strings.ToLower(word[:end])
		if end < len(word) && word[end] != '/' {
			t.domain, _, _ = strings.Cut(word[end+1:], "/")
		}
		out = append(out, t)
	}
	return out
}

// spfAll says what a record says of everybody whom it does not name: what its
// "all" says, else that of the record it redirects to, else neutral (RFC 7208,
// 4.7). It is "" where that cannot be told.
func (q *query) spfAll(record string, p *part) string {
	for range maxTerms {
		next := ""
		for _, t := range spfTerms(record) {
			switch t.name {
			case "all":
				return map[byte]string{'+': "pass", '-': "fail", '~': "softfail", '?': "neutral"}[t.qualifier]
			case "redirect":
				next = t.domain
			}
		}
		if next == "" {
			return "neutral"
		}
		if strings.Contains(next, "%") {
			return ""
		}
		r, err := q.ask(next, dns.TypeTXT, leadsOn)
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

// ahead asks for what the evaluation of a domain's SPF record is going to need,
// all at the same time: the library asks for one thing after the other. left is
// how many terms it may still ask for.
func (s sender) ahead(domain string, left *atomic.Int32) {
	defer func() { recover() }()
	r, err := s.ask(domain, dns.TypeTXT, leadsOn)
	if err != nil {
		return
	}
	record, _ := spfRecord(r)
	terms := spfTerms(record)
	for i, t := range terms {
		if t.name == "all" {
			terms = terms[:i] // a redirect would not count either
			break
		}
	}
	for _, t := range terms {
		target := t.domain
		switch t.name {
		case "a", "mx":
			if target == "" {
				target = domain
			}
		case "include", "exists", "redirect":
		default:
			continue
		}
		if target == "" || strings.Contains(target, "%") {
			continue
		}
		if left.Add(-1) < 0 {
			return
		}
		switch t.name {
		case "include", "redirect":
			s.start(target, dns.TypeTXT, leadsOn)
			go s.ahead(target, left)
		case "mx":
			s.start(target, dns.TypeMX, leadsOn)
			go s.aheadMX(target)
		default:
			go s.aheadAddresses(target)
		}
	}
}

func (s sender) aheadMX(domain string) {
	defer func() { recover() }()
	exchanges, err := s.LookupMX(s.ctx, domain)
	if err != nil || len(exchanges) > maxTerms {
		return
	}
	for _, mx := range exchanges {
		s.aheadAddresses(mx.Host)
	}
}

func (s sender) aheadAddresses(name string) {
	defer func() { recover() }()
	for _, kind := range s.families() {
		s.start(name, kind, endsHere)
	}
}
