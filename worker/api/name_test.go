package api

import (
	"net/url"
	"strings"
	"testing"
)

// Whatever a path holds: an answer without a panic, and a host that is accepted
// is in its one spelling.
func FuzzHostName(f *testing.F) {
	for _, s := range []string{
		"example.org", "EXAMPLE.org.", "b%C3%BCcher.example.org", "xn--bcher-kva.example.org", "[2001:4860:4860::8888]",
		"63.211.10.1", "0x7f.1", "a%2Fb", "%zz", "..", "::ffff:10.0.0.1", "localhost", "%EF%BC%91.%EF%BC%92", strings.Repeat("a.", 200),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, escaped string) {
		name, p := hostName(escaped)
		if p != nil {
			if p.Status != 400 || p.Detail == "" {
				t.Errorf("%q: problem %+v", escaped, p)
			}
			return
		}
		if len(name) == 0 || len(name) > 253 || name != strings.ToLower(name) {
			t.Errorf("%q: accepted as %q", escaped, name)
		}
		again, p := hostName(url.PathEscape(name))
		if p != nil || again != name {
			t.Errorf("%q: accepted as %q, which becomes %q, %+v", escaped, name, again, p)
		}
	})
}
