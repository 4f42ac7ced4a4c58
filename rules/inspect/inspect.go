// Package inspect judges one submission: from the request (page, form, target,
// what is known of the target's host) and a bundle of rules it makes a report.
// Call New with an opened bundle, then Report for a Request or Bytes for one in
// CBOR; both give the report's JSON. The same request and bundle give the same
// bytes, in the browser and natively.
package inspect

import (
	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/host"
)

// Inspector judges submissions by one bundle. It keeps its buffers from call to
// call and so must not be used by two goroutines at once.
type Inspector struct {
	b       *bundle.Bundle   // the rules, which came with the program
	data    *bundle.Bundle   // operators, names, laws, exemptions, suffixes, words; b's own, or a channel's
	ruleOf  []int            // for each rule of data the one of b with the same id; -1 for none
	marks   []*bundle.Bundle // third parties' channels
	req     request
	s       subject
	matches []bundle.Match
	found   []finding
	said    []said
	out     []byte
}

// finding is a rule that fired, with the verdict after exemptions.
type finding struct {
	bundle.Match // of a mark, Rule is noRule and Case its place in said
	verdict      bundle.Verdict
	loweredBy    string
}

const noRule = -1

// said is a mark that fired, and whose it is.
type said struct {
	bundle.Mark
	by *bundle.Bundle
}

// New returns an inspector that judges by b.
func New(b *bundle.Bundle) *Inspector {
	in := &Inspector{b: b}
	in.Use(b)
	return in
}

// Use takes what is known, but not the rules, from a channel's bundle instead of
// the one that the inspector was made with: operators, protected names, laws,
// exemptions, public suffixes and the words of field kinds. An exemption lowers the rules that have the ids it names there.
func (in *Inspector) Use(data *bundle.Bundle) {
	in.data = data
	in.s.near, in.s.seeker = data.Near, host.NewSeeker(data.Near)
	if s := data.Suffixes(); s != "" {
		in.s.suffixes = host.OpenSuffixes(s)
	}
	if p := data.Phrases(); p != "" || in.s.words == nil {
		in.s.words = form.OpenDictionary(p)
	}
	in.ruleOf = in.ruleOf[:0]
	for i := range data.Rules() {
		id, _, _ := data.Rule(i)
		at := -1
		for j := range in.b.Rules() {
			if own, _, _ := in.b.Rule(j); own == id {
				at = j
			}
		}
		in.ruleOf = append(in.ruleOf, at)
	}
}

// Mark adds a third party's channel, whose marks add findings of at most warn.
func (in *Inspector) Mark(b *bundle.Bundle) { in.marks = append(in.marks, b) }

// Bytes judges a request in CBOR. The result is the report's JSON or, where the
// request cannot be read, {"error": …}; it is valid until the next call.
func (in *Inspector) Bytes(cbor []byte) []byte {
	if err := in.req.decode(cbor); err != "" {
		w := writer{in.out[:0]}
		w.text(`{"error":"`, err)
		in.out = append(w.b, '}')
		return in.out
	}
	return in.report(&in.req.Request)
}

// Report judges a request. The result is valid until the next call.
func (in *Inspector) Report(q *Request) []byte { return in.report(q) }

// Facts returns the facts of the last request. They are valid until the next.
func (in *Inspector) Facts() *bundle.Facts { return &in.s.facts }

// Matches returns which case of which rule held of the last request, before any
// exemption.
func (in *Inspector) Matches() []bundle.Match { return in.matches }

func (in *Inspector) report(q *Request) []byte {
	s := &in.s
	s.derive(q, in.data)
	in.matches = in.b.Match(in.matches[:0], &s.facts)
	in.found = in.found[:0]
	for _, m := range in.matches {
		in.found = append(in.found, finding{Match: m, verdict: in.b.Verdict(m.Case)})
	}
	if s.stale = q.Now > in.data.Expires(); !s.stale {
		in.lower()
	}
	in.said = in.said[:0]
	for _, b := range in.marks {
		if mark, ok := b.Mark(s.target.Name); ok {
			in.found = append(in.found, finding{Match: bundle.Match{Rule: noRule, Case: len(in.said)}, verdict: min(mark.Verdict, bundle.Warn)})
			in.said = append(in.said, said{mark, b})
		}
	}
	in.sort()
	in.write(q)
	return in.out
}

// lower applies the exemptions and drops what they lower to clear.
func (in *Inspector) lower() {
	if len(in.found) == 0 {
		return
	}
	in.data.Exempt(&in.s.facts, func(id string, rules uint64, to bundle.Verdict) {
		for n, rule := range in.ruleOf {
			for i := range in.found {
				if f := &in.found[i]; rules&(1<<n) != 0 && rule >= 0 && f.Rule == rule && f.verdict > to {
					f.verdict, f.loweredBy = to, id
				}
			}
		}
	})
	kept := in.found[:0]
	for _, f := range in.found {
		if f.verdict > bundle.Clear {
			kept = append(kept, f)
		}
	}
	in.found = kept
}

// sort puts the gravest first and leaves equals in the bundle's order.
func (in *Inspector) sort() {
	for i := 1; i < len(in.found); i++ {
		for j := i; j > 0 && in.found[j].verdict > in.found[j-1].verdict; j-- {
			in.found[j], in.found[j-1] = in.found[j-1], in.found[j]
		}
	}
}

// verdict is the gravest of the findings.
func (in *Inspector) verdict() bundle.Verdict {
	if len(in.found) == 0 {
		return bundle.Clear
	}
	return in.found[0].verdict
}

// interrupts: danger always does, a warning only where personal data is carried.
func (in *Inspector) interrupts() bool {
	v := in.verdict()
	return v == bundle.Danger || v == bundle.Warn && in.s.personal
}

// kinds returns the kinds of the fields: of those that are filled, and of all.
func (s *subject) kinds(fields []form.Field) (filled, all form.Kinds) {
	for i := range fields {
		k := s.words.KindOf(&fields[i])
		all.Add(k)
		if fields[i].Filled {
			filled.Add(k)
		}
	}
	return filled, all
}
