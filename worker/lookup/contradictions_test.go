package lookup

import (
	"os"
	"strings"
	"testing"
)

func TestContradictions(t *testing.T) {
	base := func(change func(r *record)) *record {
		r := &record{created: "2001-02-03", changed: "2005-01-01", expires: "2010-02-03", parties: []party{{role: registrant, organisation: "Example Ltd", country: "GB"}}}
		if change != nil {
			change(r)
		}
		return r
	}
	for _, c := range []struct {
		name                string
		registry, registrar *record
		want                string
	}{
		{"nothing", base(nil), nil, ""},
		{"the registrar agrees", base(nil), base(nil), ""},
		{"address", base(func(r *record) { r.parties[0].city, r.parties[0].country = "London", "US" }), nil, "the registrant's address is in London, its country the United States"},
		{"name and code", base(func(r *record) { r.parties[0].byName = "FR" }), nil, "the registrant's country is France by name and the United Kingdom by code"},
		{"another country, nobody's name", base(func(r *record) {
			r.parties = append(r.parties, party{role: technical, country: "US"}, party{role: billing, country: "GB"})
		}), nil, "the registrant's country is the United Kingdom, the technical contact's the United States"},
		{"another country, the same organisation", base(func(r *record) {
			r.parties = append(r.parties, party{role: administrative, organisation: "EXAMPLE, Ltd.", country: "NL"})
		}), nil, "the registrant's country is the United Kingdom, the administrative contact's the Netherlands"},
		{"a provider abroad", base(func(r *record) {
			r.parties = append(r.parties, party{role: technical, organisation: "Hosting Ltd", country: "US"})
		}), nil, ""},
		{"changed before created", base(func(r *record) { r.changed = "2000-01-01T00:00:00Z" }), nil, "it is said to be changed on 2000-01-01, before it was created on 2001-02-03"},
		{"created the same day as changed", base(func(r *record) { r.created, r.changed = "2001-02-03T10:00:00Z", "2001-02-03" }), nil, ""},
		{"dates a day apart", base(nil), base(func(r *record) { r.created = "2001-02-04T23:00:00Z" }), ""},
		{"dates two days apart", base(nil), base(func(r *record) { r.created = "2001-02-05" }), "it is created on 2001-02-03 by the registry and on 2001-02-05 by the registrar"},
		{"renewed by the registry", base(nil), base(func(r *record) { r.expires = "2009-02-03" }), ""},
		{"expiring two years apart", base(nil), base(func(r *record) { r.expires = "2008-02-03" }), "it is expiring on 2010-02-03 by the registry and on 2008-02-03 by the registrar"},
		{"changed at other times", base(nil), base(func(r *record) { r.changed = "2006-01-01" }), ""},
	} {
		if got := strings.Join(contradictions(c.registry, c.registrar), "; "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCountryOf(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"GB", "GB"}, {"gb", "GB"}, {"UK", "GB"}, {"United Kingdom", "GB"}, {"Great Britain (UK)", "GB"}, {"UNITED STATES", "US"}, {"United States.", "US"},
		{"The Netherlands", "NL"}, {"Deutschland", "DE"}, {"Côte d'Ivoire", "CI"}, {"EU", ""}, {"ZZ", ""}, {"", ""}, {"Atlantis", ""}, {"1 Example Street", ""},
		{strings.Repeat("x", 1000), ""},
	} {
		if got := countryOf(c.text); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
	for _, code := range []string{"GB", "US", "FR", "NL"} {
		if got := countryOf(countryName(code)); got != code {
			t.Errorf("%s is %q, which is %q", code, countryName(code), got)
		}
	}
}

// The names are those of rules/curated.
func TestCountriesAreTheRules(t *testing.T) {
	yaml, err := os.ReadFile("../../rules/curated/jurisdictions/countries.yaml")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(yaml)) {
		if code, name, ok := strings.Cut(strings.TrimSpace(line), `: "`); ok && len(code) == 2 {
			n++
			if got, want := countryTexts[code], strings.TrimSuffix(name, `"`); got != want {
				t.Errorf("%s: got %q, want %q", code, got, want)
			}
		}
		if list, ok := strings.CutPrefix(strings.TrimSpace(line), "the: ["); ok {
			if want := strings.NewReplacer(",", "", "]", "").Replace(list); takeThe != want {
				t.Errorf("takeThe: got %q, want %q", takeThe, want)
			}
		}
	}
	if n != len(countryTexts) || n < 249 {
		t.Errorf("%d countries in the rules, %d here", n, len(countryTexts))
	}
}
