package host

import "unsafe"

// The fewest letters of a name that is looked for beside words, with a hyphen
// between and without.
const (
	minPart   = 4
	minJoined = 5
)

// short are the words of two or three letters that count as added only between
// hyphens: paypal-uk. Each takes three bytes.
const short = "appbizco comde es eu fr go govid io it my netnl orgpl thetv uk us www"

// added looks for the page's own name, or a protected one, that is a part of
// the target's label, with nothing but words and numbers before and after it:
// paypal-login, securepaypal, paypa1-account.
func (s *search) added(page *Parsed) (name, how string, ok bool) {
	t := s.plain.elements()
	if len(t) >= 64 || len(t) < minJoined+2 {
		return "", "", false
	}
	heads := reached(t, 0)
	tails := uint64(1) << len(t)
	if mayEnd(t) {
		for to := len(t) - 1; to >= minPart; to-- {
			tails |= reached(t, to) >> len(t) & 1 << to
		}
	}
	if heads == 1 && tails == 1<<len(t) {
		return "", "", false
	}
	for from := range t {
		if heads>>from&1 == 0 || t[from].from == '-' {
			continue
		}
		for to := len(t); to >= from+minPart; to-- {
			if tails>>to&1 == 0 || t[to-1].from == '-' || !hasLetter(t[:from]) && !hasLetter(t[to:]) {
				continue
			}
			if to-from < minJoined && (from > 0 && t[from-1].from != '-' || to < len(t) && t[to].from != '-') {
				continue
			}
			if name, how, ok = s.partOf(t[from:to], page); ok {
				return name, how, true
			}
		}
	}
	return "", "", false
}

// partOf compares a part of the target's label with the names.
func (s *search) partOf(t []element, page *Parsed) (name, how string, ok bool) {
	if isWords(t, true, nil) {
		return "", "", false
	}
	s.part.n = copy(s.part.all[:], t)
	s.part.pair()
	if page.Registrable() {
		if how, ok = s.standsIn(page.Site); ok {
			return page.Site, how, true
		}
	}
	if s.near == nil {
		return "", "", false
	}
	key := s.partKey()
	for n := range maxStored {
		if name, ok = s.near(key, n); !ok {
			break
		}
		if how, ok = s.standsIn(name); ok {
			return name, how, true
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
		if s.near != nil {
			s.part.read(label)
			s.part.pair()
			key := s.partKey()
			for n := range maxStored {
				if name, ok = s.near(key, n); !ok {
					break
				}
				if _, suffix, _ := cut(name, '.'); isFirst(after, suffix) {
					if _, ok = s.standsIn(name); ok {
						return name, label, true
					}
				}
			}
		}
		at += len(label) + 1
	}
	return "", "", false
}

// isFirst reports whether labels begin with those of another name.
func isFirst(labels, name string) bool {
	return hasPrefix(labels, name) && (len(labels) == len(name) || labels[len(name)] == '.')
}

// isName reports whether the target's label is long enough, and no common word,
// so that the same label elsewhere is likely to mean the same.
func (s *search) isName() bool {
	return s.plain.n >= minPart && !isWords(s.plain.elements(), true, nil)
}

// reached returns the places up to which the label is words, numbers and hyphens
// from a place on, a bit for each; that place is always one.
func reached(t []element, from int) (places uint64) {
	places = 1 << from
	for at := from; at < len(t); at++ {
		if places>>at&1 == 0 {
			continue
		}
		if t[at].from == '-' || isDigit(t[at].from) {
			places |= 2 << at
			continue
		}
		end := at
		for end < len(t) && t[end].from != '-' {
			end++
		}
		if isShort(t, at, end) {
			places |= 1 << end
		}
		if noWord(t[at].from, t[at+1:]) {
			continue
		}
		for i, to := wordsBy(t[at].from); i < to; i++ {
			if isExactly(t[at:], words[i]) {
				places |= 1 << (at + len(words[i]))
			}
		}
	}
	return places
}

// mayEnd reports whether a label may end with a word or a number, by its last
// two characters; of the short words it says so where there is a hyphen.
func mayEnd(t []element) bool {
	last, before := t[len(t)-1].from, t[len(t)-2].from
	if isDigit(last) || 'a' <= last && last <= 'z' && 'a' <= before && before <= 'z' && wordsLast[last-'a']>>(before-'a')&1 != 0 {
		return true
	}
	return t[len(t)-3].from == '-' || t[len(t)-4].from == '-'
}

// isExactly reports whether elements begin with the word's own letters.
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

// isShort reports whether elements between two hyphens are one of the short words.
func isShort(t []element, from, to int) bool {
	if n := to - from; n < 2 || n > 3 || from > 0 && t[from-1].from != '-' || to < len(t) && t[to].from != '-' {
		return false
	}
	for at := 0; at+3 <= len(short); at += 3 {
		if isExactly(t[from:to], trimEnd(short[at:at+3], ' ')) && (to-from == 2) == (short[at+2] == ' ') {
			return true
		}
	}
	return false
}

// hasLetter reports whether anything but hyphens and digits is there.
func hasLetter(t []element) bool {
	for _, e := range t {
		if e.from != '-' && !isDigit(e.from) {
			return true
		}
	}
	return false
}
