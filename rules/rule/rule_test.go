package rule_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/rules/rule"
)

// small is the smallest folder of rules that has no fault.
func small() fstest.MapFS {
	return fstest.MapFS{
		"channel.yaml":                 {Data: []byte("kind: channel\nid: own\nversion: 1\nissued: 2026-01-01\nexpires: 2027-01-01\n")},
		"jurisdictions/countries.yaml": {Data: []byte("kind: countries\nsource: own\ncountries: {GB: United Kingdom, US: United States}\ngroups: {EU: [GB]}\nthe: [GB, US]\n")},
		"behaviour/a.yaml": {Data: []byte(`kind: behaviour
id: own/a
status: draft
from: page
confidence: certain
why: Because.
evidence:
  - {source: own, date: 2026-01-01}
cases:
  - verdict: notice
    when:
      target.scheme: http
    title: A title
    says: "This goes to {target.host}."
    instead: Do not.
hit:
  - {name: one, verdict: notice, page: "http://a.example/", target: "http://b.example/", fields: [email]}
miss:
  - {name: two, near: true, page: "http://a.example/", target: "https://b.example/", fields: [email]}
author: own
created: 2026-01-01
verified: 2026-01-01
`)},
	}
}

func TestCurated(t *testing.T) {
	s, err := rule.Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	if errs := s.Lint(); len(errs) > 0 {
		t.Errorf("lint:\n%v", errs)
	}
	r := s.Test()
	if len(r.Errors) > 0 {
		t.Errorf("tests:\n%v", r.Errors)
	}
	if r.Entries < 25 || r.Hits < 50 || r.Misses < 50 {
		t.Errorf("%d entries, %d hits, %d misses: the rules were not found", r.Entries, r.Hits, r.Misses)
	}
	for _, id := range []string{"transport/cleartext", "transport/fields-in-url", "party/third-party", "party/undisclosed-operator", "host/look-alike",
		"transfer/restricted", "transfer/unknown", "registration/recent", "registration/inconsistent", "certificate/recent", "software/outdated", "target/changed"} {
		if !has(t, s, id) {
			t.Errorf("there is no rule %s", id)
		}
	}
}

func has(t *testing.T, s *rule.Set, id string) bool {
	data, err := s.Compile()
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	for i := range b.Rules() {
		if got, _, _ := b.Rule(i); got == id {
			return true
		}
	}
	return false
}

func TestSameBytes(t *testing.T) {
	a, err1 := rule.Compile(curated.FS)
	b, err2 := rule.Compile(curated.FS)
	if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
		t.Errorf("the same files give %d and %d bytes, not the same (%v, %v)", len(a), len(b), err1, err2)
	}
}

func TestSmallIsWhole(t *testing.T) {
	s, err := rule.Load(small())
	if err != nil {
		t.Fatal(err)
	}
	if errs := s.Lint(); len(errs) > 0 {
		t.Errorf("lint:\n%v", errs)
	}
	if r := s.Test(); len(r.Errors) > 0 || r.Hits != 1 || r.Misses != 1 {
		t.Errorf("got %+v", r)
	}
}

