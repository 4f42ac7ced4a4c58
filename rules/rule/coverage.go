package rule

import (
	"fmt"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/inspect"
)

// coverage returns the alternatives that no hit needs: a branch of `any`, or one
// of several values, that could be taken out without a hit being missed. What
// nothing shows to be needed may be wrong without anybody noticing.
func (s *Set) coverage() (errs Errors) {
	data, err := s.Compile()
	if err != nil {
		return nil // said already
	}
	b, _ := bundle.Open(string(data)) // Compile has opened it
	in := inspect.New(b)
	for _, e := range s.behaviour {
		if e.it.Status == "retired" {
			continue
		}
		facts := hitFacts(in, e.it.Hit)
		errs = append(errs, e.uncovered(facts, func(v *bundle.Facts) int {
			for i, c := range e.conditions {
				if c.eval(v) == yes {
					return i
				}
			}
			return -1
		})...)
	}
	for _, e := range s.exempt {
		facts := hitFacts(in, e.it.Hit)
		errs = append(errs, e.uncovered(facts, func(v *bundle.Facts) int {
			return int(e.conditions[0].eval(v))
		})...)
	}
	return errs
}

// hitFacts are the facts of each hit that can be read.
func hitFacts(in *inspect.Inspector, hits []example) (out []*bundle.Facts) {
	for i := range hits {
		if q, err := hits[i].request(); err == nil {
			in.Report(q)
			v := *in.Facts()
			out = append(out, &v)
		}
	}
	return out
}

// uncovered takes each alternative out for a moment and sees whether any hit is
// decided otherwise then.
func (e *entry[T]) uncovered(hits []*bundle.Facts, decide func(*bundle.Facts) int) (errs Errors) {
	want := make([]int, len(hits))
	for i, v := range hits {
		want[i] = decide(v)
	}
	same := func() bool {
		for i, v := range hits {
			if decide(v) != want[i] {
				return false
			}
		}
		return true
	}
	for _, c := range e.conditions {
		c.alternatives(func(at place, what string) {
			if same() {
				errs = append(errs, &Error{File: e.file, Line: at.line, Column: at.column, What: fmt.Sprintf("no hit needs the alternative %s", what)})
			}
		})
	}
	return errs
}

// alternatives calls f with the condition changed in each way in which an
// alternative of it can be left out, and changes it back.
func (c *condition) alternatives(f func(at place, what string)) {
	switch {
	case c.op == opAny && len(c.parts) > 1:
		all := c.parts
		for i := range all {
			c.parts = append(append([]*condition{}, all[:i]...), all[i+1:]...)
			f(all[i].place, all[i].String())
		}
		c.parts = all
	case c.op == opIs && len(c.texts) > 1:
		all := c.texts
		for i := range all {
			c.texts = append(append([]string{}, all[:i]...), all[i+1:]...)
			f(c.place, c.fact.Name()+": "+all[i])
		}
		c.texts = all
	case c.op == opOlder && len(c.texts) > 2:
		all := c.texts
		for i := 0; i < len(all); i += 2 {
			c.texts = append(append([]string{}, all[:i]...), all[i+2:]...)
			f(c.place, c.fact.Name()+": "+all[i])
		}
		c.texts = all
	case c.op == opHas && c.set&(c.set-1) != 0:
		all := c.set
		for rest := all; rest != 0; rest = rest.Rest() {
			c.set = all &^ (1 << rest.First())
			f(c.place, c.fact.Name()+": "+rest.First().String())
		}
		c.set = all
	}
	for _, p := range c.parts {
		if c.op != opNot { // within "not" an alternative is shown by misses
			p.alternatives(f)
		}
	}
}
