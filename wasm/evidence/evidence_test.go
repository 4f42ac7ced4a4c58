package evidence_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/wasm/evidence"
)

// TestSame: the same input gives the same bytes, and the date is all that another
// date changes.
func TestSame(t *testing.T) {
	b := newBench(t)
	q, dossier := of2007(t, "b")
	in := b.known(t, q, dossier)
	make := func() map[string]string {
		d, err := b.know.Make(in)
		if err != nil {
			t.Fatal(err)
		}
		return forms(t, d)
	}
	first := make()
	for form, text := range make() {
		if text != first[form] {
			t.Errorf("the second %s differs", form)
		}
	}
	in.Made = made.AddDate(1, 0, 0)
	for form, text := range make() {
		if form == "JSON" {
			if !strings.Contains(text, `"made": "2008-01-12T16:30:00+01:00"`) {
				t.Errorf("the date is not in the JSON")
			}
		} else if !strings.Contains(words(text), "2008-01-12 16:30:00 (UTC+01:00)") {
			t.Errorf("the date is not in the %s", form)
		}
		text = strings.NewReplacer("2008-01-12T16:30", "2007-01-12T16:30", "2008-01-12 16:30", "2007-01-12 16:30").Replace(text)
		if text != first[form] {
			t.Errorf("more than the date differs in the %s", form)
		}
	}
	// The order of names in what comes in counts for nothing.
	var m map[string]any
	if err := json.Unmarshal(in.Dossier, &m); err != nil {
		t.Fatal(err)
	}
	in.Made = made
	in.Dossier, _ = json.Marshal(m)
	if got := make()["JSON"]; got != first["JSON"] {
		t.Errorf("a dossier with sorted names gives\n%s\nwant\n%s", got, first["JSON"])
	}
}

// TestUnknown: what was not known is told with its reason, however it came about.
func TestUnknown(t *testing.T) {
	b, s := newBench(t), schema(t)
	for _, c := range []struct {
		name, asked, dossier, target, home string
		want                               []string
	}{
		{"no worker", "off", "", "https://lists.example.net/in", "GB", []string{"addresses: not looked up: no worker is chosen", "mail: not looked up: no worker is chosen", "operator: the rules do not know who runs lists.example.net"}},
		{"no answer", "failed", "", "https://lists.example.net/in", "GB", []string{"hosting: not looked up: the worker did not answer", "web server: not looked up: the worker did not answer"}},
		{"too many", "limit", "", "https://lists.example.net/in", "GB", []string{"hosting: not looked up: this page has led to too many hosts"}},
		{"never", "never", "", "https://lists.example.net/in", "GB", []string{"hosting: not looked up: the organisation names it as one that is never looked up"}},
		{"own site", "", "", "https://www.example.org/in", "GB", []string{"hosting: not looked up: the target is of the page's own site"}},
		{"some sections", "", `{"host":"lists.example.net","asOf":"2026-11-01T00:00:00Z","dns":{"source":"DNS","error":"timed out"},"http":{"source":"HEAD","error":"refused"}}`, "https://lists.example.net/in", "",
			[]string{"addresses: timed out", "web server: refused", "mail: not asked for", "law: no home is chosen, so nobody knows whose law counts"}},
	} {
		q := &inspect.Request{Home: c.home, Asked: c.asked, Now: 1790000000}
		q.Page.URL, q.Target = "https://www.example.org/", form.Target{URL: c.target, Method: "post"}
		q.Fields = []form.Field{{Name: "email", Control: "input", Type: "email", Filled: true}}
		var dossier []byte
		if c.dossier != "" {
			dossier = []byte(c.dossier)
		}
		got := forms(t, b.document(t, q, dossier))
		fits(t, s, got["JSON"])
		for _, want := range c.want {
			what, why, _ := strings.Cut(want, ": ")
			if w, _ := json.Marshal(why); !strings.Contains(strings.Join(strings.Fields(got["JSON"]), " "), `{ "what": "`+what+`", "why": `+string(w)+` }`) {
				t.Errorf("%s: %q is missing from the JSON:\n%s", c.name, want, got["JSON"])
			}
			for _, form := range []string{"HTML", "Markdown"} {
				if !strings.Contains(words(got[form]), want) {
					t.Errorf("%s: %q is missing from the %s", c.name, want, form)
				}
			}
		}
	}
}

