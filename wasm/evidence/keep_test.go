package evidence

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestPlainURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://www.example.org/a/b?q=1#f":                 "https://www.example.org/a/b",
		"https://ann:secret@www.example.org:8443/a":         "https://www.example.org:8443/a",
		"http://www.example.org?q=1":                        "http://www.example.org",
		"http://www.example.org/a;jsessionid=1/b;v=2":       "http://www.example.org/a/b",
		"HTTP://www.example.org/A":                          "http://www.example.org/A",
		`http:\\ann@www.example.org\a`:                      "http://www.example.org/a",
		"http://a@b@www.example.org/@name":                  "http://www.example.org/@name",
		"http://www.example.org/#a@b":                       "http://www.example.org/",
		"http://[2001:db8::1]:8080/x":                       "http://[2001:db8::1]:8080/x",
		"wss://www.example.org/s?t=1":                       "wss://www.example.org/s",
		"mailto:list@example.org?body=secret":               "mailto:list@example.org",
		"data:text/html,secret":                             "data:",
		"javascript:secret()":                               "javascript:",
		"blob:https://www.example.org/0123":                 "blob:",
		"file:///srv/ann/page.html":                         "file:",
		"about:blank":                                       "about:blank",
		"":                                                  "",
		"/a?b":                                              "",
		"secret":                                            "",
		"1http://www.example.org/":                          "",
		"ann@example.org:secret":                            "",
		"https:www.example.org/a?secret":                    "https://www.example.org/a",
		"https:///www.example.org/a":                        "https://www.example.org/a",
		"https://www.example.org/%3Femail=kept-as-the-path": "https://www.example.org/%3Femail=kept-as-the-path",
	} {
		if got := plainURL(in); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func TestPlainText(t *testing.T) {
	for in, want := range map[string]string{
		"Müller & Söhne <GmbH>":  "Müller & Söhne <GmbH>",
		"日本語 العربية עברית 🦊":    "日本語 العربية עברית 🦊",
		"a\nb\tc\x00d\x1b[31m":   "a\uFFFDb\uFFFDc\uFFFDd\uFFFD[31m",
		"moc.\u202elive":         "moc.\uFFFDlive",
		"a\u200bb\ufeffc\u00add": "a\uFFFDb\uFFFDc\uFFFDd",
		"bad \xff utf-8":         "bad \uFFFD utf-8",
	} {
		if got := plainText(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// TestKeep: what does not fit is left out, what has to be there is asked for.
func TestKeep(t *testing.T) {
	for _, c := range []struct{ in, want, err string }{
		{`{"facts":{"page":{"url":"http://a.example/?x"},"more":1}}`, `{"facts":{"page":{"url":"http://a.example/"}}}`, ""},
		{`{"facts":{"now":1.5,"home":7,"asked":"off"}}`, `{"facts":{"asked":"off"}}`, ""},
		{`{"facts":{"now":9007199254740992}}`, `{"facts":{}}`, ""},
		{`{"facts":{"now":-9007199254740991}}`, `{"facts":{"now":-9007199254740991}}`, ""},
		{`{"facts":{"occasion":"guessed"}}`, `{"facts":{}}`, ""},
		{`{"facts":{"fields":[{"name":"a","value":"x","filled":"yes"},7,{"filled":true}]}}`, `{"facts":{"fields":[{"name":"a"},{"filled":true}]}}`, ""},
		{`{"facts":{"dossier":{"host":"a.example","dns":[],"hosting":{"ttl":1}}}}`, `{"facts":{"dossier":{"host":"a.example","hosting":{"ttl":1}}}}`, ""},
		{`{"report":{"verdict":"grave","headline":"h","findings":[]}}`, "", "report.verdict: expected verdict"},
		{`{"report":{"verdict":"warn","headline":"h","findings":[{"rule":"a","verdict":"warn","title":"t"}]}}`, "", "report.findings[0].why: expected why"},
		{`{"report":{"verdict":"warn","headline":"h","findings":[{"rule":"a","verdict":"warn","title":"t","why":"w","parameters":{"a":"x","a\u202e":"y","b":1}}]}}`,
			`{"report":{"findings":[{"parameters":{"a":"x"},"rule":"a","title":"t","verdict":"warn","why":"w"}],"headline":"h","verdict":"warn"}}`, ""},
	} {
		in, err := object("the test", []byte(c.in))
		if err != nil {
			t.Fatal(err)
		}
		n := *root.Defs["Evidence"]
		n.Required = nil
		got, _, err := n.keep("", in)
		switch {
		case c.err != "":
			if err == nil || !strings.HasPrefix(err.Error(), c.err) {
				t.Errorf("%s: got %v, want %s", c.in, err, c.err)
			}
		case err != nil:
			t.Errorf("%s: %v", c.in, err)
		default:
			if data, _ := json.Marshal(got); string(data) != c.want {
				t.Errorf("%s: got %s, want %s", c.in, data, c.want)
			}
		}
	}
	long := strings.Repeat("é", 2000)
	if got, _, _ := root.Defs["Dossier"].at("host").keep("", long); got != strings.Repeat("é", 1024) {
		t.Errorf("got %d bytes, want 1024 letters of two", len(got.(string)))
	}
	many := make([]any, 300)
	for i := range many {
		many[i] = map[string]any{"name": "a"}
	}
	if got, _, _ := root.Defs["Facts"].at("fields").keep("", many); len(got.([]any)) != 200 {
		t.Errorf("got %d fields, want 200", len(got.([]any)))
	}
}

// TestChartLabels: a long name is cut where the drawing has no room for it.
func TestChartLabels(t *testing.T) {
	s := &summary{}
	for _, name := range []string{"registration/inconsistent", "twenty-eight/characters-long", "more-than-twenty-eight/characters-long"} {
		s.Chart.Rules = append(s.Chart.Rules, ruleCount{name, "warn", 1})
	}
	for i, want := range []string{"registration/inconsistent", "twenty-eight/characters-long", "more-than-twenty-eight/char…"} {
		if got := s.drawing().Rules.Bars[i].Label; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
