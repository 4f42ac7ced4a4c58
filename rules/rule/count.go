package rule

import (
	"cmp"
	"slices"

	"github.com/formtrace/formtrace/rules/bundle"
)

// Count is how many entries of a kind there are, and how sure they are.
type Count struct {
	Kind     string `json:"kind"`
	Entries  int    `json:"entries"`
	Verified int    `json:"verified"` // somebody opened the source
	Made     int    `json:"made"`     // by a program, of somebody else's data
	Things   int    `json:"things"`   // domains, names, places or countries in them
	// Entries by how long ago they were verified, written or changed, whichever was
	// last: at most 90 days, at most a year, longer.
	Recent int `json:"recent"`
	Year   int `json:"year"`
	Older  int `json:"older"`
	// Entries by country: an operator's jurisdiction, an authority's place, a law's
	// home; "" where none is known.
	Countries map[string]int `json:"countries,omitempty"`
}

// Count counts what a set holds, by kind, in the kinds' order; now is in seconds
// since 1970.
func (s *Set) Count(now int64) []Count {
	c := counter{now: now, of: map[string]*Count{}}
	for _, e := range s.behaviour {
		c.entry("behaviour", &e.it.About, false, len(e.it.Cases))
	}
	for _, e := range s.exempt {
		c.entry("exemption", &e.it.About, false, len(e.it.Rules))
	}
	for _, e := range s.operators {
		c.entry("operator", &e.it.About, e.it.Generated != "", len(e.it.Domains), e.it.Jurisdiction)
	}
	for _, e := range s.names {
		c.entry("names", &e.it.About, e.it.Generated != "", len(e.it.Names))
	}
	for _, e := range s.marks {
		c.entry("mark", &e.it.About, false, len(e.it.Domains))
	}
	for _, e := range s.laws {
		c.entry("jurisdiction", &e.it.About, false, len(e.it.Adequate), e.it.Home...)
	}
	for _, e := range s.authority {
		var countries []string
		for _, p := range e.it.Places {
			countries = append(countries, p[:min(2, len(p))])
		}
		c.entry("authority", &e.it.About, false, len(e.it.Places), countries...)
	}
	var out []Count
	for _, x := range c.of {
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b Count) int { return cmp.Compare(a.Kind, b.Kind) })
	return out
}

type counter struct {
	now int64
	of  map[string]*Count
}

func (c *counter) entry(kind string, a *About, made bool, things int, countries ...string) {
	x := c.of[kind]
	if x == nil {
		x = &Count{Kind: kind}
		c.of[kind] = x
	}
	x.Entries++
	x.Things += things
	if made {
		x.Made++
	}
	if a.Verified != "no" {
		x.Verified++
	}
	var last int64
	for _, day := range []string{a.Created, a.Changed, a.Verified} {
		if t, ok := bundle.ParseTime(day); ok {
			last = max(last, t)
		}
	}
	switch days := (c.now - last) / 86400; {
	case days <= 90:
		x.Recent++
	case days <= 365:
		x.Year++
	default:
		x.Older++
	}
	for _, land := range countries {
		if x.Countries == nil {
			x.Countries = map[string]int{}
		}
		x.Countries[land]++
	}
}
