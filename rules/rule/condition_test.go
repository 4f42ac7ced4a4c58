package rule

import (
	"testing"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/inspect"
)

// TestConditionsAgree: the tree of every condition and the bundle's code judge
// every example of every entry alike.
func TestConditionsAgree(t *testing.T) {
	s, err := Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	data, err := s.Compile()
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	in, n := inspect.New(b), 0
	for _, x := range s.examples() {
		q, err := x.request()
		if err != nil {
			t.Fatal(err)
		}
		in.Report(q)
		want := map[int]int{}
		first := 0
		for i, e := range s.active() {
			for j, c := range e.conditions {
				if n++; c.eval(in.Facts()) == yes {
					want[i] = first + j
					break
				}
			}
			first += len(e.conditions)
		}
		for _, m := range in.Matches() {
			if c, ok := want[m.Rule]; !ok || c != m.Case {
				t.Errorf("%s: the bundle finds case %d of rule %d, the tree %d (%v)", x.Name, m.Case, m.Rule, c, ok)
			}
			delete(want, m.Rule)
		}
		if len(want) > 0 {
			t.Errorf("%s: the tree finds %v beside what the bundle finds", x.Name, want)
		}
		b.Exempt(in.Facts(), func(id string, _ uint64, _ bundle.Verdict) {
			for _, e := range s.exempt {
				if e.it.ID == id && e.conditions[0].eval(in.Facts()) != yes {
					t.Errorf("%s: the bundle finds exemption %s, the tree does not", x.Name, id)
				}
			}
		})
	}
	if n < 2000 {
		t.Errorf("only %d conditions were judged", n)
	}
}
