package rule

import (
	"encoding/json"
	"fmt"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/host"
	"github.com/formtrace/formtrace/rules/inspect"
)

// Result is what the entries' own tests came to.
type Result struct {
	Entries, Hits, Misses int
	Errors                Errors
}

// report is the part of an inspector's report that the tests look at.
type report struct {
	Findings []struct {
		Rule      string `json:"rule"`
		Verdict   string `json:"verdict"`
		LoweredBy string `json:"loweredBy"`
	} `json:"findings"`
	Transfer struct {
		Status string `json:"status"`
	} `json:"transfer"`
	Headline string `json:"headline"`
}

// Test compiles the set and runs every hit and miss of every entry through the
// inspector: a hit fires the entry (with the verdict it names), a miss does not.
func (s *Set) Test() Result {
	data, err := s.Compile()
	if err != nil {
		return Result{Errors: asErrors(err)}
	}
	b, _ := bundle.Open(string(data)) // Compile has opened it
	t := &tester{b: b, in: inspect.New(b)}
	firstCase := 0
	for i, e := range s.active() {
		reached := map[int]bool{}
		t.each = func(at string, x *example) {
			for _, m := range t.in.Matches() {
				if m.Rule != i {
					continue
				}
				reached[m.Case-firstCase] = true
				if got := m.Case - firstCase + 1; x.Case != 0 && x.Case != got {
					t.fail(e.document, at, "hit %q: case %d fires, expected %d", x.Name, got, x.Case)
				}
			}
		}
		t.examples(e.document, e.it.Hit, e.it.Miss, func(r *report) (string, bool) {
			for _, f := range r.Findings {
				if f.Rule == e.it.ID {
					return f.Verdict, true
				}
			}
			return "", false
		})
		for n := range e.it.Cases {
			if !reached[n] {
				t.fail(e.document, fmt.Sprintf("cases[%d]", n), "no hit reaches this case")
			}
		}
		firstCase += len(e.it.Cases)
	}
	t.each = func(string, *example) {}
	for _, e := range s.exempt {
		t.examples(e.document, e.it.Hit, e.it.Miss, func(r *report) (string, bool) {
			for _, f := range r.Findings {
				if f.LoweredBy == e.it.ID {
					return f.Verdict, true
				}
			}
			return "", false
		})
	}
	for _, e := range s.operators {
		if e.within != "" {
			continue // made by a program, without tests of its own
		}
		t.names(e.document, e.it.Hit, e.it.Miss, func(name string) bool {
			op, ok := b.Operator(name)
			return ok && op.ID == e.it.ID
		})
	}
	for _, e := range s.marks {
		t.names(e.document, e.it.Hit, e.it.Miss, func(name string) bool {
			m, ok := b.Mark(name)
			return ok && m.ID == e.it.ID
		})
	}
	for _, e := range s.names {
		t.names(e.document, e.it.Hit, e.it.Miss, func(name string) bool {
			like, ok := host.LookAlike(name, "page.example", nil, b.Near)
			// Whose the same name under another suffix is, operators tell.
			return ok && like.How != "suffix" && contains(e.it.Names, like.Imitates)
		})
	}
	for _, e := range s.laws {
		t.names(e.document, e.it.Hit, e.it.Miss, func(code string) bool {
			v, ok := b.View(e.it.Home[0], code)
			return ok && v.Standing != bundle.NotListed
		})
	}
	return t.Result
}

type tester struct {
	b  *bundle.Bundle
	in *inspect.Inspector
	Result
	each func(at string, x *example) // called after each hit's report
}

func (t *tester) fail(d *document, path, format string, args ...any) {
	t.Errors = append(t.Errors, d.fault(path, format, args...))
}

// examples runs an entry's submissions; fired tells of a report whether the
// entry did, and with which verdict.
func (t *tester) examples(d *document, hit, miss []example, fired func(*report) (string, bool)) {
	t.Entries++
	run := func(kind, at string, x *example) (string, bool, bool) {
		q, err := x.request()
		if err != nil {
			t.fail(d, at, "%s %q: %v", kind, x.Name, err)
			return "", false, false
		}
		var r report
		if err := json.Unmarshal(t.in.Report(q), &r); err != nil {
			t.fail(d, at, "%s %q: the report is no JSON: %v", kind, x.Name, err)
			return "", false, false
		}
		v, ok := fired(&r)
		return v, ok, true
	}
	for i := range hit {
		t.Hits++
		at := fmt.Sprintf("hit[%d]", i)
		v, ok, ran := run("hit", at, &hit[i])
		t.each(at, &hit[i])
		if ran && !ok {
			t.fail(d, at, "hit %q: does not fire", hit[i].Name)
		} else if ran && hit[i].Verdict != "" && v != hit[i].Verdict {
			t.fail(d, at, "hit %q: fires with verdict %s, expected %s", hit[i].Name, v, hit[i].Verdict)
		}
	}
	for i := range miss {
		t.Misses++
		if v, ok, ran := run("miss", fmt.Sprintf("miss[%d]", i), &miss[i]); ran && ok {
			t.fail(d, fmt.Sprintf("miss[%d]", i), "miss %q: fires with verdict %s", miss[i].Name, v)
		}
	}
}

// names runs an entry's host names or codes through fires.
func (t *tester) names(d *document, hit, miss []string, fires func(string) bool) {
	t.Entries++
	for i, n := range hit {
		if t.Hits++; !fires(n) {
			t.fail(d, fmt.Sprintf("hit[%d]", i), "hit %q: is not found", n)
		}
	}
	for i, n := range miss {
		if t.Misses++; fires(n) {
			t.fail(d, fmt.Sprintf("miss[%d]", i), "miss %q: is found", n)
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// examples are the submissions of all entries' own tests.
func (s *Set) examples() (out []*example) {
	take := func(lists ...[]example) {
		for _, l := range lists {
			for i := range l {
				out = append(out, &l[i])
			}
		}
	}
	for _, e := range s.behaviour {
		take(e.it.Hit, e.it.Miss)
	}
	for _, e := range s.exempt {
		take(e.it.Hit, e.it.Miss)
	}
	return out
}
