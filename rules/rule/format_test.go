package rule_test

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
)

// TestFormatted: the curated rules are as Format would have them, and formatting
// twice changes nothing more.
func TestFormatted(t *testing.T) {
	n := 0
	err := fs.WalkDir(curated.FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".yaml") {
			return err
		}
		n++
		data, err := fs.ReadFile(curated.FS, p)
		if err != nil {
			return err
		}
		once, err := rule.Format(p, data)
		if err != nil {
			t.Error(err)
		}
		if !bytes.Equal(once, data) {
			t.Errorf("%s is not formatted; go run ./rules fmt", p)
		}
		twice, err := rule.Format(p, once)
		if err != nil || !bytes.Equal(once, twice) {
			t.Errorf("%s: formatting twice changes it again (%v)", p, err)
		}
		return nil
	})
	if err != nil || n < 30 {
		t.Errorf("%d files, %v", n, err)
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"order", "id: o\nkind: operator\n", "kind: operator\nid: o\n"},
		{"white space", "kind: operator  \r\n\r\nid: o\r\n\r\n\r\n", "kind: operator\nid: o\n"},
		{"no line feed at the end", "kind: operator\nid: o", "kind: operator\nid: o\n"},
		{"comments move with what they stand above", "# the file\nkind: operator\n# why it is so\nwhy: Because.\nid: o\n", "# the file\nkind: operator\nid: o\n# why it is so\nwhy: Because.\n"},
		{"lists", "kind: operator\ndomains:\n  - a.example\n\n  - b.example\nid: o\n", "kind: operator\nid: o\ndomains:\n  - a.example\n  - b.example\n"},
		{"texts keep their empty lines", "kind: operator\nwhy: |\n  one\n\n  two\nid: o\n", "kind: operator\nid: o\nwhy: |\n  one\n\n  two\n"},
	} {
		got, err := rule.Format("operators/o.yaml", []byte(c.text))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %q, %v\nwant %q", c.name, got, err, c.want)
		}
	}
	for _, c := range []struct{ text, want string }{
		{"kind: [", "operators/o.yaml:1:"},
		{"kind: moon\n", `kind: "moon"; expected one of`},
		{"kind: operator\nhit:\n\t- a\n", "operators/o.yaml"},
	} {
		got, err := rule.Format("operators/o.yaml", []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) || string(got) != c.text {
			t.Errorf("%q: got %q, %v; want it as it came, and %s", c.text, got, err, c.want)
		}
	}
}
