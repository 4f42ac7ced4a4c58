package form

import "strings"

// KindOf tells what a field asks for: by its autocomplete tokens, then its type,
// then the words of its name, id, label and placeholder, in this order; the first
// that says something decides, and in one text the longest phrase does.
func KindOf(f *Field) Kind {
	switch f.Type {
	case "hidden":
		return Hidden
	case "checkbox", "radio", "range", "color", "submit", "button", "image", "reset":
		return choice(f)
	case "password":
		if k := ofAutocomplete(f.Autocomplete); k == OneTimeCode || k == CardCode {
			return k
		}
		return Password
	case "file":
		return File
	case "search":
		return Search
	}
	if k := ofAutocomplete(f.Autocomplete); k != Other {
		return k
	}
	switch f.Type {
	case "email":
		return Email
	case "tel":
		// A telephone keyboard is also asked for by codes and card numbers.
		if k := ofWords(f); k != Other {
			return k
		}
		return Telephone
	}
	if f.Control == "select" {
		return choice(f)
	}
	if k := ofWords(f); k != Other {
		return k
	}
	if f.Control == "textarea" {
		return FreeText
	}
	return Other
}

// choice is for controls that choose among given answers: personal only where
// the words say so (sex, a date of birth in three lists).
func choice(f *Field) Kind {
	switch k := ofWords(f); k {
	case Sex, BirthDate, Health, CardExpiry:
		return k
	}
	return Choice
}

func ofWords(f *Field) Kind {
	if k := ofText(f.Name); k != Other {
		return k
	}
	if k := ofText(f.ID); k != Other {
		return k
	}
	if k := ofText(f.Label); k != Other {
		return k
	}
	if k := ofText(f.Placeholder); k != Other {
		return k
	}
	if showsAddress(f.Placeholder) {
		return Email
	}
	return Other
}

// showsAddress reports whether a placeholder is an example of an e-mail address.
func showsAddress(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 && strings.IndexByte(s[at:], '.') > 1
}

// ofAutocomplete reads the autofill detail tokens (HTML, "Autofill detail
// tokens"): the last token that is a field name decides; section-*, shipping,
// billing, home, work and the like, and webauthn, are passed over.
func ofAutocomplete(s string) Kind {
	found := Other
	for start := 0; start < len(s); {
		for start < len(s) && s[start] <= ' ' {
			start++
		}
		end := start
		for end < len(s) && s[end] > ' ' {
			end++
		}
		if k := ofToken(s[start:end]); k != Other {
			found = k
		}
		start = end
	}
	return found
}

func ofToken(t string) Kind {
	var low [24]byte
	if len(t) == 0 || len(t) > len(low) {
		return Other
	}
	for i := 0; i < len(t); i++ {
		low[i] = lower(t[i])
	}
	return tokens.kinds[string(low[:len(t)])]
}

// ofText splits a text into words (at anything but letters and digits, where a
// small letter is followed by a capital, and where a letter is by a digit) and
// looks up runs of up to four words written together, so that "firstName",
// "first_name" and "First name" are one, and "email2" is an e-mail address.
func ofText(s string) Kind {
	if s == "" {
		return Other
	}
	w := words{}
	w.split(s[:min(len(s), maxText)])
	best, bestLen := Other, 0
	for i := 0; i < w.n; i++ {
		begin := int(w.at[i])
		lengths := phrases.lengths[w.text[begin]]
		if lengths == 0 {
			continue
		}
		for j := i + 1; j <= w.n && j <= i+4; j++ {
			n := int(w.at[j]) - begin
			if n > longestPhrase {
				break
			}
			if n <= bestLen || lengths>>n&1 == 0 {
				continue
			}
			if k := phrases.kinds[string(w.text[begin:begin+n])]; k != Other {
				best, bestLen = k, n
			}
		}
	}
	switch {
	case best == notPersonal:
		return Other
	case best == Other && w.n > 0:
		return alone.kinds[string(w.text[:w.at[w.first(digits)]])]
	}
	return best
}

// digits reports whether a word is a number.
func digits(word []byte) bool { return word[0]-'0' < 10 }

// first returns the place of the first word, behind the one at the beginning,
// from which on all are as is says; the number of words where there is none.
func (w *words) first(is func([]byte) bool) int {
	i := w.n
	for i > 1 && is(w.text[w.at[i-1]:w.at[i]]) {
		i--
	}
	return i
}

const (
	maxText  = 256 // of a text, what is looked at
	maxWords = 63
)

// words are the words of a text, in small letters and written together.
type words struct {
	text [maxText]byte
	at   [maxWords + 1]uint16 // where in text word i begins; the last one's end behind it
	n    int
}

func (w *words) split(s string) {
	n := 0
	inWord, wasSmall, wasLetter := false, false, false
	for i := 0; i < len(s) && n < len(w.text); i++ {
		c := s[i]
		if !letterOrDigit(c) {
			// An apostrophe does not end a word: mother's.
			if c != '\'' {
				inWord, wasSmall, wasLetter = false, false, false
			}
			continue
		}
		capital, digit := c-'A' < 26, c-'0' < 10
		if !inWord || wasSmall && capital || wasLetter && digit {
			if w.n == maxWords {
				break
			}
			w.at[w.n] = uint16(n)
			w.n++
			inWord = true
		}
		wasSmall, wasLetter = c-'a' < 26, !digit
		if capital {
			c += 'a' - 'A'
		}
		w.text[n] = c
		n++
	}
	w.at[w.n] = uint16(n)
}

func letterOrDigit(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 32
	}
	return c
}
