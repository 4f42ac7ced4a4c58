package e2e

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var regexpEnglish = regexp.MustCompile(`\b(would|your|this|with|where|not|from|send)\b`)

// In every language axe-core finds no fault in the dialog, the popup and the
// pages, and no English is left in the dialog but names.
func TestLanguages(t *testing.T) {
	s := setUp(t)
	other := []sight{}
	for _, sight := range sights {
		if slices.Contains([]string{"dialog-warn", "stopped", "popup", "popup-requests", "dossier", "options", "history", "first-run"}, sight.name) {
			other = append(other, sight)
		}
	}
	// Whose tables the countries are from, and that nobody has reviewed the translation.
	says := map[string]string{"dialog-warn": "DB-IP", "popup": "DB-IP", "dossier": "DB-IP", "options": "language.unreviewed", "first-run": "language.unreviewed"}
	spread(s.pair(t), []string{"cy", "de", "fr", "es", "pl"}, func(s *stage, language string) {
		var words map[string]any
		if err := json.Unmarshal(files["words/"+language+".json"], &words); err != nil {
			t.Fatal(err)
		}
		for _, sight := range other {
			reset(t, s.with, s.asked.URL)
			store(t, s.with, map[string]any{"language": language})
			p := sight.show(t, s)
			look(t, p, sight, shape{language, 1024, 0, false, language})
			var said, whole string
			if !sight.dialog {
				if err := p.Act(`return page.evaluate(() => document.body.textContent)`, &whole); err != nil {
					t.Fatal(err)
				}
			} else if err := p.InDialog(`document.body.innerText`, &said); err != nil {
				t.Fatal(err)
			} else if err := p.InDialog(`document.body.textContent`, &whole); err != nil {
				t.Fatal(err)
			}
			want := says[sight.name]
			if text, ok := words[want].(string); ok {
				want = text
			}
			if !strings.Contains(whole, want) {
				t.Errorf("%s: %s does not say %q", language, sight.name, want)
			}
			if english := regexpEnglish.FindAllString(said, -1); len(english) > 0 {
				t.Errorf("%s: the dialog says %q:\n%s", language, english, said)
			}
		}
	})
}
