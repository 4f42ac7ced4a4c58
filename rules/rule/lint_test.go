package rule_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/formtrace/formtrace/rules/rule"
)

// TestLintKinds: what is asked of entries of other kinds than behaviour rules, and
// of a behaviour rule that nobody has verified.
func TestLintKinds(t *testing.T) {
	const (
		us     = "kind: operator\nid: o\nname: O\nrole: analytics\njurisdiction: US\ndomains: [o.example]\n"
		mark   = "kind: mark\nid: m\nverdict: warn\ndomains: [a.example]\ntitle: T\nsays: S.\ninstead: I.\n"
		rights = "kind: authority\nid: a\nname: A\nplaces: [GB]\ncomplaints: https://a.example/\n"
		list   = "kind: operators\nid: list\ngenerated: of it\nlicence: none\noperators: [{id: p, name: P, role: analytics, domains: [p.example]}]\n"
	)
	for _, c := range []struct{ file, text, want string }{
		{"operators/o.yaml", us + "certified: [eu]\nverified: 2026-01-01\nhit: [o.example]\nmiss: [other.example]\n", ""},
		{"operators/o.yaml", us + "certified: [eu]\nverified: \"no\"\n", "o.yaml:7:1: certified: expected jurisdiction US and the day"},
		{"operators/o.yaml", strings.Replace(us, "US", "GB", 1) + "certified: [eu]\nverified: 2026-01-01\n", "o.yaml:7:1: certified: expected jurisdiction US and the day"},
		{"operators/o.yaml", us + "certified: [eu, eu]\nverified: 2026-01-01\n", `certified: "eu"; expected each of`},
		{"operators/list.yaml", list + "verified: 2026-01-01\n", `list.yaml:6:1: verified: "2026-01-01"; expected no, as nobody has opened`},
		{"operators/list.yaml", list + "verified: \"no\"\n", ""},
		{"marks/m.yaml", mark + "verified: 2026-01-01\nhit: [a.example]\nmiss: [other.example]\n", ""},
		{"marks/m.yaml", strings.Replace(mark, "title: T", "title: "+strings.Repeat("T", 41), 1), "a title of at most 40 bytes"},
		{"marks/m.yaml", strings.Replace(mark, "says: S.", "says: "+strings.Repeat("S", 401), 1), "says and instead of at most 400"},
		{"marks/m.yaml", strings.Replace(mark, "says: S.", `says: "<b>S</b>"`, 1), "expected plain text"},
		{"marks/m.yaml", strings.Replace(mark, "says: S.", `says: "S\u202e"`, 1), "expected plain text"},
		{"authorities/a.yaml", rights + "verified: 2026-01-01\n", ""},
		{"authorities/a.yaml", strings.Replace(rights, "[GB]", "[GB, GB]", 1), `places: "GB" is also in authorities/a.yaml`},
		{"authorities/a.yaml", strings.Replace(rights, "https:", "http:", 1), "expected an https address"},
		{"authorities/a.yaml", strings.Replace(rights, "[GB]", "[ZZ]", 1), `places: "ZZ"; expected a country's code`},
		{"exemptions/e.yaml", "kind: exemption\nid: e\nrules: [own/a]\nlower: warn\nwhen: {target.scheme: wss}\n", `e.yaml:4:1: lower: "warn"; expected clear or notice`},
		{"exemptions/e.yaml", "kind: exemption\nid: e\nrules: [own/a, own/z]\nlower: clear\nwhen: {target.scheme: wss}\n", `e.yaml:3:16: rules: there is no rule "own/z"`},
		{"behaviour/a.yaml", strings.NewReplacer("status: draft", "status: stable", "verified: 2026-01-01", `verified: "no"`).Replace(string(small()["behaviour/a.yaml"].Data)),
			"a.yaml:22:1: verified: no; expected, for a stable rule, the day"},
	} {
		fsys := small()
		if c.want == "" { // nothing is wrong with it: it says all that an entry says of itself
			c.text += "author: own\ncreated: 2026-01-01\nwhy: Because.\nevidence: [{source: own, date: 2026-01-01}]\n"
		}
		fsys[c.file] = &fstest.MapFile{Data: []byte(c.text)}
		_, errs := rule.Check(fsys)
		got := errs.Error()
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s:\n%s\ngot %s\nwant %s", c.file, c.text, got, c.want)
		}
	}
}
