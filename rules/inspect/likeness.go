package inspect

import (
	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/host"
)

// likeness sets what name the target's imitates: the page's own, a protected
// one, or a word that hosts are named after. Names for people are in Unicode.
func (s *subject) likeness() {
	if s.sameSite || s.target.network != host.Public {
		return
	}
	like, ok := host.LookAlike(s.target.host, s.page.host, nil, s.near)
	if !ok {
		return
	}
	of := "word"
	if like.Imitates == s.page.site {
		of = "page"
	} else if s.isProtected(like.Imitates) {
		of = "protected"
	}
	s.facts.SetText(bundle.LookalikeHow, like.How)
	s.facts.SetText(bundle.LookalikeImitates, host.Unicode(like.Imitates))
	s.facts.SetText(bundle.LookalikeOf, of)
}

// isProtected reports whether a name is among the bundle's protected ones.
func (s *subject) isProtected(name string) bool {
	label := name
	if dot := indexByte(name, '.'); dot >= 0 {
		label = name[:dot]
	}
	key := host.Skeleton(label)
	for n := 0; ; n++ {
		stored, ok := s.near(key, n)
		if !ok || stored == name {
			return ok
		}
	}
}