// TestFaults changes one thing of the smallest folder and reads the error.
func TestFaults(t *testing.T) {
	const a = "behaviour/a.yaml"
	for _, test := range []struct{ file, old, new, want string }{
		{a, "kind: behaviour", "kind: behavior", `behaviour/a.yaml:1:1: kind: "behavior"; expected one of behaviour,`},
		{a, "status: draft", "stattus: draft", `behaviour/a.yaml:3:1: unknown field "stattus"`},
		{a, "id: own/a", "id: own/a\nid: own/b", `behaviour/a.yaml:3:1: id: stands here twice`},
		{a, "target.scheme: http", "target.scheme: http\n      target.scheme: ws", `behaviour/a.yaml:13:7: target.scheme: stands here twice`},
		{a, "target.scheme: http", "any: [{home: GB, home: US}]", `behaviour/a.yaml:12:24: home: stands here twice`},
		{a, "fields: [email]", "fields: [email], dossier: {http: {server: A, server: B}}", `: server: stands here twice`},
		{"jurisdictions/countries.yaml", "{GB: United Kingdom,", "{GB: United Kingdom, GB: England,", `jurisdictions/countries.yaml:3:33: GB: stands here twice`},
		{a, "id: own/a", "id: [own", `behaviour/a.yaml:3:1: `},
		{a, "target.scheme: http", "target.sceme: http", `behaviour/a.yaml:12:7: there is no fact "target.sceme"; there are target.scheme, target.host,`},
		{a, "target.scheme: http", "elsewhere: http", "`go run ./rules facts` lists them"},
		{a, "target.scheme: http", "target.secure: maybe", `behaviour/a.yaml:12:22: target.secure: expected true or false`},
		{a, "target.scheme: http", "target.network: moon", `target.network: "moon" is not among public, private,`},
		{a, "target.scheme: http", "home: XX", `behaviour/a.yaml:12:13: home: "XX" is not a country's code`},
		{a, "target.scheme: http", "submission.kinds: [shoe]", `there is no field kind "shoe"`},
		{a, "target.scheme: http", "registration.ageDays: 30", "expected a mapping with known, below or least"},
		{a, "target.scheme: http", "registration.ageDays: {under: 30}", `"under": expected one of known, below, least, not, older`},
		{a, "target.scheme: http", "registration.ageDays: {below: soon}", "below: expected a whole number"},
		{a, "target.scheme: http", "target.scheme: {below: 3}", "expected a whole number, for a fact that is one"},
		{a, "target.scheme: http", "http.software: {older: {PHP: new}}", `"new" is not a version`},
		{a, "target.scheme: http", "any: http", "any: expected a list of mappings"},
		{a, "target.scheme: http", "not: http", "expected a mapping of facts"},
		{a, "      target.scheme: http", "      []", "expected a mapping of facts"},
		{a, "verdict: notice", "verdict: red", `behaviour/a.yaml:10:5: verdict: "red"; expected notice, warn or danger`},
		{a, "from: page", "from: hearsay", `behaviour/a.yaml:4:1: from: "hearsay"; expected one of page, dns,`},
		{a, "confidence: certain", "confidence: total", `behaviour/a.yaml:5:1: confidence: "total"; expected one of certain, likely, possible`},
		{a, "    when:\n      target.scheme: http\n", "", `behaviour/a.yaml:10:5: expected a mapping of facts`},
		{a, "{target.host}", "{target.hots}", "there is no fact {target.hots}"},
		{a, "{target.host}", "{target.host", "a { without its }"},
		{a, "status: draft", "status: [draft]", `behaviour/a.yaml:3:1: status: expected a text`},
		{a, "evidence:\n  - {source: own, date: 2026-01-01}", "evidence: none", `behaviour/a.yaml:7:1: evidence: expected a list`},
		{a, "name: one,", "name: one, near: perhaps,", `near: expected true or false`},
		{a, "cases:", "cases:\n  - nothing", `behaviour/a.yaml:10:5: cases[0]: expected a mapping with some of verdict, when,`},
		{"channel.yaml", "version: 1", "version: one", `channel.yaml:3:1: version: expected a whole number`},
		{"channel.yaml", "version: 1", "version: 0", "channel.yaml:3:1: version: 0; expected at least 1"},
		{"channel.yaml", "id: own", "id: Own!", `channel.yaml:2:1: id: "Own!"; expected small letters`},
		{"channel.yaml", "2026-01-01", "now", `channel.yaml:4:1: issued: "now"; expected a day`},
		{"channel.yaml", "2027-01-01", "next year", `channel.yaml:5:1: expires: "next year"; expected a day such as 2027-11-22, after issued`},
		{"channel.yaml", "2027-01-01", "2025-01-01", `channel.yaml:5:1: expires: "2025-01-01"; expected`},
	} {
		fsys := small()
		text := string(fsys[test.file].Data)
		if !strings.Contains(text, test.old) {
			t.Fatalf("%q is not in %s", test.old, test.file)
		}
		fsys[test.file].Data = []byte(strings.Replace(text, test.old, test.new, 1))
		if _, err := rule.Compile(fsys); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %v\nwant %s", test.new, err, test.want)
		}
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	fsys := small()
	fsys["behaviour/b.yaml"] = fsys["behaviour/a.yaml"]
	fsys["operators/o.yaml"] = &fstest.MapFile{Data: []byte("kind: operator\nid: o\nname: O\njurisdiction: ZZ\ndomains: [A.example, o.example]\nverified: no\n")}
	fsys["names/n.yaml"] = &fstest.MapFile{Data: []byte("kind: names\nid: n\nnames: [co.uk, www.example.com]\nverified: no\n")}
	fsys["names/m.yaml"] = &fstest.MapFile{Data: []byte("kind: operator\nid: o\n")}
	_, err := rule.Load(fsys)
	if err == nil || !strings.Contains(err.Error(), "an entry of kind operator stands in folder operators") {
		t.Errorf("got %v", err)
	}
	delete(fsys, "names/m.yaml")
	_, err = rule.Compile(fsys)
	errs, ok := err.(rule.Errors)
	if !ok || len(errs) != 5 {
		t.Fatalf("got %d errors, want 5:\n%v", len(errs), err)
	}
	for i, want := range []string{`b.yaml:2:1: id: "own/a" is empty or used twice`, `n.yaml:3:9: names: "co.uk" is not a registrable domain`, `n.yaml:3:16: names: "www.example.com"`, `o.yaml:4:1: jurisdiction: "ZZ"`, `o.yaml:5:11: domains: "A.example" is not a host name`} {
		if !strings.Contains(errs[i].Error(), want) {
			t.Errorf("error %d: got %v, want %s", i, errs[i], want)
		}
	}
	if _, err := rule.Load(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "no *.yaml file") {
		t.Errorf("an empty folder: %v", err)
	}
}

