package evidence_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/wasm/evidence"
)

// TestNothingTyped: what a person typed can stand in the URLs of page, frame,
// target and script, in what fields say of themselves and in what a program adds
// to the facts. None of it is in a document.
func TestNothingTyped(t *testing.T) {
	b, s := newBench(t), schema(t)
	typed := []string{"ann@example.org", "ann%40example.org", "hunter2", "4111111111111111", "Hodgkin", "0123SESSION"}
	q := &inspect.Request{Home: "GB", Now: 1168336800}
	q.Page.URL = "https://ann%40example.org:hunter2@www.shop.example.org/a;jsessionid=0123SESSION/b?email=ann@example.org&card=4111111111111111#Hodgkin"
	q.Frame.URL = "https://frame.example.org/x?email=ann@example.org"
	q.Target = form.Target{URL: "https://hunter2@collect.example.com:8443/in;s=0123SESSION?q=Hodgkin#ann@example.org", Method: "get", Context: "_self",
		QueryNames: []string{"ann@example.org", "Hodgkin"}}
	q.Script = form.Script{URL: "https://cdn.example.com/s.js?u=ann@example.org", Way: "fetch"}
	for _, name := range []string{"email", "password", "card", "illness"} {
		q.Fields = append(q.Fields, form.Field{Name: name, Control: "input", Type: "text", Filled: true,
			Label: "Signed in as ann@example.org", Placeholder: "hunter2", ID: "card-4111111111111111"})
	}
	in := b.known(t, q, nil)
	// What a program might leave in by mistake.
	in.Request = []byte(strings.Replace(string(in.Request), `"filled":true`, `"filled":true,"value":"hunter2"`, 1))
	in.Request = []byte(strings.Replace(string(in.Request), `{`, `{"values":["4111111111111111"],"body":"illness=Hodgkin",`, 1))
	if !strings.Contains(string(in.Request), `"value":"hunter2"`) || !strings.Contains(string(in.Request), "body") {
		t.Fatalf("the request was not filled: %s", in.Request)
	}
	in.Page = []byte(`<input name=password value=hunter2>`)
	d, err := b.know.Make(in)
	if err != nil {
		t.Fatal(err)
	}
	all, err := evidence.Summarise(made, []evidence.Input{{Name: "https://ann:hunter2@www.shop.example.org/?q=Hodgkin", Documents: []*evidence.Document{d}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range []*evidence.Document{d, all} {
		for form, text := range forms(t, doc) {
			for _, value := range typed {
				if strings.Contains(text, value) {
					t.Errorf("%s holds %q", form, value)
				}
			}
			for _, want := range []string{"www.shop.example.org/", "collect.example.com"} {
				if !strings.Contains(strings.ReplaceAll(text, `\`, ""), want) {
					t.Errorf("%s does not hold %q:\n%s", form, want, text)
				}
			}
			if form == "JSON" {
				fits(t, s, text)
			}
		}
	}
}

// TestHostile: a page and a host can call themselves what they like. It is text
// in every form, of characters that are seen.
func TestHostile(t *testing.T) {
	b, s := newBench(t), schema(t)
	q, dossier := of2007(t, "b")
	evil := "</td><script src=https://evil.example/x.js></script><img src=x onerror=alert(1)> [click](https://evil.example/) ![i](https://evil.example/i.png) `|` \u202egpj.exe \u200b<https://evil.example/> https://evil.example/ www.evil.example &lt;b&gt; _a_ *b*"
	q.Form.Name, q.Fields[0].Name, q.Submitter = evil, evil+"\n# heading\n", form.Submitter{Name: evil, Overrides: true}
	dossier = []byte(strings.ReplaceAll(string(dossier), `"Mailtrack Ltd"`, quoted(evil)))
	dossier = []byte(strings.ReplaceAll(string(dossier), `"Dotster"`, quoted("# "+evil)))
	d := b.document(t, q, dossier)
	got := forms(t, d)
	fits(t, s, got["JSON"])
	for form, text := range got {
		if i := strings.IndexAny(text, "\u202e\u200b\x00\x1b"); i >= 0 {
			t.Errorf("%s holds a character that is not seen, at %d", form, i)
		}
	}
	page := got["HTML"]
	for _, bad := range []string{"<script", "<img", "<iframe", "<link", "onerror=alert(1)>", "javascript:"} {
		if strings.Contains(page, bad) {
			t.Errorf("the HTML holds %s", bad)
		}
	}
	for _, m := range regexp.MustCompile(`(?:src|href|action|data|poster)="([^"]*)"|url\(`).FindAllStringSubmatch(page, -1) {
		if m[1] != "https://ico.org.uk/make-a-complaint/data-protection-complaints" {
			t.Errorf("the HTML refers to %s", m[0])
		}
	}
	if !strings.Contains(page, "default-src 'none'") {
		t.Error("the HTML has no policy")
	}
	md := regexp.MustCompile("(?s)```.*?```").ReplaceAllString(got["Markdown"], "")
	for _, bad := range []string{`[^\\]\[click`, `[^\\]\[i`, `[^\\]<script`, `[^\\]<img`, `[^\\]<https://evil`, `https://evil`, `www\.evil`, `\n# heading`, `[^\\]&lt;b`, ` _a_`, ` \*b\*`} {
		if m := regexp.MustCompile(bad).FindString(md); m != "" {
			t.Errorf("the Markdown holds %q", m)
		}
	}
}

func quoted(s string) string {
	return `"` + strings.NewReplacer(`"`, `\"`, "\u202e", `\u202e`).Replace(s) + `"`
}
