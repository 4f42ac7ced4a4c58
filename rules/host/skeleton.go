package host

import "unicode/utf8"

// element is a character of a label, with what it looks like.
type element struct {
	fold rune // what it looks like: confusables folded, digits not yet
	from rune // what it is; 0 for two letters that look like one (rn, vv)
}

// maxElements bounds a label whose characters have been folded; a longer one is cut.
const maxElements = 2 * maxLabel

// line is a label ready to be compared.
type line struct {
	all    [maxElements]element
	n      int
	digits bool // some character is an ASCII digit
	other  bool // some character is not ASCII
}

// elements returns the part that is used.
func (l *line) elements() []element { return l.all[:l.n] }

// copy makes the line that of another label.
func (l *line) copy(from *line) {
	l.n, l.digits, l.other = copy(l.all[:], from.elements()), from.digits, from.other
}

// read fills the line with a label: a U-label, an A-label or plain ASCII.
func (l *line) read(label string) {
	l.n, l.digits, l.other = 0, false, false
	if len(label) >= 4 && label[0]|0x20 == 'x' && hasACE(label[:4]) {
		var buf [maxLabel]rune
		if runes, ok := decodeLabel(buf[:0], lowerASCII(label)); ok {
			for _, r := range runes {
				l.add(r)
			}
			return
		}
	}
	for i := 0; i < len(label) && i < len(l.all); i++ {
		b := label[i]
		if b >= utf8.RuneSelf {
			for _, r := range label[i:] {
				l.add(r)
			}
			return
		}
		if b-'A' < 26 {
			b += 'a' - 'A'
		}
		l.digits = l.digits || b-'0' < 10
		l.all[i] = element{rune(b), rune(b)}
		l.n = i + 1
	}
}

// add appends a character, folded.
func (l *line) add(r rune) {
	r, _ = mapRune(r)
	l.digits = l.digits || isDigit(r)
	if isASCII(r) {
		l.put(element{r, r})
		return
	}
	l.other = true
	fold := foldConfusable(r)
	if fold == "" {
		l.put(element{r, r})
	}
	for _, f := range fold {
		l.put(element{f, r})
	}
}

// put appends an element, if there is room.
//
//go:noinline
func (l *line) put(e element) {
	if l.n < len(l.all) {
		l.all[l.n] = e
		l.n++
	}
}

// pair makes one of the pairs of letters that look like one: rn is m, vv is w,
// cl is d.
func (l *line) pair() {
	if !l.hasPair() {
		return
	}
	n := 0
	for i := 0; i < l.n; i++ {
		e := l.all[i]
		if i+1 < l.n {
			switch next := l.all[i+1].fold; {
			case e.fold == 'r' && next == 'n':
				e = element{fold: 'm'}
				i++
			case e.fold == 'v' && next == 'v':
				e = element{fold: 'w'}
				i++
			case e.fold == 'c' && next == 'l':
				e = element{fold: 'd'}
				i++
			}
		}
		l.all[n] = e
		n++
	}
	l.n = n
}

// hasPair reports whether two letters look like one.
//
//go:noinline
func (l *line) hasPair() bool {
	before := rune(0)
	for _, e := range l.elements() {
		if before == 'r' && e.fold == 'n' || before == 'v' && e.fold == 'v' || before == 'c' && e.fold == 'l' {
			return true
		}
		before = e.fold
	}
	return false
}

// Skeleton returns the form in which labels that look alike are equal: digits
// as the letters they stand for, i as l, confusable characters as what they
// look like, rn as m, vv as w, cl as d. It takes an A-label, a U-label or plain ASCII.
// Skeletons are for looking up, not for people, and more is equal in them than
// is a look-alike: [LookAlike] looks again.
func Skeleton(label string) string {
	if isSkeleton(label) {
		return label
	}
	var l line
	l.read(label)
	l.pair()
	return string(l.appendSkeleton(nil))
}

// appendSkeleton appends the [Skeleton] of a line whose pairs are made one.
func (l *line) appendSkeleton(dst []byte) []byte {
	for _, e := range l.elements() {
		dst = utf8.AppendRune(dst, coarse(e.fold))
	}
	return dst
}

// isSkeleton reports whether a label is its own skeleton, by a quick look.
func isSkeleton(label string) bool {
	before := byte(0)
	for i := 0; i < len(label); i++ {
		b := label[i]
		if b != '-' && (b < 'a' || b > 'z') || b == 'i' || b == 'n' && before == 'r' || b == 'v' && before == 'v' || b == 'l' && before == 'c' {
			return false
		}
		before = b
	}
	return !hasPrefix(label, "xn--")
}

// minEdit is the number of letters from which on a name has neighbours.
const minEdit = 6

// Keys returns the keys under which a protected name is stored so that what
// imitates it is found with a few exact look-ups, for the label of its
// registrable domain: its skeleton and, when that has six letters or more, every
// form of it with one character left out; for a label with pairs that look like
// one letter (rn), the same again without making them one.
//
// A bundle's compiler stores, for each protected registrable domain, the name
// under each key: pairs of key and name in the order of the keys, searched in
// place. Two names one edit apart then share a key, whether a letter was added,
// left out, replaced, or swapped with the next. [LookAlike] asks for one key
// more than the label has characters.
func Keys(label string) []string {
	var l line
	l.read(label)
	keys := shortened(string(l.appendSkeleton(nil)))
	if l.hasPair() {
		keys = append(shortened(Skeleton(label)), keys...)
	}
	return keys
}

// CommonKey returns the one key under which a protected name is stored that is a
// common word, or close to another name that is as well known: digits and
// characters imitate it, and a longer name begins with it; an edit, a word beside
// it, or the same label under another suffix is somebody else's.
func CommonKey(label string) string { return string(commonMark) + Skeleton(label) }

// commonMark is no character of a label.
const commonMark = '='

// shortened returns a skeleton and, when it is long enough, its forms with one
// character left out.
func shortened(skeleton string) []string {
	keys := []string{skeleton}
	if countLetters(skeleton) < minEdit {
		return keys
	}
	before := rune(-1)
	for i, r := range skeleton {
		if r != before { // of two equal characters, either gives the same key
			keys = append(keys, skeleton[:i]+skeleton[i+utf8.RuneLen(r):])
		}
		before = r
	}
	return keys
}

// countLetters counts the characters of a skeleton other than hyphens.
//
//go:noinline
func countLetters(skeleton string) int {
	n := 0
	for _, r := range skeleton {
		if r != '-' {
			n++
		}
	}
	return n
}