// TestManyFaultsInOneFile: each is said, at its line and column.
func TestManyFaultsInOneFile(t *testing.T) {
	fsys := small()
	text := string(fsys["behaviour/a.yaml"].Data)
	for old, new := range map[string]string{"status: draft": "stattus: draft", "from: page": "from: {a: b}", "target.scheme: http": "target.sceme: http",
		"instead: Do not.": "insted: Do not.", "name: two,": "nome: two,"} {
		text = strings.Replace(text, old, new, 1)
	}
	fsys["behaviour/a.yaml"].Data = []byte(text)
	_, err := rule.Load(fsys)
	errs, ok := err.(rule.Errors)
	if !ok || len(errs) != 5 {
		t.Fatalf("got %d errors, want 5:\n%v", len(errs), err)
	}
	for i, want := range []string{`a.yaml:3:1: unknown field "stattus"; expected one of kind, id, status,`, `a.yaml:4:1: from: expected a text`, `a.yaml:12:7: there is no fact "target.sceme"`, `a.yaml:15:5: unknown field "insted"`, `a.yaml:19:6: unknown field "nome"`} {
		if !strings.Contains(errs[i].Error(), want) {
			t.Errorf("error %d: got %v, want %s", i, errs[i], want)
		}
	}
}

// TestCheck: a file with faults of every kind is told all of them at once, each
// place once.
func TestCheck(t *testing.T) {
	fsys := small()
	fsys["behaviour/b.yaml"] = &fstest.MapFile{Data: []byte(`kind: behaviour
id: Own/B
status: fine
from: hearsay
confidence: total
colour: red
author: own
created: yesterday
why: {so: that}
evidence: [{source: own, date: 2026-01-01}, none]
cases:
  - verdict: red
    when: {submission.kinds: [shoe, hat], home: [XX, GB, YY], elsewhere: 1}
    title: ""
    says: No full stop
  - nothing
hit: 5
miss: [{name: one, near: true, fields: [email]}]
`)}
	fsys["operators/o.yaml"] = &fstest.MapFile{Data: []byte("kind: operator\nid: o\njurisdiction: Mars\ndomain: [o.example]\ndomains: [O.example]\nid: p\n")}
	fsys["jurisdictions/l.yaml"] = &fstest.MapFile{Data: []byte("kind: jurisdiction\nid: l\nhome: [XX]\nneutral: [GB, YY]\nadequate: [{country: ZZ}]\n")}
	_, errs := rule.Check(fsys)
	told := "\n" + errs.Error() + "\n"
	for _, want := range []string{
		"b.yaml:1:1: verified: \"\";", "b.yaml:2:1: id: \"Own/B\";", "b.yaml:3:1: status: \"fine\";", "b.yaml:4:1: from: \"hearsay\";", "b.yaml:5:1: confidence: \"total\";",
		"b.yaml:6:1: unknown field \"colour\";", "b.yaml:8:1: created: \"yesterday\";", "b.yaml:9:1: why: expected a text\n", "b.yaml:10:45: evidence[1]: expected a mapping",
		"b.yaml:12:5: verdict: \"red\";", "b.yaml:13:31: submission.kinds: there is no field kind \"shoe\";", "b.yaml:13:37: submission.kinds: there is no field kind \"hat\";",
		"b.yaml:13:50: home: \"XX\" is not a country's code", "b.yaml:13:58: home: \"YY\"", "b.yaml:13:63: there is no fact \"elsewhere\";", "b.yaml:14:5: title: expected 1 to 40 bytes, not 0",
		"b.yaml:15:5: says: expected a whole sentence", "b.yaml:12:5: instead: expected a whole sentence", "b.yaml:16:5: cases[1]: expected a mapping", "b.yaml:17:1: hit: expected a list",
		"o.yaml:4:1: unknown field \"domain\";", "o.yaml:3:1: jurisdiction: \"Mars\" is not", "o.yaml:5:11: domains: \"O.example\" is not a host name", "o.yaml:6:1: id: stands here twice",
		"o.yaml:1:1: role: \"\"; expected one of", "o.yaml:1:1: why: expected a sentence",
		"l.yaml:3:8: \"XX\" is not a country's code", "l.yaml:4:15: \"YY\"", "l.yaml:5:13: \"ZZ\"", "l.yaml:5:13: ZZ: expected a source",
	} {
		if strings.Count(told, "/"+want) != 1 {
			t.Errorf("%q is told %d times, want once", want, strings.Count(told, "/"+want))
		}
	}
	for _, other := range []string{"b.yaml:9:1: why: expected a sentence", "16:5: expected a mapping of facts", "no hit needs", "a.yaml"} {
		if strings.Contains(told, other) {
			t.Errorf("%q is told, but follows from another fault, or is none", other)
		}
	}
	if t.Failed() {
		t.Log(told)
	}

	if _, errs := rule.Check(small()); len(errs) > 0 {
		t.Errorf("no fault: %v", errs)
	}
	damaged := small()
	damaged["jurisdictions/countries.yaml"].Data = []byte("kind: countries\ncountries: [GB]\n")
	damaged["operators/o.yaml"] = &fstest.MapFile{Data: []byte("kind: operator\njurisdiction: GB\n")}
	if _, errs := rule.Check(damaged); len(errs) != 1 || !strings.Contains(errs[0].Error(), "countries.yaml:2:1: countries: expected a mapping") {
		t.Errorf("without the countries: %v", errs)
	}
}

