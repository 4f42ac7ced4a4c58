package host

import "unicode/utf8"

// Likeness tells what a host imitates.
type Likeness struct {
	Imitates string // the registrable domain that is imitated: "host.biz"
	How      string // "digits", "confusables" or "edit"
	Label    string // the label that imitates, as in the normalised host: "h0st"
}

// LookAlike reports whether the registrable domain of a target imitates that
// of the page, a protected one, or a word that hosts are named after.
//
// protected answers a skeleton with a protected registrable domain whose label
// has it; it may be nil. near, of which the first is used, answers what is
// stored under a key of [Neighbours], one name after another: n counts from 0
// until ok is false. Without near, protected names are not found by an edit.
//
// Three kinds of likeness are told: digits in the place of letters, characters
// that look like others, and, for names of six letters or more, one letter
// added, left out, replaced, or swapped with the next. Quiet are: the same
// site; the same label under another suffix; a name that is protected itself;
// numbers before, between and after words (mail2, 24shop); another first
// letter of a name of less than eight; the plain spelling of an international
// name; and, against the page's own name only, a hyphen, a plural, s for z.
// Words are compared by digits and characters only.
func LookAlike(target, page string, protected func(skeleton string) (name string, ok bool), near ...func(key string, n int) (name string, ok bool)) (Likeness, bool) {
	site, ok := Registrable(target)
	if !ok {
		return Likeness{}, false
	}
	own, ok := Registrable(page)
	if !ok {
		own = ""
	}
	if own == site {
		return Likeness{}, false
	}
	label, suffix, _ := cut(site, '.')
	s := search{site: site, label: label}
	if len(near) > 0 {
		s.near = near[0]
	}
	s.plain.read(label)
	s.pairs = s.plain
	s.pairs.pair()

	skeleton := ""
	if protected != nil || s.near != nil {
		skeleton = Skeleton(label)
	}
	known := ""
	if protected != nil {
		known, _ = protected(skeleton)
	}
	if s.isKnown(known) || s.near != nil && s.isStored(skeleton) {
		return Likeness{}, false
	}
	if how, ok := s.against(own, true); ok {
		return Likeness{own, how, label}, true
	}
	if how, ok := s.against(known, false); ok {
		return Likeness{known, how, label}, true
	}
	if s.near != nil {
		if name, how, ok := s.neighbour(skeleton); ok {
			return Likeness{name, how, label}, true
		}
	}
	if imitated, how, ok := wordLike(&s.plain); ok {
		if ascii, problem := toASCII(imitated); problem == "" {
			imitated = ascii
		}
		return Likeness{imitated + "." + suffix, how, label}, true
	}
	return Likeness{}, false
}

// search is one target being compared with names.
type search struct {
	site, label  string
	plain, pairs line
	near         func(key string, n int) (name string, ok bool)
}

// isKnown reports whether a protected name is the target's own, or has the
// target's label under another suffix.
func (s *search) isKnown(name string) bool {
	label, _, _ := cut(name, '.')
	return label == s.label
}

// isStored is isKnown for every name stored under a key.
func (s *search) isStored(key string) bool {
	for n := range maxStored {
		name, ok := s.near(key, n)
		if !ok {
			break
		}
		if s.isKnown(name) {
			return true
		}
	}
	return false
}

// maxStored is the number of names under one key that are looked at.
const maxStored = 64

// against tells how the target imitates a registrable domain.
func (s *search) against(name string, own bool) (how string, ok bool) {
	label, _, _ := cut(name, '.')
	if label == "" || label == s.label {
		return "", false
	}
	var l line
	l.read(label)
	l.pair()
	return imitates(&s.pairs, &l, own)
}

// neighbour looks for protected names that share a key with the target: the
// keys of a target are its skeleton and, for longer ones, every form of it
// with one character left out.
func (s *search) neighbour(skeleton string) (name, how string, ok bool) {
	if name, how, ok = s.stored(skeleton); ok || countLetters(skeleton) < minEdit {
		return name, how, ok
	}
	// All keys are parts of one string, so that one allocation makes them.
	var buf [1 << 10]byte
	keys := buf[:0]
	for i, r := range skeleton {
		keys = append(append(keys, skeleton[:i]...), skeleton[i+utf8.RuneLen(r):]...)
	}
	all, before := string(keys), rune(-1)
	for _, r := range skeleton {
		length := len(skeleton) - utf8.RuneLen(r)
		if r != before {
			if name, how, ok = s.stored(all[:length]); ok {
				return name, how, ok
			}
		}
		all, before = all[length:], r
	}
	return "", "", false
}

// stored compares the target with every name stored under a key.
func (s *search) stored(key string) (name, how string, ok bool) {
	for n := range maxStored {
		if name, ok = s.near(key, n); !ok {
			break
		}
		if how, ok = s.against(name, false); ok {
			return name, how, true
		}
	}
	return "", "", false
}
