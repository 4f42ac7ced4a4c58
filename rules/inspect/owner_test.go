package inspect_test

import (
	"testing"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/inspect"
)

// TestSameOwner: two sites of one operator are no third parties to each other; two
// that other people have under one of its public suffixes are.
func TestSameOwner(t *testing.T) {
	in := inspect.New(load(t))
	for _, c := range []struct {
		page, target string
		want         bool
	}{
		{"https://www.youtube.com/", "https://www.google.com/", true},
		{"https://www.instagram.com/", "https://www.whatsapp.com/", true},
		{"https://www.instagram.com/", "https://www.google.com/", false},
		{"https://www.facebook.com/", "https://a.facebook.net/", true},
		{"https://maps.google.com/", "https://www.googleapis.com/", true},
		{"https://a.global.ssl.fastly.net/", "https://b.global.ssl.fastly.net/", false},
		{"https://a.notion.site/", "https://b.notion.site/", false},
	} {
		q := &inspect.Request{}
		q.Page.URL, q.Target.URL, q.Target.Method = c.page, c.target, "post"
		in.Report(q)
		if got := in.Facts().Is(bundle.PartySameOwner); got != c.want {
			t.Errorf("%s to %s: got %v, want %v", c.page, c.target, got, c.want)
		}
	}
}
