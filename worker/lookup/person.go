package lookup

import (
	"strings"
	"unicode"

	"github.com/formtrace/formtrace/rules/host"
)

// What stands where an organisation's name belongs is often a person's: alone, in
// another spelling than in the line for the name, behind "c/o", or in front of a
// street. What cannot be told from one is dropped: an organisation that is lost
// is a fact less, a name that stays is somebody's.

// company is the name of the organisation that a text tells, which stands beside
// the name of whoever speaks for it ("" where that is not known); "" is none.
func company(text, name string) string {
	text = strings.Trim(withoutStreet(withoutPerson(oneLine(text), name)), " ,;-")
	return tidy(text)
}

// Behind these words a person is named, or where the post goes.
var careOf = []string{"c/o", "c\\o", "care of", "attn", "attention:", "att:", "z.hd", "z. hd", "z.h.", "z. h.", "fao:", "f.a.o", "inh.", "inhaber", "owner:", "prop.", "proprietor"}

// Behind these a person's organisation is named.
var tradingAs = []string{"t/a", "trading as", "d/b/a", "dba", "d.b.a.", "doing business as"}

// withoutPerson takes from an organisation's name what names a person beside it.
func withoutPerson(text, name string) string {
	if i, _ := findWord(text, careOf); i >= 0 {
		text = text[:i]
	}
	if i, n := findWord(text, tradingAs); i > 0 && !isOrganisation(text[:i]) {
		text = text[i+n:]
	}
	if len(untitled(tidy(name))) < 2 {
		return text
	}
	for _, cut := range []string{"(", ",", ";", "/", " - ", "|"} {
		before, after, ok := strings.Cut(text, cut)
		switch {
		case !ok:
		case isOrganisation(before) && sameName(strings.Trim(after, " )"), name):
			text = before
		case cut != "(" && len(untitled(before)) > 1 && sameName(before, name):
			text = after
		}
	}
	return text
}

// findWord returns where the first of some words stands in a text, not within
// another word, and how long it is; -1 is nowhere.
func findWord(text string, words []string) (at, length int) {
	at = -1
	lower := asciiLower(text)
	for _, w := range words {
		for from := 0; ; {
			i := strings.Index(lower[from:], w)
			if i < 0 {
				break
			}
			i += from
			from = i + 1
			end := i + len(w)
			if i > 0 && isLetter(lower[i-1]) || end < len(lower) && isLetter(lower[end]) && isLetter(w[len(w)-1]) {
				continue
			}
			if at < 0 || i < at {
				at, length = i, len(w)
			}
			break
		}
	}
	return at, length
}

// isLetter reports whether a byte is a letter, or part of one beyond ASCII.
func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || c >= 0x80 }

// asciiLower is strings.ToLower for ASCII: every byte stays where it is.
func asciiLower(text string) string {
	b := []byte(text)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// withoutStreet takes an address away that follows an organisation's name: from
// the first part behind a comma that has a figure or a word that streets are named
// with. A name that has both in itself is none.
func withoutStreet(text string) string {
	parts := strings.Split(text, ",")
	for i, part := range parts {
		figure, street := strings.ContainsFunc(part, unicode.IsDigit), namesStreet(part)
		if i > 0 && (figure || street) || figure && street {
			parts = parts[:i]
			break
		}
	}
	return strings.Join(parts, ",")
}

var streetWords = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq("street st road rd avenue ave lane ln drive dr boulevard blvd square sq close court crescent terrace way place floor suite apartment apt flat box postfach " +
		"strasse straße str gasse weg platz allee rue chemin via viale piazza calle avenida rua ulica ul laan straat plein gade vej gatan vägen") {
		out[w] = true
	}
	return out
}()

// namesStreet reports whether a text has a word that streets are named with.
func namesStreet(text string) bool {
	for _, w := range nameWords(text) {
		if streetWords[w] {
			return true
		}
		for _, end := range []string{"strasse", "straße", "str", "gasse", "platz", "straat", "laan", "gatan"} {
			if len(w) > len(end)+2 && strings.HasSuffix(w, end) {
				return true
			}
		}
	}
	return false
}

