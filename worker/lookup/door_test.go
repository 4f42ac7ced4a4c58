package lookup

import (
	"fmt"
	"strings"
	"testing"
)

// Names, streets, telephone numbers and e-mail addresses are dropped while an
// answer is read: nothing of them is in what is kept, in an error, in the
// dossier, or in what the service remembers. The texts mark all of it "SECRET".
func TestNothingPersonalComesIn(t *testing.T) {
	files, err := whoisTexts.ReadDir("testdata/whois")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d texts, %v", len(files), err)
	}
	marked := 0
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".txt")
		text := whoisText(t, name)
		marked += strings.Count(text, "SECRET")
		for _, domain := range []string{"example.com", "example.biz", "example.co.uk", "example.de", "example.fr", "example.eu", "example.jp", "example.co.jp", "example.it"} {
			r, err := parseWHOIS(text, domain)
			clean(t, name+" about "+domain, r, err)
			if err == nil {
				clean(t, name+", contradictions", contradictions(r, r))
			}
		}
		// Through the service, and everything that it remembers of it.
		u := &upstreams{
			web:   map[string]string{"https://bootstrap.example/dns.json": `{"services":[[["none"],["https://rdap.example/"]]]}`},
			whois: map[string]string{"63.211.98.1:43": "refer: whois.registry.example\n" + text, "63.211.98.3:43": text},
		}
		s := registryWith(u)
		for _, host := range []string{"www.example.com", "www.example.co.uk", "www.example.fr", "other.example.biz"} {
			g := look(s, host)
			clean(t, name+", the section of "+host, g)
		}
		clean(t, name+", what is remembered", s.memory.registries, s.memory.held, s.memory.referrals)
	}
	if marked < 50 {
		t.Errorf("only %d marks in the texts", marked)
	}
	for _, text := range []string{
		rdapText(entity("registrant", `,["fn",{},"text","SECRET PERSON"],["n",{},"text",["SECRET","PERSON","","",""]],["org",{},"text","Example Widgets Ltd"],["email",{},"text","SECRET@example.com"],["tel",{"type":"voice"},"uri","tel:+44.SECRET"],`+
			`["adr",{"label":"1 SECRET STREET\nLondon SECRET\nUnited States"},"text",["SECRET","SECRET","1 SECRET STREET","London","SECRET","SECRET","United States"]]`) + `,"remarks":[{"description":["SECRET"]}],"handle":"SECRET"`),
		rdapText(entity("registrant", `,["fn",{},"text","SECRET PERSON"],["org",{},"text","SECRET PERSON"]`)),
		rdapText(entity("registrant", `,["org",{},"text","Example, SECRET@example.com"]`)),
		rdapText(entity("registrant", `,["org",{},"text","Example SECRET +44 20 5550 0000"]`)),
		rdapText(entity("registrar", `,["fn",{},"text","Example Registrar <SECRET@example.com>"]`)),
		strings.Replace(rdapText(""), "EXAMPLE.COM", "SECRET.example", 1),
		`{"errorCode":400,"title":"SECRET"}`,
		`SECRET`,
	} {
		r, err := parseRDAP([]byte(text), "example.com")
		clean(t, text, r, err)
		u := &upstreams{web: map[string]string{"https://bootstrap.example/dns.json": bootstrapText, "https://rdap.registry.example/domain/example.com": text}}
		s := registryWith(u)
		clean(t, text+", the section", look(s, "example.com"))
		clean(t, text+", what is remembered", s.memory.registries, s.memory.held, s.memory.referrals)
	}
}

func clean(t *testing.T, name string, values ...any) {
	t.Helper()
	for _, v := range values {
		if text := strings.ToUpper(fmt.Sprintf("%+v", v)); strings.Contains(text, "SECRET") || strings.Contains(text, "STREET") {
			t.Errorf("%s: %s", name, text)
		}
	}
}
