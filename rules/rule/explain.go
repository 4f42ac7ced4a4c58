package rule

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/inspect"
)

// Explanation says why a submission is judged as it is.
type Explanation struct {
	Verdict    string            `json:"verdict"`
	Interrupts bool              `json:"interrupts"`
	Headline   string            `json:"headline"`
	Facts      map[string]string `json:"facts"` // what is known, as rules write it
	Rules      []Judged          `json:"rules"`
	Exemptions []Judged          `json:"exemptions"`
	// Changes are single facts that would make it another verdict.
	Changes []Change `json:"changes"`
}

// Judged is a rule or an exemption, held against a submission.
type Judged struct {
	ID        string       `json:"id"`
	Fired     bool         `json:"fired"`
	Verdict   string       `json:"verdict,omitempty"` // of the case that fired, before exemptions; of an exemption, what it lowers to
	LoweredBy string       `json:"loweredBy,omitempty"`
	Cases     []JudgedCase `json:"cases"`
}

// JudgedCase is a case with every test of it that does not hold.
type JudgedCase struct {
	Holds bool         `json:"holds"`
	Fails []JudgedTest `json:"fails"`
}

// JudgedTest is a test of a fact that does not hold, and what the fact is.
type JudgedTest struct {
	Test string `json:"test"`
	Fact string `json:"fact"`
	Is   string `json:"is"` // "not known" where it is not
	Line int    `json:"line"`
}

// Change is a fact that, being otherwise, would change the verdict.
type Change struct {
	If      string `json:"if"`
	Verdict string `json:"verdict"`
}

// Explain judges a submission and says how every rule came to its answer.
func (s *Set) Explain(q *inspect.Request) (*Explanation, error) {
	data, err := s.Compile()
	if err != nil {
		return nil, err
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		return nil, err
	}
	in := inspect.New(b)
	var r struct {
		Verdict    string
		Interrupts bool
		Headline   string
	}
	if err := json.Unmarshal(in.Report(q), &r); err != nil {
		return nil, fmt.Errorf("the report is no JSON: %w", err)
	}
	v := in.Facts()
	x := &Explanation{Verdict: r.Verdict, Interrupts: r.Interrupts, Headline: r.Headline, Facts: map[string]string{}, Changes: []Change{}}
	for f := range bundle.NumFacts {
		if v.Known(f) {
			x.Facts[f.Name()] = show(v, f)
		}
	}
	for _, e := range s.active() {
		x.Rules = append(x.Rules, judge(e.it.ID, e.conditions, v, func(i int) string { return e.it.Cases[i].Verdict }))
	}
	x.Exemptions = []Judged{}
	for _, e := range s.exempt {
		x.Exemptions = append(x.Exemptions, judge(e.it.ID, e.conditions, v, func(int) string { return e.it.Lower }))
	}
	if q.Now <= b.Expires() {
		b.Exempt(v, func(id string, rules uint64, _ bundle.Verdict) {
			for i := range x.Rules {
				if j := &x.Rules[i]; rules&(1<<i) != 0 && j.Fired && j.LoweredBy == "" {
					j.LoweredBy = id
				}
			}
		})
	}
	x.Changes = s.changes(b, v, q.Now > b.Expires())
	return x, nil
}

func judge(id string, conditions []*condition, v *bundle.Facts, verdict func(int) string) Judged {
	j := Judged{ID: id}
	for i, c := range conditions {
		k := JudgedCase{Holds: c.eval(v) == yes, Fails: []JudgedTest{}}
		if k.Holds && !j.Fired {
			j.Fired, j.Verdict = true, verdict(i)
		}
		if !k.Holds {
			c.failing(v, false, &k.Fails)
		}
		j.Cases = append(j.Cases, k)
	}
	return j
}

// failing gathers the tests because of which a condition does not hold, or with
// hold because of which it does.
func (c *condition) failing(v *bundle.Facts, hold bool, out *[]JudgedTest) {
	if (c.eval(v) == yes) != hold {
		return
	}
	switch c.op {
	case opAll, opAny:
		for _, p := range c.parts {
			p.failing(v, hold, out)
		}
	case opNot:
		p := c.parts[0]
		if p.eval(v) == unknown { // neither it nor its opposite holds
			p.leaves(func(l *condition) {
				if l.eval(v) == unknown {
					*out = append(*out, JudgedTest{"not (" + l.String() + ")", l.fact.Name(), show(v, l.fact), c.line})
				}
			})
			return
		}
		var inner []JudgedTest
		p.failing(v, !hold, &inner)
		for _, t := range inner {
			t.Test = "not (" + t.Test + ")"
			*out = append(*out, t)
		}
	default:
		*out = append(*out, JudgedTest{c.String(), c.fact.Name(), show(v, c.fact), c.line})
	}
}

