package rule_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/rule"
)

// marked compiles a channel with one mark.
func marked(verdict, verified string) ([]byte, error) {
	fsys := small()
	delete(fsys, "behaviour/a.yaml")
	fsys["marks/m.yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil,
		"kind: mark\nid: m\ndomains: [b.example]\nverdict: %s\ntitle: T\nsays: S.\ninstead: I.\nverified: %s\n", verdict, verified)}
	return rule.Compile(fsys)
}

// TestMarkVerdict: a mark is notice or warn, and notice where nobody opened its
// source; neither the compiler nor a reader takes more.
func TestMarkVerdict(t *testing.T) {
	for _, c := range []struct{ verdict, verified, want string }{
		{"warn", "2026-01-01", "warn"},
		{"notice", "2026-01-01", "notice"},
		{"warn", `"no"`, "notice"},
		{"danger", "2026-01-01", `marks/m.yaml:4:1: verdict: "danger"; expected notice or warn`},
		{"clear", "2026-01-01", `verdict: "clear"; expected notice or warn`},
	} {
		got := ""
		if data, err := marked(c.verdict, c.verified); err != nil {
			got = err.Error()
		} else if b, err := bundle.Open(string(data)); err != nil {
			got = err.Error()
		} else if m, ok := b.Mark("www.b.example"); ok {
			got = m.Verdict.String()
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s, verified: %s: got %s, want %s", c.verdict, c.verified, got, c.want)
		}
	}
	warn, err1 := marked("warn", "2026-01-01")
	notice, err2 := marked("notice", "2026-01-01")
	if err1 != nil || err2 != nil || len(warn) != len(notice) {
		t.Fatal(err1, err2)
	}
	changed := 0
	for i := range warn {
		if warn[i] == byte(bundle.Warn) && notice[i] == byte(bundle.Notice) {
			warn[i] = byte(bundle.Danger)
			changed++
		}
	}
	if _, err := bundle.Open(string(warn)); changed != 1 || err == nil || !strings.Contains(err.Error(), "neither notice nor warn") {
		t.Errorf("a bundle with a dangerous mark: %v (%d bytes changed)", err, changed)
	}
}
