package evidence_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/wasm/evidence"
)

// bench has what documents are made with: the curated rules.
type bench struct {
	know   *evidence.Knowledge
	in     *inspect.Inspector
	bundle evidence.Bundle
}

func newBench(t testing.TB) *bench {
	t.Helper()
	set, err := rule.Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	data, err := set.Compile()
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	return &bench{evidence.Know(set), inspect.New(b), evidence.Bundle{Channel: b.Channel(), Version: b.Version(), Revision: b.Revision(), Rules: b.Revision(),
		Issued: b.Issued(), Expires: b.Expires(), Digest: [32]byte{1, 2}}}
}

// made is when the tests' documents are made.
var made = time.Date(2007, 1, 12, 16, 30, 0, 0, time.FixedZone("", 3600))

// known is all that a document of q is made from; dossier is the worker's JSON.
func (b *bench) known(t testing.TB, q *inspect.Request, dossier []byte) *evidence.Known {
	t.Helper()
	in := &evidence.Known{Occasion: evidence.Inspected, Made: made, Bundle: b.bundle, Dossier: dossier}
	if dossier != nil {
		q.Dossier, q.Asked = new(inspect.Dossier), "done"
		if err := json.Unmarshal(dossier, q.Dossier); err != nil {
			t.Fatal(err)
		}
	}
	in.Report = bytes.Clone(b.in.Report(q))
	var err error
	if in.Request, err = json.Marshal(q); err != nil {
		t.Fatal(err)
	}
	return in
}

func (b *bench) document(t testing.TB, q *inspect.Request, dossier []byte) *evidence.Document {
	t.Helper()
	d, err := b.know.Make(b.known(t, q, dossier))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// the submission of a state of January 2007, and what the worker said of its target.
func of2007(t testing.TB, state string) (*inspect.Request, []byte) {
	t.Helper()
	q := &inspect.Request{Home: "GB"}
	q.Form = form.Form{Name: "subscribe"}
	q.Target = form.Target{Method: "post", Enctype: "application/x-www-form-urlencoded", Context: "_self"}
	for _, name := range []string{"forename", "surname", "email"} {
		q.Fields = append(q.Fields, form.Field{Name: name, Control: "input", Type: "text", Filled: true})
	}
	host := "pmv2.co.uk"
	q.Page.URL, q.Target.URL, q.Now = "http://www.mi5.gov.uk/output/Page575.html", "http://pmv2.co.uk/bin/listctrl", 1168336800
	if state == "b" {
		host = "mi5.h0st.biz"
		q.Page.URL, q.Target.URL, q.Now = "https://www.mi5.gov.uk/output/Page575.html", "https://mi5.h0st.biz/xdata.html", 1168614000
		q.Seen = &inspect.Seen{Host: "pmv2.co.uk", Site: "pmv2.co.uk", Country: "US", Scheme: "http", At: 1168336800}
	}
	data, err := os.ReadFile(filepath.Join("..", "testdata", "2007", host+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return q, data
}

// forms are the three of a document, by name.
func forms(t testing.TB, d *evidence.Document) map[string]string {
	t.Helper()
	var page, md bytes.Buffer
	if err := d.HTML(&page); err != nil {
		t.Fatal(err)
	}
	if err := d.Markdown(&md); err != nil {
		t.Fatal(err)
	}
	data, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"HTML": page.String(), "Markdown": md.String(), "JSON": string(data)}
}

// schema is the published one, its formats asserted.
func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(evidence.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:formtrace:evidence:1", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:formtrace:evidence:1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fits fails unless the document's JSON is as the schema has it.
func fits(t testing.TB, s *jsonschema.Schema, text string) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}
