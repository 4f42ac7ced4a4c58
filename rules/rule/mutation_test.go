package rule

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/curated"
)

// TestMutation changes one thing of the curated rules at a time, and counts how
// many of the changes the rules' own tests notice.
func TestMutation(t *testing.T) {
	s, err := Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	// Every mutant compiles the set: what no test of a rule needs is left out.
	s.operators = slices.DeleteFunc(s.operators, func(e entry[operator]) bool {
		return e.within != "" && e.it.Owner != "Google"
	})
	s.names = slices.DeleteFunc(s.names, func(e entry[names]) bool { return e.it.ID != "first" && e.it.ID != "neighbours" })
	if r := s.Test(); len(r.Errors) > 0 {
		t.Fatal(r.Errors)
	}
	total, survived := 0, []string{}
	try := func(what string) {
		total++
		if len(s.Test().Errors) == 0 {
			survived = append(survived, what)
		}
	}
	for i := range s.behaviour {
		e := &s.behaviour[i]
		for n, c := range e.conditions {
			c.mutants(func(what string) { try(fmt.Sprintf("%s, case %d: %s", e.it.ID, n+1, what)) })
			v := &e.it.Cases[n].Verdict
			was := *v
			for _, other := range []string{"notice", "warn", "danger"} {
				if *v = other; other != was {
					try(fmt.Sprintf("%s, case %d: verdict %s instead of %s", e.it.ID, n+1, other, was))
				}
			}
			*v = was
		}
	}
	for i := range s.exempt {
		e := &s.exempt[i]
		e.conditions[0].mutants(func(what string) { try(e.it.ID + ": " + what) })
	}
	score := 100 * float64(total-len(survived)) / float64(total)
	t.Logf("mutation score %.1f %%: of %d changes %d are noticed; limit 95 %%", score, total, total-len(survived))
	if score < 95 || total < 200 {
		t.Errorf("mutation score %.1f %% of %d, want at least 95 of 200; not noticed:\n%s", score, total, strings.Join(survived, "\n"))
	} else if len(survived) > 0 {
		t.Logf("not noticed:\n%s", strings.Join(survived, "\n"))
	}
}

// mutants calls f with the condition changed in many ways, one after the other,
// and changes it back.
func (c *condition) mutants(f func(what string)) {
	was := *c
	back := func() { *c = was }
	if c.op == opAll || c.op == opAny {
		for i, p := range c.parts {
			if len(c.parts) > 1 {
				c.parts = append(append([]*condition{}, was.parts[:i]...), was.parts[i+1:]...)
				f("without " + p.String())
				back()
			}
		}
	}
	if c.op > opNot {
		*c = condition{op: opNot, parts: []*condition{&was}}
		f("not " + was.String())
		back()
	}
	switch c.op {
	case opIs, opHas, opOlder:
		c.alternatives(func(_ place, what string) { f("without the alternative " + what) })
		back()
	case opBelow, opLeast:
		for _, d := range []int64{-1, 1} {
			c.n += d
			f(fmt.Sprintf("%d instead of %d", c.n, was.n))
			back()
		}
	}
	for _, p := range c.parts {
		p.mutants(f)
	}
}
