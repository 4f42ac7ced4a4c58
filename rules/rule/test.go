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
		if errs, ok := err.(Errors); ok {
			return Result{Errors: errs}
		}
		return Result{Errors: Errors{{File: ".", What: err.Error()}}}
	}
	b, _ := bundle.Open(string(data)) // Compile has opened it
	t := &tester{b: b, in: inspect.New(b)}
	firstCase := 0
	for i, e := range s.active() {
		reached := map[int]bool{}
		t.each = func() {
			for _, m := range t.in.Matches() {
				if m.Rule == i {
					reached[m.Case-firstCase] = true
				}
			}
		}
		t.examples(e.file, e.it.Hit, e.it.Miss, func(r *report) (string, bool) {
			for _, f := range r.Findings {
				if f.Rule == e.it.ID {
					return f.Verdict, true
				}
			}
			return "", false
		})
		for n := range e.it.Cases {
			if !reached[n] {
				t.fail(e.file, "case %d: no hit reaches it", n+1)
			}
		}
		firstCase += len(e.it.Cases)
	}
	t.each = func() {}
	for _, e := range s.exempt {
		t.examples(e.file, e.it.Hit, e.it.Miss, func(r *report) (string, bool) {
			for _, f := range r.Findings {
				if f.LoweredBy == e.it.ID {
					return f.Verdict, true
				}
			}
			return "", false
		})
	}
	for _, e := range s.operators {
		t.names(e.file, e.it.Hit, e.it.Miss, func(name string) bool {
			op, ok := b.Operator(name)
			return ok && op.ID == e.it.ID
		})
	}
	for _, e := range s.names {
		t.names(e.file, e.it.Hit, e.it.Miss, func(name string) bool {
			like, ok := host.LookAlike(name, "page.example", nil, b.Near)
			return ok && contains(e.it.Names, like.Imitates)
		})
	}
	for _, e := range s.laws {
		t.names(e.file, e.it.Hit, e.it.Miss, func(code string) bool {
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
	each func() // called after each hit's report
}

func (t *tester) fail(file, format string, args ...any) {
	t.Errors = append(t.Errors, &Error{File: file, What: fmt.Sprintf(format, args...)})
}

// examples runs an entry's submissions; fired tells of a report whether the
// entry did, and with which verdict.
func (t *tester) examples(file string, hit, miss []example, fired func(*report) (string, bool)) {
	t.Entries++
	run := func(kind string, x *example) (string, bool, bool) {
		q, err := x.request()
		if err != nil {
			t.fail(file, "%s %q: %v", kind, x.Name, err)
			return "", false, false
		}
		var r report
		if err := json.Unmarshal(t.in.Report(q), &r); err != nil {
			t.fail(file, "%s %q: the report is no JSON: %v", kind, x.Name, err)
			return "", false, false
		}
		v, ok := fired(&r)
		return v, ok, true
	}
	for i := range hit {
		t.Hits++
		v, ok, ran := run("hit", &hit[i])
		t.each()
		if ran && !ok {
			t.fail(file, "hit %q: does not fire", hit[i].Name)
		} else if ran && hit[i].Verdict != "" && v != hit[i].Verdict {
			t.fail(file, "hit %q: fires with verdict %s, expected %s", hit[i].Name, v, hit[i].Verdict)
		}
	}
	for i := range miss {
		t.Misses++
		if v, ok, ran := run("miss", &miss[i]); ran && ok {
			t.fail(file, "miss %q: fires with verdict %s", miss[i].Name, v)
		}
	}
}

// names runs an entry's host names or codes through fires.
func (t *tester) names(file string, hit, miss []string, fires func(string) bool) {
	t.Entries++
	for _, n := range hit {
		if t.Hits++; !fires(n) {
			t.fail(file, "hit %q: is not found", n)
		}
	}
	for _, n := range miss {
		if t.Misses++; fires(n) {
			t.fail(file, "miss %q: is found", n)
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
