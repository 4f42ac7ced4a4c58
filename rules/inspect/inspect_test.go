package inspect_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/fuzzed"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/rules/rule"
)

// stateA is the form of 9 January 2007 with its dossier, as JSON.
const stateA = `{
 "page":{"url":"http://www.mi5.gov.uk/output/Page575.html"},
 "form":{"id":"","name":"list","index":0},
 "target":{"url":"http://pmv2.co.uk/bin/listctrl","method":"post","enctype":"application/x-www-form-urlencoded","context":"_self"},
 "fields":[
  {"name":"forename","control":"input","type":"text","label":"Forename","filled":true},
  {"name":"surname","control":"input","type":"text","label":"Surname","filled":true},
  {"name":"email","control":"input","type":"text","label":"E-mail address","filled":true},
  {"name":"frequency","control":"select","type":"","label":"How often","filled":true},
  {"name":"terms","control":"input","type":"checkbox","label":"I agree","filled":true}],
 "home":"GB","now":1168336800,"asked":"done",
 "dossier":{"host":"pmv2.co.uk","asOf":"2007-01-09T10:00:00Z",
  "dns":{"source":"DNS over HTTPS","asOf":"2007-01-09T10:00:00Z","ttl":300,"error":"","status":"found","addresses":["63.211.0.10"],"aliases":[],"scope":"public"},
  "hosting":{"source":"a table","asOf":"2007-01-09T10:00:00Z","ttl":86400,"error":"","addresses":[
   {"address":"63.211.0.10","network":"63.211.0.0/16","asn":3356,"asName":"LEVEL3","country":"US","registeredCountry":"US","asCountry":"US","confidence":"agreed","scope":"public"}]}}}`