func TestLintAndTestFaults(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{"id: own/a", "id: Own A", `id: "Own A"; expected small letters`},
		{"why: Because.", `why: ""`, "why: expected a sentence"},
		{"verdict: notice, page", "page", `hit "one": verdict: ""; expected notice, warn or danger`},
		{"cases:\n", "cases:\n  - {verdict: notice, when: {target.scheme: ws}, title: A, says: B., instead: C.}\n", `hit "one": case: 0; expected which of the 2 cases fires`},
		{"cases:\n", "cases:\n  - {verdict: notice, when: {target.scheme: ws}, title: A, says: B., instead: C.}\n", `behaviour/a.yaml:10:6: no hit reaches this case`},
		{"author: own", "author: Some Body", `behaviour/a.yaml:20:1: author: "Some Body"; expected a handle`},
		{"created: 2026-01-01", "created: then", `behaviour/a.yaml:21:1: created: "then"; expected a day`},
		{"verified: 2026-01-01", "verified: maybe", `behaviour/a.yaml:22:1: verified: "maybe"; expected no, or the day`},
		{"status: draft", "status: stable\nchanged: soon", `changed: "soon"; expected a day`},
		{"target.scheme: http", "target.scheme: [http, gopher]", `behaviour/a.yaml:12:7: no hit needs the alternative target.scheme: gopher`},
		{"target.scheme: http", "submission.kinds: [email, password]", `behaviour/a.yaml:12:7: no hit needs the alternative submission.kinds: password`},
		{"target.scheme: http", `http.software: {older: {Apache: "2.4", PHP: "8"}}`, `behaviour/a.yaml:12:7: no hit needs the alternative http.software: PHP`},
		{"target.scheme: http", "any:\n        - target.scheme: http\n        - target.secure: false", `behaviour/a.yaml:13:24: no hit needs the alternative`},
		{"hit:", "translations:\n  de: {why: Weil., cases: [{title: Ein Titel, says: \"Das geht an {page.host}.\", instead: Nicht.}]}\nhit:", `de: says names {page.host}; expected {target.host}`},
		{"hit:", "translations: {german: {why: Weil.}}\nhit:", `"german" is not a language's code`},
		{"hit:", "translations: {de: {why: Weil.}}\nhit:", `de: 0 cases; expected 1`},
		{"date: 2026-01-01", "date: lately", "expected both, the date as"},
		{"near: true, ", "", "among the misses a near one"},
		{"status: draft", "status: good", `status: "good"`},
		{"says: \"This goes to {target.host}.\"", `says: "To {target.host}"`, "expected a whole sentence"},
		{`target: "http://b.example/"`, `target: "https://b.example/"`, `hit "one": does not fire`},
		{`target: "https://b.example/"`, `target: "http://b.example/"`, `miss "two": fires with verdict notice`},
		{"verdict: notice, page", "verdict: danger, page", `hit "one": fires with verdict notice, expected danger`},
		{`page: "http://a.example/"`, `page: "a.example"`, "expected an absolute URL, and another or nothing"},
		{"fields: [email]", "fields: []", "fields: expected at least one"},
		{"fields: [email]", "fields: [email], dossier: {dns: {}}", "dossier: expected the day"},
		{"fields: [email]", "fields: [email], at: soon", `at: "soon" is not a day`},
		{"fields: [email]", "fields: [email], at: 2026-01-01, dossier: {weather: {}}", `dossier: json: unknown field "weather"`},
		{"fields: [email]", "fields: [email], seen: {hots: x}", `seen: json: unknown field "hots"`},
	} {
		fsys := small()
		text := string(fsys["behaviour/a.yaml"].Data)
		if !strings.Contains(text, test.old) {
			t.Fatalf("%q is not in the file", test.old)
		}
		fsys["behaviour/a.yaml"].Data = []byte(strings.Replace(text, test.old, test.new, 1))
		s, err := rule.Load(fsys)
		if err != nil {
			t.Errorf("%q: %v", test.new, err)
			continue
		}
		all := s.Lint().Error() + "\n" + s.Test().Errors.Error()
		if !strings.Contains(all, test.want) {
			t.Errorf("%q: got %s\nwant %s", test.new, all, test.want)
		}
	}
}

