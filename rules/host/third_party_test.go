package host_test

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/host"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

const thirdParties = "testdata/third-party"

// explained are the names that the check takes for imitations, and why it does.
var explained = map[string]string{
	"0nline.uk":                    "digits in a word: what the name plays with",
	"53rv3r.com":                   "digits in a word: what the name plays with",
	"isecur1ty.org":                "a digit in a word: what the name plays with",
	"trav3l.net":                   "a digit in a word: what the name plays with",
	"vide0.net":                    "a digit in a word: what the name plays with",
	"g0v.tw":                       "a civic project that plays with gov.tw",
	"c1oudfront.com":               "an imitation indeed",
	"instagramm.ru":                "an imitation indeed",
	"whatsap.club":                 "an imitation indeed",
	"whatsaps.club":                "an imitation indeed",
	"amazonpay.com":                "the company's own, with words: the list does not say whose it is, an operator's entry does",
	"amazontrust.com":              "the company's own, as amazonpay.com",
	"amazonwebservices.com":        "the company's own, as amazonpay.com",
	"payments-amazon.com":          "the company's own, as amazonpay.com",
	"googledrive.com":              "the company's own, as amazonpay.com",
	"ebay-us.com":                  "the company's own, as amazonpay.com",
	"applesocial.s3.amazonaws.com": "the company's own, in another's storage",
	"hosteurope.de":                "a name that is a word behind a word",
	"correios.com.br":              "the post of Brazil and of Spain have names one letter apart",
	"payway.com.au":                "one letter from the name of another payment service",
	"payway.com.kh":                "one letter from the name of another payment service",
}

// thirdPartyDomains reads the registrable domains that npm's third-party-web has
// seen on the web, with the company that runs each.
func thirdPartyDomains(t *testing.T) map[string]string {
	t.Helper()
	bring.Require(t, "third-party-web (npm package)", bring.Packages(t.Context(), thirdParties, os.Stderr))
	dist := filepath.Join(thirdParties, "node_modules", "third-party-web", "dist")
	domains := map[string]string{}
	note := func(pattern, company string) {
		if site, ok := host.Registrable(strings.TrimPrefix(pattern, "*.")); ok && domains[site] == "" {
			domains[site] = company
		}
	}
	text, err := os.ReadFile(filepath.Join(dist, "entities.json"))
	if err != nil {
		t.Fatal(err)
	}
	var entities []struct {
		Name, Company string
		Domains       []string
	}
	if err := json.Unmarshal(text, &entities); err != nil {
		t.Fatal(err)
	}
	for _, e := range entities {
		for _, d := range e.Domains {
			note(d, e.Company)
		}
	}
	f, err := os.Open(filepath.Join(dist, "domain-map.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		note(row[0], "")
	}
	return domains
}

// TestThirdParties: real names imitate none. A company's own other names are no
// alarm, since an operator that is known is none of the rule's cases; nor is the
// same label under another suffix, which is a notice and interrupts nobody.
func TestThirdParties(t *testing.T) {
	domains := thirdPartyDomains(t)
	if len(domains) < 5000 {
		t.Fatalf("%d registrable domains, want at least 5,000", len(domains))
	}
	s, err := rule.Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	data, err := s.Compile()
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	listed := store(imitatedNames(t))
	near := func(key string, n int) (string, bool) {
		if name, ok := listed.near(key, n); ok {
			return name, true
		}
		return b.Near(key, n-len(listed[key]))
	}
	alarms, own, suffix := 0, 0, 0
	for _, target := range slices.Sorted(maps.Keys(domains)) {
		like, ok := host.LookAlike(target, "p.example", nil, near) // a page that nothing imitates
		if !ok {
			continue
		}
		if company := domains[target]; company != "" && company == domains[like.Imitates] {
			own++
			continue
		}
		if like.How == "suffix" {
			suffix++
			continue
		}
		alarms++
		if explained[target] == "" {
			t.Errorf("%s: %s of %s", target, like.How, like.Imitates)
		}
	}
	t.Logf("%d alarms among %d registrable domains (limit 1 in 2,000); beside them %d other names of the same company, and %d names under another suffix (limit 1 in 1,000)",
		alarms, len(domains), own, suffix)
	if 2000*alarms > len(domains) || 1000*suffix > len(domains) {
		t.Errorf("%d alarms and %d names under another suffix among %d domains, want at most 1 in 2,000 and 1 in 1,000", alarms, suffix, len(domains))
	}
}
