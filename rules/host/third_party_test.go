//go:build !js

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
	"time"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/host"
	"github.com/formtrace/formtrace/rules/inspect"
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
	"vvordpress.net":               "an imitation indeed",
	"whatsap.club":                 "an imitation indeed",
	"whatsaps.club":                "an imitation indeed",
	"wordpress-secure.org":         "an imitation, as far as its name tells; whose it is is not known",
	"rs-stripe.com":                "Stripe's name with letters before it; whose it is is not known",
	"websiteoutlook.com":           "a word behind a word, which is a big name too",
	"applesocial.s3.amazonaws.com": "the company's own, in another's storage, where anybody can have such a name",
	"3xmedia.hu":                   "one digit from expedia; a name of its own, whose owner is not known",
	"poster.ooo":                   "a word, one letter from the post of Norway",
	"proto.cx":                     "a word, one letter from proton.me",
	"robox.agency":                 "one letter from roblox.com; whose it is is not known",
	"shopily.ai":                   "one letter from shopify.com; made to remind of it",
	"slovenska.sk":                 "an adjective, one letter from the state's portal",
	"tiktak.space":                 "one letter from tiktok.com; made to remind of it",
	"traficon.pro":                 "one letter from the transport agency of Finland",
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

// TestThirdParties: of the names that real hosts have, the rule warns of few, on a
// page that none of them imitates, with all that is known of operators and of
// protected names. The same name under another suffix is a notice and interrupts
// nobody; notices are counted beside.
func TestThirdParties(t *testing.T) {
	domains := thirdPartyDomains(t)
	if len(domains) < 5000 {
		t.Fatalf("%d registrable domains, want at least 5,000", len(domains))
	}
	s, err := rule.Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	judge, err := s.Judge()
	if err != nil {
		t.Fatal(err)
	}
	q := &inspect.Request{Now: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC).Unix()}
	q.Page.URL, q.Target.Method = "https://p.example/", "post"
	q.Fields = []form.Field{{Name: "email", Control: "input", Type: "email", Filled: true}}
	alarms, notices := 0, 0
	seen := map[string]bool{}
	for _, target := range slices.Sorted(maps.Keys(domains)) {
		q.Target.URL = "https://" + target + "/"
		v, err := judge.Judge(q)
		if err != nil {
			t.Fatal(err)
		}
		how, of := judge.Likeness()
		switch v.Rules()["host/look-alike"] {
		case "":
			continue
		case "notice":
			notices++
			if testing.Verbose() {
				t.Logf("notice: %s: %s of %s", target, how, of)
			}
			continue
		}
		alarms++
		seen[target] = true
		if explained[target] == "" {
			t.Errorf("%s: %s of %s", target, how, of)
		} else {
			t.Logf("%s: %s of %s: %s", target, how, of, explained[target])
		}
	}
	for target := range explained {
		if !seen[target] {
			t.Errorf("%s is explained and no alarm", target)
		}
	}
	t.Logf("%d alarms among %d registrable domains (limit 1 in 2,000), and %d notices (limit 1 in 1,000)", alarms, len(domains), notices)
	if 2000*alarms > len(domains) || 1000*notices > len(domains) {
		t.Errorf("%d alarms and %d notices among %d domains, want at most 1 in 2,000 and 1 in 1,000", alarms, notices, len(domains))
	}
}