// TestExemptionCoverage: of an exemption, too, every alternative needs a hit.
func TestExemptionCoverage(t *testing.T) {
	for hits, want := range map[string]string{"http": "no hit needs the alternative target.scheme: wss", "http, wss": ""} {
		fsys := small()
		text := "kind: exemption\nid: quiet\nrules: [own/a]\nlower: clear\nwhen: {target.scheme: [http, wss]}\nauthor: own\ncreated: 2026-01-01\nverified: 2026-01-01\nwhy: Because.\n" +
			"evidence: [{source: own, date: 2026-01-01}]\nmiss: [{name: no, near: true, page: \"http://a.example/\", target: \"https://b.example/\", fields: [email]}]\nhit:\n"
		for scheme := range strings.SplitSeq(hits, ", ") {
			text += "  - {name: " + scheme + ", page: \"http://a.example/\", target: \"" + scheme + "://b.example/\", fields: [email]}\n"
		}
		fsys["exemptions/e.yaml"] = &fstest.MapFile{Data: []byte(text)}
		_, errs := rule.Check(fsys)
		if got := errs.Error(); want == "" && len(errs) > 0 || want != "" && (len(errs) != 1 || !strings.Contains(got, "exemptions/e.yaml:5:8: "+want)) {
			t.Errorf("with hits for %s: got %q, want %q", hits, got, want)
		}
	}
}

