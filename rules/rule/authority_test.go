package rule_test

import (
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
)

// TestAuthority: every place that must have an authority has one, a part of a
// country its own or the country's, and no other has any.
func TestAuthority(t *testing.T) {
	s, err := rule.Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range strings.Fields("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO GB CH US-CA US-CO US-CT US-VA CA BR JP KR AU NZ IN") {
		a, ok := s.Authority(place)
		if !ok || a.Place != place || a.Name == "" || !strings.HasPrefix(a.Complaints, "https://") {
			t.Errorf("%s: got %+v, %v", place, a, ok)
		}
	}
	for place, want := range map[string]string{"US-CA": "us-ca", "US-WY": "us", "US": "us", "GB-SCT": "gb", "GB": "gb", "RU": "", "": "", "-": "", "gb": "", "EU": ""} {
		if a, ok := s.Authority(place); a.ID != want || ok != (want != "") {
			t.Errorf("%s: got %q, %v; want %q", place, a.ID, ok, want)
		}
	}
	if a, _ := s.Authority("GB"); !a.Verified {
		t.Error("GB: got not verified, want verified")
	}
}

func TestAuthorityFaults(t *testing.T) {
	const good = "kind: authority\nid: gb\nname: Own\nplaces: [GB]\ncomplaints: https://own.example/\nauthor: own\ncreated: 2026-01-01\nverified: \"no\"\nwhy: Because.\nevidence:\n  - {source: own, date: 2026-01-01}\n"
	for _, c := range []struct{ old, new, want string }{
		{"[GB]", "[ZZ]", `places: "ZZ"; expected a country's code`},
		{"[GB]", "[GB-TOOLONG]", `places: "GB-TOOLONG"; expected`},
		{"[GB]", "[G]", `places: "G"; expected`},
		{"[GB]", "[]", "expected a name and at least one place"},
		{"[GB]", "[GB, GB]", `places: "GB" is also in authorities/gb.yaml`},
		{"name: Own\n", "", "expected a name and at least one place"},
		{"https://", "http://", `complaints: "http://own.example/"; expected an https address`},
		{"https://own.example/", "own", `complaints: "own"; expected an https address`},
		{"https://own", "https://me@own", "expected an https address"},
		{"why: Because.\n", "", "why: expected a sentence"},
	} {
		if got := faults(with("authorities/gb.yaml", strings.Replace(good, c.old, c.new, 1))); !strings.Contains(got, c.want) {
			t.Errorf("%s: got %s\nwant %s", c.new, got, c.want)
		}
	}
	if got := faults(with("authorities/gb.yaml", good)); got != "" {
		t.Errorf("got %s, want none", got)
	}
}
