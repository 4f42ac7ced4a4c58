package rule_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/formtrace/formtrace/rules/rule"
)

// TestDiff: entries of every kind are found when they are added, removed or
// changed, and of what changed the fields are named.
func TestDiff(t *testing.T) {
	const about = "verified: \"no\"\n"
	kinds := []struct{ kind, id, file, text, changed, field string }{
		{"authority", "a", "authorities/a.yaml", "kind: authority\nid: a\nname: A\nplaces: [GB]\n", "kind: authority\nid: a\nname: B\nplaces: [GB]\n", "name"},
		{"behaviour", "own/b", "behaviour/b.yaml", "kind: behaviour\nid: own/b\nfrom: page\nconfidence: certain\ncases: [{verdict: notice, when: {target.scheme: http}, title: T}]\n",
			"kind: behaviour\nid: own/b\nfrom: page\nconfidence: likely\ncases: [{verdict: notice, when: {target.scheme: http}, title: T}]\n", "confidence"},
		{"exemption", "e", "exemptions/e.yaml", "kind: exemption\nid: e\nrules: [own/a]\nlower: clear\nwhen: {target.scheme: http}\n", "kind: exemption\nid: e\nrules: [own/a]\nlower: clear\nwhen: {target.scheme: wss}\n", "when.target.scheme"},
		{"jurisdiction", "l", "jurisdictions/l.yaml", "kind: jurisdiction\nid: l\nlaw: L\nhome: [GB]\n", "kind: jurisdiction\nid: l\nlaw: L\nhome: [GB, US]\n", "home"},
		{"listed operator", "o", "operators/list.yaml", "kind: operators\nid: list\noperators: [{id: o, name: O, domains: [o.example]}]\n", "kind: operators\nid: list\noperators: [{id: o, name: P, domains: [o.example]}]\n", "name"},
		{"mark", "m", "marks/m.yaml", "kind: mark\nid: m\nverdict: warn\ndomains: [a.example]\n", "kind: mark\nid: m\nverdict: notice\ndomains: [a.example]\n", "verdict"},
		{"names", "n", "names/n.yaml", "kind: names\nid: n\nnames: [a.example]\n", "kind: names\nid: n\nnames: [b.example]\n", "names"},
		{"operator", "p", "operators/p.yaml", "kind: operator\nid: p\nname: P\ndomains: [p.example]\n", "kind: operator\nid: p\nname: P\n", "domains"},
	}
	load := func(text map[string]string) *rule.Set {
		t.Helper()
		fsys := small()
		for name, body := range text {
			fsys[name] = &fstest.MapFile{Data: []byte(body)}
		}
		s, err := rule.Load(fsys)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	own := load(nil)
	for _, k := range kinds {
		with, other := load(map[string]string{k.file: k.text + about}), load(map[string]string{k.file: k.changed + about})
		for _, c := range []struct {
			old, new *rule.Set
			want     string
		}{
			{own, with, "added " + k.kind + " " + k.id + " []"},
			{with, own, "removed " + k.kind + " " + k.id + " []"},
			{with, other, "changed " + k.kind + " " + k.id + " [" + k.field + "]"},
		} {
			var got []string
			for _, d := range rule.Diff(c.old, c.new) {
				got = append(got, fmt.Sprint(d.What, " ", d.Kind, " ", d.ID, " ", d.Fields))
			}
			if !slices.Contains(got, c.want) || len(got) > 1 && k.kind != "listed operator" {
				t.Errorf("got %q, want %s", got, c.want)
			}
		}
		if same := rule.Diff(with, with); len(same) > 0 {
			t.Errorf("%s: differs from itself: %v", k.kind, same)
		}
	}
}
