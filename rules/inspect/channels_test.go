package inspect_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/fuzzed"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/rules/rule"
)

// files is a small channel: countries, and what is given.
func files(id string, more map[string]string) fstest.MapFS {
	out := fstest.MapFS{
		"channel.yaml":                 {Data: []byte("kind: channel\nid: " + id + "\nversion: 7\nissued: 2026-01-01\nexpires: 2027-01-01\n")},
		"jurisdictions/countries.yaml": {Data: []byte("kind: countries\nsource: own\ncountries: {GB: United Kingdom, US: United States}\n")},
	}
	for name, text := range more {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func compiled(t testing.TB, fsys fstest.MapFS) *bundle.Bundle {
	t.Helper()
	data, err := rule.Compile(fsys)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func packaged(t testing.TB) *inspect.Inspector {
	t.Helper()
	data, err := rule.Compile(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	return inspect.New(b)
}

type told struct {
	Verdict    string
	Interrupts bool
	Headline   string
	Operator   struct{ Name string }
	Findings   []struct{ Rule, Verdict, Why, Source, AsOf, LoweredBy string }
	Bundle     struct {
		Channel, Rules string
		Version        int
		Stale          bool
	}
}

func ask(t testing.TB, in *inspect.Inspector, target string, now int64) told {
	t.Helper()
	q := &inspect.Request{Home: "GB", Now: now}
	q.Page.URL, q.Target.URL, q.Target.Method = "https://news.example.org/", target, "post"
	q.Fields = []form.Field{{Name: "email", Control: "input", Type: "text", Filled: true}}
	var out told
	if err := json.Unmarshal(in.Report(q), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func (r told) find(rule string) (verdict, why string) {
	for _, f := range r.Findings {
		if f.Rule == rule {
			return f.Verdict, f.Why
		}
	}
	return "", ""
}

const june = 1780272000 // 2026-06-01

const acme = `kind: operator
id: acme
name: Acme Lists
role: e-mail marketing
jurisdiction: US
domains: [lists.example.net]
verified: 2026-01-01
`

// TestUse: what a channel knows counts, the rules stay those of the program.
func TestUse(t *testing.T) {
	in := packaged(t)
	const target = "https://lists.example.net/subscribe"
	if got := ask(t, in, target, june); got.Operator.Name != "" || got.Bundle.Channel != "curated" {
		t.Errorf("before: %+v", got)
	}
	in.Use(compiled(t, files("own", map[string]string{
		"operators/acme.yaml": acme,
		"behaviour/a.yaml":    "kind: behaviour\nid: own/a\nstatus: stable\nfrom: page\nconfidence: certain\ncases:\n  - {verdict: danger, when: {target.scheme: https}, title: T, says: S., instead: I.}\n",
	})))
	got := ask(t, in, target, june)
	if got.Operator.Name != "Acme Lists" || got.Bundle.Channel != "own" || got.Bundle.Version != 7 || got.Bundle.Rules == "" || got.Bundle.Stale {
		t.Errorf("after: %+v", got)
	}
	if v, _ := got.find("own/a"); v != "" {
		t.Error("a channel's behaviour rule fired")
	}
	if v, _ := got.find("party/third-party"); v != "notice" {
		t.Errorf("the program's own rule: %q", v)
	}
	if !strings.Contains(got.Headline, "Acme Lists") {
		t.Errorf("headline: %s", got.Headline)
	}
}

const lower = `kind: exemption
id: quiet
rules: [party/*]
lower: clear
when: {target.host: lists.example.net}
`

// TestUseExemptions: a channel's exemptions lower the rules that have the ids they
// name, though the channel counts its rules otherwise, and lapse when it expires.
func TestUseExemptions(t *testing.T) {
	in := packaged(t)
	in.Use(compiled(t, files("own", map[string]string{
		"exemptions/quiet.yaml":   lower,
		"behaviour/unknown.yaml":  "kind: behaviour\nid: a/unknown\nstatus: stable\nfrom: page\nconfidence: certain\ncases:\n  - {verdict: notice, when: {target.scheme: ftp}, title: T, says: S., instead: I.}\n",
		"behaviour/thirdpty.yaml": "kind: behaviour\nid: party/third-party\nstatus: stable\nfrom: page\nconfidence: certain\ncases:\n  - {verdict: notice, when: {target.scheme: ftp}, title: T, says: S., instead: I.}\n",
	})))
	const target = "https://lists.example.net/subscribe"
	if v, _ := ask(t, in, target, june).find("party/third-party"); v != "" {
		t.Errorf("before its day: %q, want lowered to nothing", v)
	}
	late := ask(t, in, target, june+366*86400)
	if v, _ := late.find("party/third-party"); v != "notice" || !late.Bundle.Stale {
		t.Errorf("after its day: %q, stale %v; want notice and stale", v, late.Bundle.Stale)
	}
}

const marked = `kind: mark
id: breach
verdict: warn
domains: [lists.example.net]
title: Lost data last year
says: This company lost the addresses of its lists in 2025.
instead: Ask the site for another way.
verified: 2026-01-01
`

// TestMark: a third party's channel adds findings, and nothing else.
func TestMark(t *testing.T) {
	in := packaged(t)
	b := compiled(t, files("watch", map[string]string{"marks/breach.yaml": marked}))
	in.Mark(b)
	got := ask(t, in, "https://eu.lists.example.net/subscribe", june)
	if v, why := got.find("watch/breach"); v != "warn" || !strings.Contains(why, "lost the addresses") || !got.Interrupts {
		t.Errorf("got %q %q, interrupts %v", v, why, got.Interrupts)
	}
	if f := got.Findings[0]; f.Source != "channel watch" || f.AsOf != "2026-01-01" {
		t.Errorf("got %+v", f)
	}
	if v, _ := ask(t, in, "https://example.net/subscribe", june).find("watch/breach"); v != "" {
		t.Error("a domain that is not marked is")
	}
	for _, c := range []struct {
		name  string
		more  map[string]string
		scope []string
		want  string
	}{
		{"marks alone", map[string]string{"marks/breach.yaml": marked}, nil, ""},
		{"inside its scope", map[string]string{"marks/breach.yaml": marked}, []string{"example.net"}, ""},
		{"outside its scope", map[string]string{"marks/breach.yaml": marked}, []string{"example.com", "ample.net"}, "lists.example.net, which is outside"},
		{"operators", map[string]string{"operators/acme.yaml": acme}, nil, "it has operators"},
		{"rules", map[string]string{"behaviour/a.yaml": "kind: behaviour\nid: own/a\nstatus: stable\nfrom: page\nconfidence: certain\ncases:\n  - {verdict: danger, when: {target.scheme: https}, title: T, says: S., instead: I.}\n"}, nil, "it has rules"},
		{"names", map[string]string{"names/n.yaml": "kind: names\nid: n\nnames: [example.net]\nverified: 2026-01-01\n"}, nil, "it has names"},
	} {
		if got := compiled(t, files("watch", c.more)).ThirdParty(c.scope); !strings.Contains(got, c.want) || (c.want == "") != (got == "") {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// FuzzChannels: the messages of the wasm that bring channels (update; mark, with
// the length of its scope), then a request: what is not refused is judged by, as
// JSON and in time.
func FuzzChannels(f *testing.F) {
	own, err := rule.Compile(files("own", map[string]string{"operators/acme.yaml": acme, "exemptions/quiet.yaml": lower,
		"behaviour/a.yaml": "kind: behaviour\nid: party/third-party\nstatus: stable\nfrom: page\nconfidence: certain\ncases:\n  - {verdict: notice, when: {target.scheme: ftp}, title: T, says: S., instead: I.}\n"}))
	if err != nil {
		f.Fatal(err)
	}
	watch, err := rule.Compile(files("watch", map[string]string{"marks/breach.yaml": marked}))
	if err != nil {
		f.Fatal(err)
	}
	whole, err := rule.Compile(curated.FS)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(false, uint16(0), own)
	f.Add(false, uint16(0), whole)
	f.Add(true, uint16(0), watch)
	f.Add(true, uint16(12), append([]byte("example.net\n"), watch...))
	f.Add(true, uint16(9), append([]byte("\n\n.net\n..\n"), watch...))
	b, err := bundle.Open(string(whole))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, third bool, scope uint16, data []byte) {
		fuzzed.InTime(t, len(data)+len(whole), func() {
			in := inspect.New(b)
			var domains []string
			if third && int(scope) <= len(data) {
				domains, data = strings.Split(string(data[:scope]), "\n"), data[scope:]
			}
			brought, err := bundle.Open(string(data))
			switch {
			case err != nil:
			case third && brought.ThirdParty(domains) == "":
				in.Mark(brought)
			case !third:
				in.Use(brought)
			}
			q := &inspect.Request{Home: "GB", Now: june}
			q.Page.URL, q.Target.URL, q.Target.Method = "https://news.example.org/", "https://eu.lists.example.net/", "post"
			q.Fields = []form.Field{{Name: "email", Control: "input", Type: "text", Filled: true}}
			if out := in.Report(q); !json.Valid(out) {
				t.Errorf("not JSON: %q", out)
			}
		})
	})
}
