package host

import "unicode/utf8"

// wordLike finds the parts of a label, between hyphens, that are words but for
// stand-ins. It returns the label that is imitated.
func wordLike(label *line) (imitated, how string, ok bool) {
	if !label.digits && !label.other && !label.hasPair() {
		return "", "", false // nothing stands for anything
	}
	t := label.elements()
	var letters [maxElements]rune
	for start := 0; start <= len(t) && !ok; {
		end := tokenEnd(t, start)
		n, _ := tokenLike(t[start:end], &letters)
		ok, start = n > 0, end+1
	}
	if !ok {
		return "", "", false
	}
	var out []byte
	for start := 0; start <= len(t); {
		end := tokenEnd(t, start)
		if n, by := tokenLike(t[start:end], &letters); n > 0 {
			if how != byConfusables {
				how = by
			}
			for _, r := range letters[:n] {
				out = utf8.AppendRune(out, r)
			}
		} else {
			for _, e := range t[start:end] {
				out = utf8.AppendRune(out, e.fold)
			}
		}
		if end < len(t) {
			out = utf8.AppendRune(out, t[end].from)
		}
		start = end + 1
	}
	return string(out), how, true
}

// tokenEnd returns where the part that begins at start ends: at a hyphen.
func tokenEnd(t []element, start int) int {
	for start < len(t) && t[start].from != '-' && t[start].from != '_' {
		start++
	}
	return start
}

// tokenLike reads a part of a label as words with stand-ins. It writes the
// letters imitated into out and returns how many, 0 when there are no words.
func tokenLike(t []element, out *[maxElements]rune) (n int, how string) {
	digits, letters, others, pairs := false, false, false, false
	for i, e := range t {
		digits = digits || isDigit(e.from)
		letters = letters || !isDigit(e.from)
		others = others || e.fold != e.from
		pairs = pairs || i > 0 && (t[i-1].fold == 'r' && e.fold == 'n' || t[i-1].fold == 'v' && e.fold == 'v')
	}
	if !letters || !(digits || others || pairs) || len(t) > maxLabel || digits && isNumbered(t) {
		return 0, ""
	}
	if (digits || others) && readWords(t, out[:]) {
		if others {
			return len(t), byConfusables
		}
		return len(t), byDigits
	}
	if pairs && !isWords(t, true, nil) {
		var l line
		for _, e := range t {
			l.put(e)
		}
		if l.pair(); isWords(l.elements(), false, out[:]) {
			return l.n, byConfusables
		}
	}
	return 0, ""
}

// readWords reads elements as words with stand-ins, or finds a longer word
// inside, and writes what is read into out. A number before or after the words
// is left as it is.
func readWords(t []element, out []rune) bool {
	for i, e := range t {
		out[i] = e.fold
	}
	lead, trail := 0, 0
	for lead < len(t) && isDigit(t[lead].from) {
		lead++
	}
	for trail < len(t)-lead && isDigit(t[len(t)-1-trail].from) {
		trail++
	}
	for _, cut := range [4][2]int{{0, 0}, {0, trail}, {lead, 0}, {lead, trail}} {
		core := t[cut[0] : len(t)-cut[1]]
		if hasStandIn(core) && isWords(core, false, out[cut[0]:]) {
			return true
		}
		if lead == 0 && cut[1] == trail {
			break // the others are the same
		}
	}
	found := false
	for at := 0; at+minInside <= len(t); at++ {
		if t[at].from != t[at].fold || noWord(t[at].from, t[at+1:]) {
			continue
		}
		for i, to := wordsBy(t[at].from); i < to; i++ {
			word := words[i]
			if len(word) < minInside {
				continue
			}
			standIns, ok := wordAt(t[at:], word)
			if ok && standIns > 0 && t[at+len(word)-1].from == rune(word[len(word)-1]) {
				for j := range len(word) {
					out[at+j] = rune(word[j])
				}
				found = true
			}
		}
	}
	return found
}

// hasStandIn reports whether anything in the elements can stand for a letter.
func hasStandIn(t []element) bool {
	for _, e := range t {
		if isDigit(e.from) || e.fold != e.from {
			return true
		}
	}
	return false
}
