package inspect

import (
	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/host"
)

// likeness sets what name the target's imitates: the page's own, a protected
// one, or a word that hosts are named after. Names for people are in Unicode.
func (s *subject) likeness() {
	if s.sameSite || s.target.Network != host.Public {
		return
	}
	like, ok := s.seeker.Imitated(&s.target.Parsed, &s.page.Parsed)
	if !ok {
		return
	}
	of := "word"
	if like.Imitates == s.page.Site {
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
	dot := 0
	for dot < len(name) && name[dot] != '.' {
		dot++
	}
	label := name[:dot]
	return s.isStored(host.Skeleton(label), name) || s.isStored(host.CommonKey(label), name)
}

func (s *subject) isStored(key, name string) bool {
	for n := 0; ; n++ {
		stored, ok := s.near(key, n)
		if !ok || stored == name {
			return ok
		}
	}
}
