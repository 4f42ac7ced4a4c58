package rule

import (
	"net/url"
	"regexp"
	"strings"
)

// Authority is a data protection authority.
type Authority struct {
	ID, Name   string
	Place      string // whose law it watches: ISO 3166-1, or ISO 3166-2 for a part of a country
	Complaints string // the https address of the page for complaints, or of the authority
	Verified   bool   // somebody opened the source and saw it
}

// Authority finds the authority that takes complaints in a place: a country (GB),
// or a part of one (US-CA), for which the country's own answers where it has none
// of its own. It is false where none is known.
func (s *Set) Authority(place string) (a Authority, ok bool) {
	country, _, part := strings.Cut(place, "-")
	for _, e := range s.authority {
		for _, p := range e.it.Places {
			if p == place || part && p == country && !ok {
				a, ok = Authority{e.it.ID, e.it.Name, p, e.it.Complaints, e.it.Verified != "no"}, true
			}
			if p == place {
				return a, true
			}
		}
	}
	return a, ok
}

var placePattern = regexp.MustCompile(`^[A-Z]{2}(-[A-Z0-9]{1,3})?$`)

func (l *linter) authorities(s *Set) {
	taken := map[string]string{}
	for _, e := range s.authority {
		a := e.it
		l.at(e.document)
		l.about(a.ID, &a.About)
		if a.Name == "" || len(a.Places) == 0 {
			l.fail("", "expected a name and at least one place")
		}
		for _, p := range a.Places {
			if !placePattern.MatchString(p) || s.countries.Countries[p[:2]] == "" {
				l.fail("places", "places: %q; expected a country's code such as GB, or that of a part of one such as US-CA", p)
			} else if before, twice := taken[p]; twice {
				l.fail("places", "places: %q is also in %s", p, before)
			}
			taken[p] = e.file
		}
		if u, err := url.Parse(a.Complaints); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
			l.fail("complaints", "complaints: %q; expected an https address", a.Complaints)
		}
	}
}