func load(t testing.TB) *bundle.Bundle {
	t.Helper()
	data, err := rule.Compile(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func parse(t testing.TB, s string) *inspect.Request {
	t.Helper()
	q := &inspect.Request{}
	d := json.NewDecoder(strings.NewReader(s))
	d.DisallowUnknownFields()
	if err := d.Decode(q); err != nil {
		t.Fatal(err)
	}
	return q
}

// encode writes JSON as CBOR, by a library that is not ours.
func encode(t testing.TB, s string) []byte {
	t.Helper()
	var v any
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	data, err := cbor.Marshal(numbers(v))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func numbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		n, _ := v.Int64()
		return n
	case map[string]any:
		for k := range v {
			v[k] = numbers(v[k])
		}
	case []any:
		for i := range v {
			v[i] = numbers(v[i])
		}
	}
	return v
}

// answer is what the tests read of a report.
type answer struct {
	Verdict    string
	Interrupts bool
	Headline   string
	Ask        string
	Findings   []struct{ Rule, Verdict, Why, Source, AsOf string }
	Transfer   struct{ Status, Country, Basis string }
	Place      struct{ Country, Confidence string }
	Unknown    []string
	Memory     *struct {
		Key, Host, Country string
		Keep               bool
	}
	Bundle struct{ Stale bool }
	Error  string
}

func (a *answer) rules() (ids []string) {
	for _, f := range a.Findings {
		ids = append(ids, f.Verdict+" "+f.Rule)
	}
	return ids
}

func judge(t testing.TB, in *inspect.Inspector, q *inspect.Request) *answer {
	t.Helper()
	a := &answer{}
	if err := json.Unmarshal(in.Report(q), a); err != nil {
		t.Fatalf("the report is no JSON: %v", err)
	}
	return a
}

func TestStateA(t *testing.T) {
	a := judge(t, inspect.New(load(t)), parse(t, stateA))
	want := []string{"danger transport/cleartext", "warn transfer/restricted", "notice party/third-party"}
	if got := a.rules(); !slices.Equal(got, want) || a.Verdict != "danger" || !a.Interrupts {
		t.Errorf("got %v, verdict %s, want %v", got, a.Verdict, want)
	}
	if want := "This form would send your e-mail address and name unencrypted to WhatCounts Inc (pmv2.co.uk), on a server in the United States."; a.Headline != want {
		t.Errorf("got %q, want %q", a.Headline, want)
	}
	if a.Findings[1].Source != "a table" || a.Findings[1].AsOf != "2007-01-09T10:00:00Z" {
		t.Errorf("the finding's source is %+v", a.Findings[1])
	}
	if a.Memory == nil || !a.Memory.Keep || a.Memory.Host != "pmv2.co.uk" || a.Memory.Country != "US" {
		t.Errorf("to remember: %+v", a.Memory)
	}
}

// TestSameBytes: JSON and CBOR, once and again, give the same report.
func TestSameBytes(t *testing.T) {
	in := inspect.New(load(t))
	want := bytes.Clone(in.Report(parse(t, stateA)))
	data := encode(t, stateA)
	for range 3 {
		if got := in.Bytes(data); !bytes.Equal(got, want) {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
		in.Bytes([]byte{0xff})
		in.Bytes(encode(t, `{"page":{"url":"https://a.example/"},"target":{"url":"https://b.example/"},"fields":[]}`))
	}
}

func TestNoAllocation(t *testing.T) {
	in := inspect.New(load(t))
	data := encode(t, stateA)
	in.Bytes(data)
	if n := testing.AllocsPerRun(200, func() { in.Bytes(data) }); n > 3 {
		t.Errorf("an inspection allocates %v times", n)
	}
}

func TestVerdicts(t *testing.T) {
	in := inspect.New(load(t))
	for name, test := range map[string]struct {
		change func(q *inspect.Request)
		check  func(a *answer) bool
	}{
		"without a dossier the host is asked for": {func(q *inspect.Request) { q.Dossier, q.Asked = nil, "" },
			func(a *answer) bool { return a.Ask == "pmv2.co.uk" && a.Transfer.Status == "partial" && a.Interrupts }},
		"look-ups are off": {func(q *inspect.Request) { q.Dossier, q.Asked = nil, "off" },
			func(a *answer) bool {
				return a.Ask == "" && slices.Contains(a.Unknown, "hosting: not looked up: no worker is chosen")
			}},
		"the worker did not answer": {func(q *inspect.Request) { q.Dossier, q.Asked = nil, "failed" },
			func(a *answer) bool {
				return a.Ask == "" && slices.Contains(a.Unknown, "hosting: not looked up: the worker did not answer")
			}},
		"a dossier of another host does not count": {func(q *inspect.Request) { q.Dossier.Host, q.Asked = "pmv3.co.uk", "" },
			func(a *answer) bool { return a.Ask == "pmv2.co.uk" && a.Place.Country == "" }},
		"a section that failed is not known": {func(q *inspect.Request) { q.Dossier.Hosting.Error = "the table cannot be read" },
			func(a *answer) bool {
				return a.Place.Confidence == "unknown" && a.Transfer.Status == "partial" && a.Transfer.Basis == "operator-unverified" && slices.Contains(a.Unknown, "hosting: the table cannot be read")
			}},
		"three addresses in three countries": {func(q *inspect.Request) {
			q.Target.URL, q.Dossier.Host = "https://x.example/", "x.example"
			for _, country := range []string{"GB", "FR"} {
				q.Dossier.Hosting.Addresses = append(q.Dossier.Hosting.Addresses, inspect.Address{Address: "195.172.0.1", Country: country, Confidence: "agreed"})
			}
		}, func(a *answer) bool { return a.Transfer.Status == "unknown" && a.Place.Confidence == "differing" }},
		"a sure address beside one that is not": {func(q *inspect.Request) {
			q.Target.URL, q.Dossier.Host = "https://x.example/", "x.example"
			q.Dossier.Hosting.Addresses = append(q.Dossier.Hosting.Addresses, inspect.Address{Address: "195.172.0.1", Country: "US", Confidence: "differing"}, inspect.Address{Address: "195.172.0.2", Country: "US", Confidence: "agreed"})
		}, func(a *answer) bool { return a.Transfer.Status == "unknown" && a.Place.Confidence == "differing" }},
		"an unverified operator makes nothing safe": {func(q *inspect.Request) {
			q.Dossier.Hosting.Addresses[0].Country = "GB"
		}, func(a *answer) bool {
			return a.Transfer.Status == "unknown" && slices.Contains(a.rules(), "notice transfer/unknown")
		}},
		"an exemption holds while the bundle does": {func(q *inspect.Request) {
			q.Target.URL, q.Dossier.Host = "https://accounts.google.com/", "accounts.google.com"
		}, func(a *answer) bool { return slices.Contains(a.rules(), "notice transfer/restricted") }},
		"and no longer": {func(q *inspect.Request) {
			q.Target.URL, q.Dossier.Host, q.Now = "https://accounts.google.com/", "accounts.google.com", 1<<40
		}, func(a *answer) bool { return slices.Contains(a.rules(), "warn transfer/restricted") }},
		"nothing filled: nothing personal, nothing asked": {func(q *inspect.Request) {
			for i := range q.Fields {
				q.Fields[i].Filled = false
			}
			q.Dossier, q.Asked = nil, ""
		}, func(a *answer) bool { return a.Ask == "" && a.Memory == nil && !a.Interrupts && a.Verdict == "notice" }},
		"the page's own site over https is clear": {func(q *inspect.Request) { q.Target.URL, q.Dossier, q.Asked = "https://lists.mi5.gov.uk/x", nil, "" },
			func(a *answer) bool {
				return a.Verdict == "clear" && a.Ask == "" && len(a.Unknown) == 0 && !a.Memory.Keep
			}},
		"a private target is never asked for": {func(q *inspect.Request) { q.Target.URL, q.Dossier, q.Asked = "https://10.1.2.3/x", nil, "" },
			func(a *answer) bool { return a.Ask == "" }},
		"a single label is never asked for": {func(q *inspect.Request) { q.Target.URL, q.Dossier, q.Asked = "https://intranet/x", nil, "" },
			func(a *answer) bool { return a.Ask == "" }},
		"an onion name is never asked for": {func(q *inspect.Request) { q.Target.URL, q.Dossier, q.Asked = "https://abc.onion/x", nil, "" },
			func(a *answer) bool { return a.Ask == "" }},
		"anycast has no country": {func(q *inspect.Request) {
			q.Dossier.Hosting.Addresses[0].Confidence = "anycast"
			q.Target.URL = "https://x.example/"
			q.Dossier.Host = "x.example"
		},
			func(a *answer) bool { return a.Transfer.Status == "unknown" && a.Transfer.Country == "" }},
		"two addresses in two countries": {func(q *inspect.Request) {
			q.Target.URL, q.Dossier.Host = "https://x.example/", "x.example"
			q.Dossier.Hosting.Addresses = append(q.Dossier.Hosting.Addresses, inspect.Address{Address: "195.172.0.1", Country: "GB", Confidence: "agreed"})
		}, func(a *answer) bool { return a.Transfer.Status == "unknown" && a.Place.Confidence == "differing" }},
		"an expired bundle says so": {func(q *inspect.Request) { q.Now = 1 << 40 },
			func(a *answer) bool {
				return a.Bundle.Stale && slices.Contains(a.Unknown, "rules: expired; exemptions do not count")
			}},
		"a target that is no web address": {func(q *inspect.Request) { q.Target.URL, q.Dossier = "mailto:list@example.org", nil },
			func(a *answer) bool { return strings.Contains(a.Headline, "not a web site") && a.Ask == "" }},
		"a target that is nothing": {func(q *inspect.Request) { q.Target.URL, q.Dossier = "", nil },
			func(a *answer) bool {
				return a.Verdict == "notice" && strings.Contains(a.Headline, "cannot be read")
			}},
		"upper case, a port, a trailing dot, userinfo": {func(q *inspect.Request) { q.Target.URL = "HTTP://user:pw@PMV2.co.uk.:8080/x?a=b#c" },
			func(a *answer) bool { return a.Verdict == "danger" && a.Place.Country == "US" }},
		"the memory says elsewhere": {func(q *inspect.Request) {
			q.Seen = &inspect.Seen{Host: "old.example", Site: "old.example", Scheme: "http", At: 1168000000}
		},
			func(a *answer) bool { return slices.Contains(a.rules(), "warn target/changed") }},
	} {
		t.Run(name, func(t *testing.T) {
			q := parse(t, stateA)
			test.change(q)
			if a := judge(t, in, q); !test.check(a) {
				t.Errorf("got %+v", a)
			}
		})
	}
}

func TestDecodeErrors(t *testing.T) {
	in := inspect.New(load(t))
	for want, data := range map[string][]byte{
		"byte 0: the request ends too early":            {},
		"expected a map":                                {0x80},
		`at \"page\": expected a map`:                   encode(t, `{"page":"x"}`),
		`at \"url\": expected a text`:                   encode(t, `{"page":{"url":17}}`),
		`at \"now\": expected a whole number`:           encode(t, `{"now":"then"}`),
		`at \"filled\": expected true or false`:         encode(t, `{"fields":[{"filled":1}]}`),
		"something follows the request":                 append(encode(t, `{}`), 0),
		"or than follow":                                {0xa1},
		"a text ends behind the end of the request":     {0xa1, 0x78, 0xff, 'x'},
		"more entries than are allowed":                 {0xba, 0xff, 0xff, 0xff, 0xff},
		"a damaged length":                              {0xbf, 0xff},
		"nested too deeply":                             append(append([]byte{0xa1, 0x61, 'x'}, bytes.Repeat([]byte{0x81}, 200)...), 0),
		`at \"now\": expected a whole number, in float`: {0xa1, 0x63, 'n', 'o', 'w', 0xfb, 0, 0, 0, 0, 0, 0, 0, 0},
	} {
		want, _, _ = strings.Cut(want, ", in float")
		if got := string(in.Bytes(data)); !strings.HasPrefix(got, `{"error":"request: `) || !strings.Contains(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := judge(t, in, &inspect.Request{}); got.Verdict != "clear" {
		t.Errorf("an empty request: %+v", got)
	}
}

// FuzzBytes: whatever comes in, a report or an error comes out, as JSON and in time.
func FuzzBytes(f *testing.F) {
	f.Add(encode(f, stateA))
	f.Add(encode(f, `{"page":{"url":"http://a/"},"target":{"url":"http://xn--a/"},"fields":[{"name":"\u0000"}]}`))
	f.Add(encode(f, `{"page":{"url":"https://www.paypal.com/"},"target":{"url":"https://xn--pypal-4ve.com/"},"home":"GB","now":1,"fields":[{"label":"Ваше имя","filled":true}]}`))
	f.Add([]byte{0xa1, 0x78})
	in := inspect.New(load(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzed.InTime(t, len(data), func() {
			if out := in.Bytes(data); !json.Valid(out) {
				t.Errorf("not JSON: %q", out)
			}
		})
	})
}

func BenchmarkBytes(b *testing.B) {
	in := inspect.New(load(b))
	data := encode(b, stateA)
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		in.Bytes(data)
	}
}
