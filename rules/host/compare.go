package host

// The answers of Likeness.How.
const (
	byDigits      = "digits"
	byConfusables = "confusables"
	byEdit        = "edit"
	byAdded       = "added"
	byEmbedded    = "embedded"
	bySuffix      = "suffix"
)

// match tells how an element of a target's label stands for one of a name's.
type match uint8

const (
	differs match = iota
	same
	digit      // a digit in the place of a letter
	confusable // a character in the place of one that it looks like
)

// matches tells how t, of the target, stands for n, of the name imitated. A
// letter in the place of a digit, and an ASCII letter in the place of an
// international one, is a difference: a plain spelling imitates nothing.
func matches(t, n element) match {
	switch {
	case t == n:
		return same
	case t.from == 0: // rn for m
		if t.fold == n.fold && n.from == n.fold {
			return confusable
		}
	case n.from == 0: // m for rn
		if t.fold == n.fold {
			return confusable
		}
	case isASCII(t.from):
		if isASCII(n.from) && standsFor(t.from, n.fold) {
			return digit
		}
	case t.fold == n.fold, standsFor(t.fold, n.fold), coarse(t.fold) == coarse(n.fold) && isASCII(t.fold) && !isDigit(n.fold):
		return confusable
	}
	return differs
}

// imitates tells how a target's label imitates a name's, both with pairs made
// one. own is for the page's own name, whose owner has other names like it.
func imitates(target, name *line, own bool) (how string, ok bool) {
	t, n := target.elements(), name.elements()
	var digits, confusables int
	count := func(m match) {
		switch m {
		case digit:
			digits++
		case confusable:
			confusables++
		}
	}
	head := 0
	for head < len(t) && head < len(n) {
		m := matches(t[head], n[head])
		if m == differs {
			break
		}
		count(m)
		head++
	}
	if head == len(t) && head == len(n) {
		switch {
		case confusables > 0:
			return byConfusables, confusableCounts(t, n, own)
		case digits > 0:
			return byDigits, digitsCount(t, n, digits, own)
		}
		return "", false
	}
	tail := 0
	for tail < len(t)-head && tail < len(n)-head && matches(t[len(t)-1-tail], n[len(n)-1-tail]) != differs {
		tail++
	}
	return byEdit, edited(t, n, head, tail, own)
}

// confusableCounts reports whether confusable characters make a look-alike:
// not in very short names, and plain ASCII pairs only in longer ones.
func confusableCounts(t, n []element, own bool) bool {
	least, letters := 3, len(n)
	for i := range t {
		if n[i].from == 0 && (n[i].fold == 'd' || !own) {
			letters++ // a pair is two; but comer and corner are words
		}
		if t[i].from == 0 && n[i].from != 0 {
			least = max(least, 4)
		}
		if t[i].from != 0 && n[i].from == 0 && isASCII(t[i].from) {
			least = minEdit // close and dose are words
		}
		if t[i].fold == 'd' && t[i].from != n[i].from {
			least = max(least, 5)
		}
	}
	return letters >= least
}

// digitsCount reports whether digits in the place of letters make a look-alike
// of the whole name: where there are letters enough, and where the digits are
// not simply numbers before, between or after words, as in web1.
func digitsCount(t, n []element, digits int, own bool) bool {
	last := len(t) - 1
	switch {
	case len(t) < 3, len(t) < 5 && 2*digits > len(t), 4*digits > 3*len(t):
		return false
	case len(t) == 3 && digits == 1 && matches(t[1], n[1]) != digit:
		return false
	case (own || len(t) < minEdit) && digits == 1 && t[last].from == '5' && n[last].from == 's' && n[last-1].from != 's':
		return false // hotel5 is one of some hotels
	}
	return !isNumbered(t)
}

// edited reports whether what lies between the first head and the last tail
// elements is one edit of a long name, and not a difference that names of one
// owner have: a number, a hyphen, a plural.
func edited(t, n []element, head, tail int, own bool) bool {
	letters := 0
	for _, e := range n {
		if e.fold != '-' && !isDigit(e.from) {
			letters++
		}
	}
	if letters < minEdit || len(t) < minEdit-1 || head == 0 && letters < minEdit+2 {
		return false
	}
	was, is := n[head:len(n)-tail], t[head:len(t)-tail]
	switch {
	case len(was) == 2 && len(is) == 2:
		return was[0] == is[1] && was[1] == is[0] && !isDigit(was[0].from) && !isDigit(was[1].from)
	case len(was) > 1 || len(is) > 1:
		return false
	}
	var left, put element // left out of the name, put into it
	if len(was) == 1 {
		left = was[0]
	}
	if len(is) == 1 {
		put = is[0]
	}
	replaced := len(was) == 1 && len(is) == 1
	switch {
	case !isASCII(left.from):
		return false // münchen and munchen are one town
	case !own && replaced && isDigit(put.from) && !isDigit(left.from):
		return head == 0 || !isDigit(t[head-1].from) // natwes4 has no number behind a name
	case isDigit(left.from) || isDigit(put.from):
		return !atNumber(t, head, tail) && !atNumber(n, head, tail) && !(isDigit(left.from) && isDigit(put.from))
	case !own:
		return true
	case replaced && tail < minEdit+1 && isStart(n, head):
		return false // thegoat and theboat
	case left.from == '-' || put.from == '-':
		return replaced
	case left.from == 's' && put.from == 'z', left.from == 'z' && put.from == 's':
		return false // organise and organize
	}
	return replaced || tail > 0 || left.from != 's' && put.from != 's'
}

// atNumber reports whether the place of an edit is at an end of the label, or
// beside another digit or a hyphen: where numbers stand in names.
func atNumber(e []element, head, tail int) bool {
	if head == 0 || tail == 0 {
		return true
	}
	before, after := e[head-1].from, e[len(e)-tail].from
	return isDigit(before) || before == '-' || isDigit(after) || after == '-'
}

// isStart reports whether a word of a name seems to begin at a place: behind a
// hyphen, or behind the article.
func isStart(n []element, at int) bool {
	return at > 0 && n[at-1].from == '-' || at == 3 && n[0].from == 't' && n[1].from == 'h' && n[2].from == 'e'
}