// show writes what a fact is.
func show(v *bundle.Facts, f bundle.Fact) string {
	if !v.Known(f) {
		return "not known"
	}
	switch f.Type() {
	case bundle.Bool:
		return strconv.FormatBool(v.Is(f))
	case bundle.Number:
		return strconv.FormatInt(v.Int(f), 10)
	case bundle.Date:
		return time.Unix(v.Int(f), 0).UTC().Format(time.DateOnly)
	}
	return v.Text(f)
}

// changes tries, for every test of every rule and exemption, the facts that would
// turn it, one at a time, and returns those that make it another verdict.
func (s *Set) changes(b *bundle.Bundle, v *bundle.Facts, stale bool) []Change {
	was := overall(b, v, stale)
	seen := map[string]bool{}
	out := []Change{}
	try := func(c *condition) {
		for _, w := range c.turned(v) {
			what := c.fact.Name() + ": " + show(&w, c.fact)
			if seen[what] {
				continue
			}
			seen[what] = true
			if now := overall(b, &w, stale); now != was {
				out = append(out, Change{what, now.String()})
			}
		}
	}
	for _, e := range s.active() {
		for _, c := range e.conditions {
			c.leaves(try)
		}
	}
	for _, e := range s.exempt {
		e.conditions[0].leaves(try)
	}
	slices.SortStableFunc(out, func(a, b Change) int { return verdictOf(b.Verdict) - verdictOf(a.Verdict) })
	return out
}

func verdictOf(word string) int {
	v, _ := bundle.ParseVerdict(word)
	return int(v)
}

// overall is the verdict over some facts.
func overall(b *bundle.Bundle, v *bundle.Facts, stale bool) (verdict bundle.Verdict) {
	lowered := map[int]bundle.Verdict{}
	if !stale {
		b.Exempt(v, func(_ string, rules uint64, to bundle.Verdict) {
			for i := range b.Rules() {
				if _, twice := lowered[i]; rules&(1<<i) != 0 && !twice {
					lowered[i] = to
				}
			}
		})
	}
	for _, m := range b.Match(nil, v) {
		x := b.Verdict(m.Case)
		if to, ok := lowered[m.Rule]; ok {
			x = min(x, to)
		}
		verdict = max(verdict, x)
	}
	return verdict
}

// turned returns copies of the facts in which the test comes out otherwise.
func (c *condition) turned(v *bundle.Facts) (out []bundle.Facts) {
	add := func(set func(*bundle.Facts)) {
		w := *v
		set(&w)
		out = append(out, w)
	}
	f := c.fact
	holds := c.eval(v) == yes
	switch c.op {
	case opYesNo:
		add(func(w *bundle.Facts) { w.SetBool(f, c.yes != holds) })
	case opKnown:
		if v.Known(f) {
			add(func(w *bundle.Facts) { w.Unset(f) })
		}
	case opIs:
		if holds {
			add(func(w *bundle.Facts) { w.Unset(f) })
		}
		values := c.texts
		if allowed := FactDocs[f].Allowed; holds && allowed != nil {
			values = allowed
		}
		for _, text := range values {
			if slices.Contains(c.texts, text) != holds {
				add(func(w *bundle.Facts) { w.SetText(f, text) })
			}
		}
	case opHas:
		if holds {
			add(func(w *bundle.Facts) {
				w.SetKinds(f, uint64(v.Int(f))&^uint64(c.set), "without "+list(kindNames(c.set)))
			})
		} else {
			add(func(w *bundle.Facts) { w.SetKinds(f, uint64(v.Int(f))|uint64(c.set), "with "+list(kindNames(c.set))) })
		}
	case opBelow, opLeast:
		n := c.n
		if holds == (c.op == opLeast) {
			n--
		}
		add(func(w *bundle.Facts) { w.SetInt(f, n) })
	case opOlder:
		if holds {
			add(func(w *bundle.Facts) { w.Unset(f) })
		} else {
			add(func(w *bundle.Facts) { w.SetText(f, c.texts[0]+"/0") }) // older than any
		}
	}
	return out
}
