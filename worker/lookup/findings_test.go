//go:build !js

package lookup

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/worker/lab"
)

// The form of state B, judged with what the worker finds out about its target:
// the certificate is days old, the software has known faults.
func TestFindings(t *testing.T) {
	data, err := rule.Compile(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	s, _ := visiting(t, lab.Options{State: lab.StateB})
	d := s.Dossier(context.Background(), Query{Host: "mi5.h0st.biz", Sections: []string{"dns", "hosting", "certificate", "http"}})
	dossier, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var q inspect.Request
	if err := json.Unmarshal([]byte(`{
 "page":{"url":"https://www.mi5.gov.uk/output/Page575.html"},
 "form":{"name":"list"},
 "target":{"url":"https://mi5.h0st.biz/xdata.html","method":"post","enctype":"application/x-www-form-urlencoded","context":"_self"},
 "fields":[{"name":"email","control":"input","type":"text","label":"E-mail address","filled":true}],
 "home":"GB","asked":"done","dossier":`+string(dossier)+`}`), &q); err != nil {
		t.Fatal(err)
	}
	var report struct {
		Findings []struct{ Rule, Source, AsOf string }
	}
	if err := json.Unmarshal(inspect.New(b).Report(&q), &report); err != nil {
		t.Fatal(err)
	}
	from := map[string]string{}
	for _, f := range report.Findings {
		from[f.Rule] = f.Source + ", " + f.AsOf
	}
	for rule, want := range map[string]string{
		"certificate/recent": tlsSource + ", 2007-01-12T15:00:00Z",
		"software/outdated":  httpSource + ", 2007-01-12T15:00:00Z",
	} {
		if got := from[rule]; got != want {
			t.Errorf("%s: got %q, want %q; findings %v", rule, got, want, report.Findings)
		}
	}
}
