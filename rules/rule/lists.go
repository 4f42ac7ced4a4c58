package rule

import (
	"fmt"
	"slices"
	"strings"
)

// addList takes a generated list of operators into the set.
func (s *Set) addList(d *document) Errors {
	before := len(s.lists)
	errs := add(d, &s.lists)
	if len(s.lists) == before {
		return errs
	}
	list := s.lists[before].it
	for i, o := range list.Operators {
		s.operators = append(s.operators, entry[operator]{
			document: d,
			within:   fmt.Sprintf("operators[%d]", i),
			it: operator{Kind: "operator", ID: o.ID, Name: o.Name, Role: o.Role, Owner: o.Owner, Jurisdiction: o.Jurisdiction,
				Domains: o.Domains, Generated: list.Generated, About: list.About},
		})
	}
	return errs
}

// path is where a field of an entry stands in its file.
func (e *entry[T]) path(field string) string {
	if e.within == "" {
		return field
	}
	return strings.TrimSuffix(join(e.within, field), ".")
}

// certifications are the parts of the Data Privacy Framework that a company in the
// United States can be certified for: of the EU and the EEA, the UK Extension, and
// that of Switzerland.
var certifications = []string{"eu", "uk", "ch"}

// operators looks at what has a file of its own, and at the lists and all in them.
func (l *linter) operators(s *Set) {
	for _, e := range s.lists {
		l.at(e.document)
		l.about(e.it.ID, &e.it.About)
		if e.it.Generated == "" || e.it.Licence == "" || len(e.it.Operators) == 0 {
			l.fail("", "expected what the list was generated of, its licence, and operators")
		}
		if e.it.Verified != "no" {
			l.fail("verified", "verified: %q; expected no, as nobody has opened the source of each operator of a list", e.it.Verified)
		}
	}
	ids := map[string]string{}
	for _, e := range s.operators {
		o := e.it
		l.at(e.document)
		if e.within == "" {
			l.about(o.ID, &o.About)
			l.texts(o.Generated, o.Hit, o.Miss)
			if before, twice := ids[o.ID]; twice {
				l.fail("id", "id: %q is also in %s", o.ID, before)
			}
			ids[o.ID] = e.file
		} else if !idPattern.MatchString(o.ID) {
			l.fail(e.path("id"), "id: %q; expected small letters, digits and hyphens, at most one slash", o.ID)
		}
		if !slices.Contains(roles, o.Role) {
			l.fail(e.path("role"), "role: %q; expected one of %s", o.Role, strings.Join(roles, ", "))
		}
		if o.Name == "" || len(o.Domains) == 0 {
			l.fail(e.path(""), "expected a name and at least one domain")
		}
		for i, c := range o.Certified {
			if !slices.Contains(certifications, c) || slices.Contains(o.Certified[:i], c) {
				l.fail(e.path("certified"), "certified: %q; expected each of %s at most once", c, strings.Join(certifications, ", "))
			}
		}
		if len(o.Certified) > 0 && (o.Jurisdiction != "US" || o.Verified == "no") {
			l.fail(e.path("certified"), "certified: expected jurisdiction US and the day on which somebody opened the source")
		}
	}
}
