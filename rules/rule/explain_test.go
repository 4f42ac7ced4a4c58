package rule_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/formtrace/formtrace/rules/rule"
)

// TestExplainChanges: for each kind of test the one fact that would turn it is
// tried, and told once, with the verdict that it leads to.
func TestExplainChanges(t *testing.T) {
	for _, c := range []struct {
		when, server string
		verdict      string
		change       string // what is told, and the verdict
		not          string // what must not be told
	}{
		{`http.software: {older: {Apache: "2.4", PHP: "8"}}`, "", "clear", "http.software: Apache/0 notice", ""},
		{`http.software: {older: {Apache: "2.4", PHP: "8"}}`, "Apache/2.2", "notice", "http.software: not known clear", "http.software: Apache/0"},
		{"registration.ageDays: {below: 30}", "", "clear", "registration.ageDays: 29 notice", "registration.ageDays: 30"},
		{"registration.ageDays: {least: 30}", "", "clear", "registration.ageDays: 30 notice", "registration.ageDays: 29"},
		{"target.scheme: https", "", "notice", "target.scheme: not known clear", ""},
		{"any: [{target.scheme: ws}, {target.scheme: ws, target.secure: false}, {target.scheme: ws}]", "", "clear", "target.scheme: ws notice", ""},
		{"target.secure: false", "", "clear", "target.secure: false notice", ""},
		{"target.host: {known: true}", "", "notice", "target.host: not known clear", ""},
		{"submission.kinds: [password, email]", "", "notice", "submission.kinds: without email, password clear", ""},
	} {
		fsys := small()
		text := strings.Replace(string(fsys["behaviour/a.yaml"].Data), "target.scheme: http", c.when, 1)
		fsys["behaviour/a.yaml"].Data = []byte(text)
		s, err := rule.Load(fsys)
		if err != nil {
			t.Fatalf("%s: %v", c.when, err)
		}
		x := rule.Submission{Page: "https://a.example/", Target: "https://b.example/", Fields: []string{"email"}}
		if c.server != "" {
			x.At, x.Dossier = "2026-01-01", map[string]any{"http": map[string]any{"server": c.server}}
		}
		q, err := x.Request()
		if err != nil {
			t.Fatal(err)
		}
		e, err := s.Explain(q)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, change := range e.Changes {
			told = append(told, change.If+" "+change.Verdict)
		}
		if e.Verdict != c.verdict || !slices.Contains(told, c.change) {
			t.Errorf("%s: %s, %q; want %s, and among them %q", c.when, e.Verdict, told, c.verdict, c.change)
		}
		if c.not != "" && strings.Contains(strings.Join(told, "\n"), c.not) {
			t.Errorf("%s: %q is told", c.when, c.not)
		}
		seen := map[string]bool{}
		for _, change := range e.Changes {
			if seen[change.If] {
				t.Errorf("%s: %q is told twice", c.when, change.If)
			}
			seen[change.If] = true
		}
	}
}

// TestExplainExemptions: an exemption is told beside the rules that it names and no
// others, and not from the day on that the rules are stale; what would change the
// verdict is tried with it.
func TestExplainExemptions(t *testing.T) {
	for _, c := range []struct {
		rules, at string
		lowered   [2]string // by what, of own/a and own/b
		verdict   string
		changes   bool // the verdict, without what the exemption asks for
	}{
		{"[own/b]", "2026-06-01", [2]string{"", "quiet"}, "notice", false},
		{"[own/*]", "2026-06-01", [2]string{"quiet", "quiet"}, "clear", true},
		{"[own/*]", "2028-01-01", [2]string{}, "notice", false},
	} {
		fsys := small()
		second := strings.NewReplacer("id: own/a", "id: own/b", "target.scheme: http", "target.host: {known: true}").Replace(string(fsys["behaviour/a.yaml"].Data))
		fsys["behaviour/b.yaml"] = &fstest.MapFile{Data: []byte(second)}
		fsys["exemptions/e.yaml"] = &fstest.MapFile{Data: []byte("kind: exemption\nid: quiet\nlower: clear\nwhen: {target.scheme: http}\nrules: " + c.rules)}
		s, err := rule.Load(fsys)
		if err != nil {
			t.Fatal(err)
		}
		x := rule.Submission{Page: "http://a.example/", Target: "http://b.example/", Fields: []string{"email"}, At: c.at}
		q, err := x.Request()
		if err != nil {
			t.Fatal(err)
		}
		e, err := s.Explain(q)
		if err != nil {
			t.Fatal(err)
		}
		changes := slices.ContainsFunc(e.Changes, func(c rule.Change) bool { return c.If == "target.scheme: not known" })
		if lowered := [2]string{e.Rules[0].LoweredBy, e.Rules[1].LoweredBy}; lowered != c.lowered || e.Verdict != c.verdict || changes != c.changes {
			t.Errorf("%s, %s: got %q, %s, %v; want %v", c.rules, c.at, lowered, e.Verdict, e.Changes, c)
		}
	}
}
