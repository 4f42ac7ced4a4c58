package rule

import (
	"maps"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Told is what a behaviour rule or an exemption says of itself.
type Told struct {
	ID       string
	Why      string
	Text     string // its cases, or its condition, as they are written (YAML)
	Created  string // days
	Changed  string // "" where it was not
	Verified string // the day on which somebody opened the sources, or "no"
	Sources  []Source
}

// Source is one piece of the evidence that a rule rests on.
type Source struct {
	Source string `json:"source"`
	Date   string `json:"date"`
	Note   string `json:"note,omitempty"`
}

// Told returns what every behaviour rule and every exemption says of itself, in
// the order of their files.
func (s *Set) Told() (out []Told) {
	for _, e := range s.behaviour {
		out = append(out, told(e.it.ID, &e.it.About, e.written("cases")))
	}
	for _, e := range s.exempt {
		out = append(out, told(e.it.ID, &e.it.About, e.written("when")))
	}
	return out
}

func told(id string, a *About, text string) Told {
	t := Told{ID: id, Why: strings.TrimSpace(a.Why), Text: text, Created: a.Created, Changed: a.Changed, Verified: a.Verified, Sources: []Source{}}
	for _, e := range a.Evidence {
		t.Sources = append(t.Sources, Source(e))
	}
	return t
}

// written is an entry of the file as it stands there, with its key.
func (d *document) written(key string) string {
	for _, p := range entries(d.body) {
		if p.Key.String() == key {
			return strings.TrimSpace(ast.Node(p).String())
		}
	}
	return ""
}

// Authorities returns who takes complaints in each place, in the order of their files.
func (s *Set) Authorities() (out []Authority) {
	for _, e := range s.authority {
		for _, p := range e.it.Places {
			a, _ := s.Authority(p)
			out = append(out, a)
		}
	}
	return out
}

// Countries returns the names of countries by their codes, ISO 3166-1 alpha-2.
func (s *Set) Countries() map[string]string { return maps.Clone(s.countries.Countries) }
