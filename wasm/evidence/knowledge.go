package evidence

import (
	"strings"

	"github.com/formtrace/formtrace/rules/rule"
)

// Knowledge is what documents tell beside facts and report: why each rule is
// there, who takes complaints, the names of countries. A bundle does not carry it.
// Its JSON is for programs in other languages.
type Knowledge struct {
	Rules       []Rule            `json:"rules"`
	Authorities []Authority       `json:"authorities"`
	Countries   map[string]string `json:"countries"`
}

// Rule is the text of a rule or of an exemption.
type Rule struct {
	ID       string        `json:"id"`
	Why      string        `json:"why"`
	Text     []string      `json:"text"` // its cases as they are written (YAML), line by line
	Created  string        `json:"created"`
	Changed  string        `json:"changed,omitempty"`
	Verified string        `json:"verified"` // the day on which somebody opened the sources, or "no"
	Sources  []rule.Source `json:"sources"`
}

// Authority takes complaints in a place: a country (GB) or a part of one (US-CA).
type Authority struct {
	Place      string `json:"place"`
	Name       string `json:"name"`
	Complaints string `json:"complaints"`
	Verified   bool   `json:"verified"`
}

// Know takes the knowledge out of a folder of rules.
func Know(s *rule.Set) *Knowledge {
	k := &Knowledge{Rules: []Rule{}, Authorities: []Authority{}, Countries: s.Countries()}
	for _, t := range s.Told() {
		k.Rules = append(k.Rules, Rule{t.ID, t.Why, strings.Split(t.Text, "\n"), t.Created, t.Changed, t.Verified, t.Sources})
	}
	for _, a := range s.Authorities() {
		k.Authorities = append(k.Authorities, Authority{a.Place, a.Name, a.Complaints, a.Verified})
	}
	return k
}

// authority finds who takes complaints in a country; nil where none is known.
func (k *Knowledge) authority(home string) *Authority {
	for i := range k.Authorities {
		if home != "" && k.Authorities[i].Place == home {
			return &k.Authorities[i]
		}
	}
	return nil
}

// rule finds the text of a rule; nil where it is not known.
func (k *Knowledge) rule(id string) *Rule {
	for i := range k.Rules {
		if k.Rules[i].ID == id {
			return &k.Rules[i]
		}
	}
	return nil
}
