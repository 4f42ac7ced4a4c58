package host

import "unsafe"

// The fewest letters of a name that is looked for beside words, with a hyphen
// between and without.
const (
	minPart   = 4
	minJoined = 5
)

// added looks for the page's own name, or a protected one, that is a part of
// the target's label, with nothing but words and numbers before and after it:
// paypal-login, securepaypal, paypa1-account.
func (s *search) added(page *Parsed) (name, how string, ok bool) {
	t := s.plain.elements()
	if len(t) >= 64 || len(t) < minPart+2 {
		return "", "", false
	}
	heads, tails := reached(t, 0), bit(len(t))
	if mayEnd(t) {
		for to := len(t) - 1; to >= minPart; to-- {
			if reached(t, to)&bit(len(t)) != 0 {
				tails |= bit(to)
			}
		}
	}
	if heads|tails == 1|bit(len(t)) {
		return "", "", false
	}
	for from := range t {
		if heads&bit(from) == 0 {
			continue
		}
		for to := len(t); to >= from+minPart; to-- {
			if tails&bit(to) == 0 || !joined(t, to-1) || to-from < minJoined && (joined(t, from-1) || joined(t, to)) || !hasLetter(t[:from]) && !hasLetter(t[to:]) {
				continue
			}
			if name, how, ok = s.partOf(t[from:to], page); ok {
				return name, how, true
			}
		}
	}
	return "", "", false
}

// bit is the bit of a place in a label.
//
//go:noinline
func bit(at int) uint64 { return 1 << (at & 63) }

// partOf compares a part of the target's label with the names. Words are nobody's,
// but two of them may be a protected name: postbank-login.
func (s *search) partOf(t []element, page *Parsed) (name, how string, ok bool) {
	plain := isWords(t, true, nil)
	if plain && !isCompound(t) {
		return "", "", false
	}
	s.part.n = copy(s.part.all[:], t)
	s.part.pair()
	if !plain && page.Registrable() {
		if how, ok = s.standsIn(page.Site); ok {
			return page.Site, how, true
		}
	}
	return s.partStored("")
}

// partStored compares the part with the names stored under its skeleton, with
// after only those whose suffix it begins with.
func (s *search) partStored(after string) (name, how string, ok bool) {
	key := s.partKey()
	if s.near != nil && after != "" {
		s.keys = append(s.keys, key...) // commonKey writes behind it
		name, ok = s.near(s.commonKey(key), 0)
		s.keys = s.keys[:len(s.keys)-len(key)]
		if _, suffix, _ := cut(name, '.'); ok && isFirst(after, suffix) {
			if how, ok = s.standsIn(name); ok {
				return name, how, true
			}
		}
	}
	for n := 0; s.near != nil && n < maxStored; n++ {
		if name, ok = s.near(key, n); !ok {
			break
		}
		if _, suffix, _ := cut(name, '.'); after == "" || isFirst(after, suffix) {
			if how, ok = s.standsIn(name); ok {
				return name, how, true
			}
		}
	}
	return "", "", false
}

// standsIn tells whether the part is the label of a registrable domain, or that
// label but for characters that stand for others.
func (s *search) standsIn(name string) (how string, ok bool) {
	label, _, _ := cut(name, '.')
	s.name.read(label)
	s.name.pair()
	switch how, ok = imitates(&s.part, &s.name, false); how {
	case "":
		return byAdded, true
	case byEdit:
		return "", false
	}
	return how, ok
}

// partKey is the skeleton of the part, behind the keys that are in use.
func (s *search) partKey() string {
	key := s.part.appendSkeleton(s.keys[len(s.keys):])
	if len(key) == 0 {
		return ""
	}
	return unsafe.String(&key[0], len(key))
}

// embedded looks for the page's registrable domain, or a protected one, in what
// stands before the target's own: paypal.com.evil.example.
func (s *search) embedded(target, page *Parsed) (name, label string, ok bool) {
	before := len(target.Name) - len(target.Site) - 1
	for at := 0; at < before; {
		rest := target.Name[at:before]
		label, after, more := cut(rest, '.')
		if !more {
			break
		}
		if page.Registrable() && isFirst(rest, page.Site) {
			return page.Site, label, true
		}
		s.part.read(label)
		s.part.pair()
		if name, _, ok = s.partStored(after); ok {
			return name, label, true
		}
		at += len(label) + 1
	}
	return "", "", false
}

// isFirst reports whether labels begin with those of another name.
//
//go:noinline
func isFirst(labels, name string) bool {
	return hasPrefix(labels, name) && (len(labels) == len(name) || labels[len(name)] == '.')
}

// isName reports whether the target's label is long enough, and no common word,
// so that the same label elsewhere is likely to mean the same.
//
//go:noinline
func (s *search) isName() bool {
	return s.plain.n >= minPart && !isWords(s.plain.elements(), true, nil)
}

// reached returns the places up to which the label is words, numbers and hyphens
// from a place on, a bit for each; that place is always one.
func reached(t []element, from int) (places uint64) {
	places = bit(from)
	for at := from; at < len(t); at++ {
		if places&bit(at) == 0 {
			continue
		}
		rest := t[at:]
		if rest[0].from == '-' || isDigit(rest[0].from) {
			places |= bit(at + 1)
			continue
		}
		if !joined(t, at-1) && !joined(rest, 2) {
			places |= bit(at + 2) // my, uk
		}
		if (isExactly(rest, "com") || isExactly(rest, "www")) && !joined(t, at-1) && !joined(rest, 3) {
			places |= bit(at + 3)
		}
		if noWord(rest[0].from, rest[1:]) {
			continue
		}
		for i, to := wordsBy(rest[0].from); i < to; i++ {
			if isExactly(rest, words[i]) {
				places |= bit(at + len(words[i]))
			}
		}
	}
	return places
}

// joined reports whether there is a place in a label that is no hyphen.
//
//go:noinline
func joined(t []element, at int) bool {
	return uint(at) < uint(len(t)) && t[at].from != '-'
}

// mayEnd reports whether a label may end with a word or a number, by its last
// two characters; two or three letters behind a hyphen are one.
func mayEnd(t []element) bool {
	last, before := t[len(t)-1].from, t[len(t)-2].from
	if isDigit(last) || 'a' <= last && last <= 'z' && 'a' <= before && before <= 'z' && wordsLast[last-'a']>>(before-'a')&1 != 0 {
		return true
	}
	return !joined(t, len(t)-3) || !joined(t, len(t)-4)
}

// isExactly reports whether elements begin with the word's own letters.
//
//go:noinline
func isExactly(t []element, word string) bool {
	if len(t) < len(word) {
		return false
	}
	for i := range len(word) {
		if t[i].from != rune(word[i]) {
			return false
		}
	}
	return true
}

// hasLetter reports whether anything but hyphens and digits is there.
//
//go:noinline
func hasLetter(t []element) bool {
	for _, e := range t {
		if e.from != '-' && !isDigit(e.from) {
			return true
		}
	}
	return false
}