func TestFactDocs(t *testing.T) {
	if len(rule.FactDocs) != int(bundle.NumFacts) {
		t.Fatalf("%d facts are described, there are %d", len(rule.FactDocs), bundle.NumFacts)
	}
	for i, d := range rule.FactDocs {
		if int(d.Fact) != i || d.Means == "" {
			t.Errorf("fact %d is described as %s: %q", i, d.Fact.Name(), d.Means)
		}
	}
}

// TestTooManyRules: an exemption has 64 bits for the rules that it lowers.
func TestTooManyRules(t *testing.T) {
	fsys := small()
	text := string(fsys["behaviour/a.yaml"].Data)
	for i := range 63 {
		fsys[fmt.Sprintf("behaviour/b%d.yaml", i)] = &fstest.MapFile{Data: []byte(strings.Replace(text, "own/a", fmt.Sprint("own/b", i), 1))}
	}
	if _, err := rule.Compile(fsys); err != nil {
		t.Errorf("64 rules: %v", err)
	}
	fsys["behaviour/c.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(text, "own/a", "own/c", 1))}
	if _, err := rule.Compile(fsys); err == nil || !strings.Contains(err.Error(), "behaviour/c.yaml:1:1: expected at most 64 rules") {
		t.Errorf("65 rules: %v", err)
	}
}

// TestUnverified: what nobody has opened never raises more than a notice by what it
// says itself. A protected name says nothing of anybody: the rule that compares
// with it does, and that was verified.
func TestUnverified(t *testing.T) {
	const site = "https://bank.example/"
	operator := "kind: operator\nid: o\nname: O\nrole: dangerous\njurisdiction: GB\ndomains: [bank.example]\nverified: "
	names := "kind: names\nid: n\nnames: [fancybank.com]\nverified: "
	warning := "kind: behaviour\nid: own/a\nstatus: testing\nfrom: page\nconfidence: certain\ncases:\n  - {verdict: danger, when: {target.site: bank.example}, title: T, says: S., instead: I.}\nverified: "
	compares := "kind: behaviour\nid: own/b\nstatus: testing\nfrom: page\nconfidence: certain\ncases:\n  - {verdict: danger, when: {lookalike.of: protected}, title: T, says: S., instead: I.}\nverified: 2026-01-01\n"
	for _, c := range []struct{ name, file, text, target, no, opened string }{
		{"a behaviour rule", "behaviour/a.yaml", warning, site, "notice", "danger"},
		{"a dangerous operator", "operators/o.yaml", operator, site, `role: "dangerous"; expected another`, "clear"},
		{"protected names", "names/n.yaml", names, "https://fancybamk.com/", "danger", "danger"},
	} {
		for verified, want := range map[string]string{"no": c.no, "2026-01-01": c.opened} {
			fsys := small()
			delete(fsys, "behaviour/a.yaml")
			fsys["behaviour/b.yaml"] = &fstest.MapFile{Data: []byte(compares)}
			fsys[c.file] = &fstest.MapFile{Data: []byte(c.text + verified + "\n")}
			s, err := rule.Load(fsys)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if data, err := s.Compile(); err != nil {
				got = err.Error()
			} else if b, err := bundle.Open(string(data)); err != nil {
				t.Fatal(err)
			} else {
				q := &inspect.Request{Home: "GB"}
				q.Page.URL, q.Target.URL, q.Target.Method = "https://news.example.org/", c.target, "post"
				q.Fields = []form.Field{{Name: "email", Control: "input", Type: "text", Filled: true}}
				var report struct{ Verdict string }
				if err := json.Unmarshal(inspect.New(b).Report(q), &report); err != nil {
					t.Fatal(err)
				}
				got = report.Verdict
			}
			if !strings.Contains(got, want) {
				t.Errorf("%s, verified: %s: got %s, want %s", c.name, verified, got, want)
			}
		}
	}
}
