package form

import (
	"strings"
	"testing"
)

// TestPhrases: every phrase can be found, stands once, and tells its own kind.
func TestPhrases(t *testing.T) {
	KindOf(&Field{}) // makes the dictionary
	n := 0
	seen := map[string]Kind{}
	for _, e := range entries {
		for _, p := range strings.Split(e.words, " ") {
			n++
			key := string(rune('0'+e.use)) + p
			if k, ok := seen[key]; ok {
				t.Errorf("%q stands twice, for %v and %v", p, k, e.kind)
			}
			seen[key] = e.kind
			if p == "" || len(p) > longestPhrase || len(e.words) > 1<<16-1 {
				t.Errorf("%q of %v is empty, longer than %d bytes, or in too long a list", p, e.kind, longestPhrase)
				continue
			}
			if got := own.find(e.use, []byte(p)); got != e.kind {
				t.Errorf("%q: found %v, want %v", p, got, e.kind)
			}
			if e.use == within && len(p) < shortestWords {
				t.Errorf("%q is shorter than %d bytes", p, shortestWords)
			}
			if e.use == token {
				continue
			}
			var w words
			w.split(p)
			if got := string(w.text[:w.at[w.n]]); got != p {
				t.Errorf("%q is folded to %q, so it is never found", p, got)
			}
			if got := own.ofText(p); got != e.kind {
				t.Errorf("%q tells %v, want %v", p, got, e.kind)
			}
		}
	}
	if n < 1200 || n > mostPhrases {
		t.Errorf("got %d phrases; expected at least 1200, and at most %d", n, mostPhrases)
	}
	t.Logf("%d phrases", n)
}

// TestFold: texts that people write alike are one.
func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Prénom":         "prenom",
		"PRE\u0301NOM":   "prenom",
		"Straße":         "strasse",
		"STRAẞE":         "strasse",
		"İSİM Soyadı":    "isimsoyadi",
		"Płeć":           "plec",
		"Расчётный":      "расчетный",
		"ТЕЛЕФОН":        "телефон",
		"الاسم الأوّل":   "اسماول",
		"هُوِيَّة":       "هويه",
		"फ़ोन":           "फोन",
		"\u095eोन":       "फोन",
		"ＥＭＡＩＬ":          "email",
		"氏名（全角）":         "氏名全角",
		"番地・建物名":         "番地建物名",
		"N° de\u00a0tél": "ndetel",
		"e\u00adMail":    "email",
		"٣":              "3",
		"\xff\xfe\x00":   "",
	} {
		var w words
		w.split(in)
		got := string(w.text[:w.at[w.n]])
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