// nameWords are the words of a name, in lower case.
func nameWords(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' })
}

// sameName reports whether two names may be one person's: every word of the
// shorter is in the other, as it is or by its first letter, titles aside.
func sameName(a, b string) bool {
	short, long := untitled(a), untitled(b)
	if len(short) > len(long) {
		short, long = long, short
	}
	for _, w := range short {
		found := false
		for i, other := range long {
			if sameWord(w, other) || sameWord(other, w) {
				long = append(append([]string{}, long[:i]...), long[i+1:]...)
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return len(short) > 0 || sameText(a, b)
}

// untitled are the words of a name but for titles.
func untitled(name string) (out []string) {
	for _, w := range nameWords(name) {
		switch w {
		case "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "herr", "frau", "jr", "sr", "ing", "mme", "mlle", "and":
		default:
			out = append(out, w)
		}
	}
	return out
}

// sameWord reports whether two words of names are one: an initial is what it
// begins, and a letter beyond ASCII any one or two letters, as in Müller and
// Mueller.
func sameWord(a, b string) bool {
	if len(a) == 1 && b != "" {
		return a[0] == b[0]
	}
	return matches([]rune(a), []rune(b))
}

// matches compares words in which only letters beyond ASCII may differ.
func matches(a, b []rune) bool {
	for i, r := range a {
		if i < len(b) && r == b[i] {
			continue
		}
		if r < unicode.MaxASCII {
			return i < len(b) && b[i] > unicode.MaxASCII && matches(b[i:], a[i:])
		}
		for n := 1; n <= 2; n++ {
			if len(b) >= i+n && isASCII(b[i:i+n]) && matches(a[i+1:], b[i+n:]) {
				return true
			}
		}
		return false
	}
	return len(a) == len(b)
}

func isASCII(text []rune) bool {
	for _, r := range text {
		if r > unicode.MaxASCII {
			return false
		}
	}
	return true
}

// alone reports whether a name without another beside it is an organisation's
// all the same: it is one word, of a script that has spaces between words, and
// reads neither like the name of an account nor like a person's with a dot in it.
func alone(organisation string) bool {
	for _, r := range organisation {
		if r == ' ' || r == '_' || r == '.' && !isDomain(organisation) || unspaced(r) {
			return false
		}
	}
	return true
}

// isDomain reports whether a text is a name under a public suffix of ICANN's, as
// some organisations are called.
func isDomain(text string) bool {
	name, err := host.Normalise(strings.TrimSuffix(text, "."))
	if err != nil || !strings.Contains(name, ".") {
		return false
	}
	_, icann := host.Suffix(name)
	return icann
}

// unspaced reports whether a letter belongs to a script that has no spaces between
// words, or (Korean) none within a person's name.
func unspaced(r rune) bool {
	switch {
	case r < 0x0e00:
		return false
	case r < 0x1200: // Thai, Lao, Tibetan, Myanmar, Georgian, Hangul's letters
		return true
	case 0x1780 <= r && r < 0x1800: // Khmer
		return true
	}
	return 0x2e80 <= r && r < 0xa000 || 0xac00 <= r && r < 0xd7b0 || 0xf900 <= r && r < 0xfb00 || r >= 0x20000
}

// roleWords are what stands in the line for a name where nobody is named.
var roleWords = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq("admin administrator administration hostmaster host master webmaster postmaster domain domains name names dns noc manager management " +
		"technical tech legal department dept team it support service services owner registrant registry registration contact billing info office corporate ip web account accounts") {
		out[w] = true
	}
	return out
}()

// isRole reports whether a name is that of a function, and nobody's.
func isRole(name string) bool {
	words := nameWords(name)
	for _, w := range words {
		if !roleWords[w] {
			return false
		}
	}
	return len(words) > 0
}

// otherScript reports whether two names are in different scripts, so that nobody
// can tell whether one is the other.
func otherScript(a, b string) bool { return hasASCII(a) != hasASCII(b) }

func hasASCII(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' })
}
