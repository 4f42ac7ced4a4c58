package rule

import (
	"slices"
	"strings"
)

// Texts returns, in order and each once, everything of the rules that a person
// is shown and that can be translated: titles, reasons, advice and headlines of
// the behaviour rules, with their placeholders, the roles of operators and the
// recipients that a transfer is adequate for.
func (s *Set) Texts() []string {
	var all []string
	for _, e := range s.behaviour {
		for _, c := range e.it.Cases {
			all = append(all, c.Title, c.Says, c.Instead, c.Headline)
		}
	}
	for _, e := range s.operators {
		all = append(all, e.it.Role)
	}
	for _, e := range s.laws {
		for _, a := range e.it.Adequate {
			all = append(all, a.Recipients)
		}
	}
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(text string) bool { return text == "" })
}

// Translations returns what the rules' own files have of a language (BCP 47):
// texts, as Texts returns them, and their translations.
func (s *Set) Translations(language string) map[string]string {
	all := map[string]string{}
	for _, e := range s.behaviour {
		for i, own := range e.it.Translations[language].Cases {
			if i == len(e.it.Cases) {
				break
			}
			c := e.it.Cases[i]
			for _, x := range [][2]string{{c.Title, own.Title}, {c.Says, own.Says}, {c.Instead, own.Instead}, {c.Headline, own.Headline}} {
				if x[0] != "" && x[1] != "" {
					all[strings.TrimSpace(x[0])] = strings.TrimSpace(x[1])
				}
			}
		}
	}
	return all
}
