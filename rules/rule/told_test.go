package rule_test

import (
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
)

// TestTold: each rule tells why it is there, from which sources, and its cases as
// they stand in its file, without its tests.
func TestTold(t *testing.T) {
	s, err := rule.Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range s.Told() {
		if r.ID == "" || r.Why == "" || r.Text == "" || r.Created == "" || r.Verified == "" || len(r.Sources) == 0 || r.Sources[0].Source == "" {
			t.Errorf("%s: got %+v", r.ID, r)
		}
		if strings.Contains(r.Text, "hit:") || strings.Contains(r.Text, "evidence:") {
			t.Errorf("%s: more than its cases:\n%s", r.ID, r.Text)
		}
		if r.ID == "transport/cleartext" {
			n++
			for _, want := range []string{"cases:", "- verdict: danger", "target.scheme: http", "title: Not encrypted"} {
				if !strings.Contains(r.Text, want) {
					t.Errorf("%q is missing in\n%s", want, r.Text)
				}
			}
		}
	}
	if n != 1 {
		t.Errorf("transport/cleartext was told %d times, want once", n)
	}
	if got := s.Countries()["GB"]; got != "United Kingdom" {
		t.Errorf("got %q, want United Kingdom", got)
	}
	places := map[string]bool{}
	for _, a := range s.Authorities() {
		places[a.Place] = true
	}
	if !places["GB"] || !places["US-CA"] || len(places) < 40 {
		t.Errorf("got %d places with an authority: %v", len(places), places)
	}
}