// TestHostAlone: a host that was looked up, without a submission.
func TestHostAlone(t *testing.T) {
	b := newBench(t)
	_, dossier := of2007(t, "b")
	d, err := b.know.Make(&evidence.Known{Occasion: evidence.Host, Made: made, Request: []byte(`{"home":"DE"}`), Dossier: dossier, Bundle: b.bundle})
	if err != nil {
		t.Fatal(err)
	}
	got := forms(t, d)
	fits(t, schema(t), got["JSON"])
	for _, form := range []string{"HTML", "Markdown"} {
		text := words(got[form])
		for _, want := range []string{"What is known about mi5.h0st.biz.", "There was no submission", "Easynet", "Bundesbeauftragte", "check it first"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is missing from the %s:\n%s", want, form, text)
			}
		}
		if strings.Contains(text, "What was found") {
			t.Errorf("the %s tells of findings", form)
		}
	}
	if _, err := evidence.Summarise(made, []evidence.Input{{Name: "a.html", Documents: []*evidence.Document{d}}}); err == nil || !strings.Contains(err.Error(), "a.html: expected the document of a submission") {
		t.Errorf("a summary of it: got %v", err)
	}
}

// TestFaults: what does not belong together, or cannot be read, is said.
func TestFaults(t *testing.T) {
	b := newBench(t)
	q, dossier := of2007(t, "a")
	good := b.known(t, q, dossier)
	for want, change := range map[string]func(*evidence.Known){
		"facts.occasion: expected inspected, held, refused, sent or host": func(k *evidence.Known) { k.Occasion = "" },
		"the request: expected a JSON object":                             func(k *evidence.Known) { k.Request = []byte("[") },
		"the request: something follows":                                  func(k *evidence.Known) { k.Request = []byte("{} {}") },
		"the dossier: expected a JSON object: it is null":                 func(k *evidence.Known) { k.Dossier = []byte("null") },
		"the report: expected a JSON object":                              func(k *evidence.Known) { k.Report = []byte("") },
		"report.verdict: expected verdict":                                func(k *evidence.Known) { k.Report = []byte("{}") },
		"report: expected one":                                            func(k *evidence.Known) { k.Report = nil },
		"report: expected none":                                           func(k *evidence.Known) { k.Occasion = evidence.Host },
		"facts.dossier: expected one, as there was no submission":         func(k *evidence.Known) { *k = evidence.Known{Occasion: evidence.Host, Request: []byte("{}")} },
	} {
		in := *good
		change(&in)
		if _, err := b.know.Make(&in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestOtherHost: a dossier about another host, which the inspector did not go by,
// is not in the document.
func TestOtherHost(t *testing.T) {
	b := newBench(t)
	q, _ := of2007(t, "a")
	_, other := of2007(t, "b")
	got := forms(t, b.document(t, q, other))["JSON"]
	if strings.Contains(got, "h0st") || !strings.Contains(got, `"why": "not looked up"`) {
		t.Errorf("got %s", got)
	}
}

// FuzzMake: whatever a worker answers, there is a document that fits the schema,
// or an error.
func FuzzMake(f *testing.F) {
	s := schema(f)
	_, dossier := of2007(f, "b")
	know := &evidence.Knowledge{Countries: map[string]string{"GB": "United Kingdom"}}
	report := `{"verdict":"warn","headline":"h","target":{"host":"mi5.h0st.biz","network":"public","sameSite":false},"place":{"asn":4589},
"findings":[{"rule":"a/b","verdict":"warn","title":"t","why":"w","parameters":{"target.host":"x"}}],"unknown":["a","b: c"]}`
	f.Add(string(dossier), report, `{"page":{"url":"https://a.example/?q"},"fields":[{"name":"email","filled":true}],"home":"GB"}`)
	f.Add(`{"host":"mi5.h0st.biz","dns":{"addresses":[1,"\ud800","a"],"mx":[{"host":{}}]}}`, report, `{"page":{"url":"x:y"},"seen":{"at":1e99}}`)
	f.Add(`{"host":""}`, `{"verdict":"clear","headline":"","findings":[],"target":{}}`, `{"home":"GB","form":{"index":-1}}`)
	f.Fuzz(func(t *testing.T, dossier, report, request string) {
		d, err := know.Make(&evidence.Known{Occasion: evidence.Held, Made: made, Request: []byte(request), Report: []byte(report), Dossier: []byte(dossier)})
		if err != nil {
			return
		}
		got := forms(t, d)
		fits(t, s, got["JSON"])
		if strings.ContainsAny(got["JSON"], "\u202e\x1b") {
			t.Error("a character that is not seen")
		}
	})
}
