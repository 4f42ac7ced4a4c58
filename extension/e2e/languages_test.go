package e2e

import (
	"regexp"
	"slices"
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
	spread(s.pair(t), []string{"cy", "de", "fr", "es", "pl"}, func(s *stage, language string) {
		for _, sight := range other {
			reset(t, s.with, s.asked.URL)
			store(t, s.with, map[string]any{"language": language})
			p := sight.show(t, s)
			look(t, p, sight, shape{language, 1024, 0, false, language})
			if !sight.dialog {
				continue
			}
			var said string
			if err := p.InDialog(`document.body.innerText`, &said); err != nil {
				t.Fatal(err)
			}
			if english := regexpEnglish.FindAllString(said, -1); len(english) > 0 {
				t.Errorf("%s: the dialog says %q:\n%s", language, english, said)
			}
		}
	})
}
