package form

import "unicode/utf8"

const (
	maxText  = 256 // bytes of a text that are looked at
	maxWords = 95
)

// words are the words of a text, folded and written together.
type words struct {
	text [maxText]byte
	at   [maxWords + 1]uint16 // where in text word i begins; the last one's end behind it
	n    int
}

// split cuts a text into words: at anything but letters and digits, where a small
// letter is followed by a capital, and where a letter is by a digit. Where a
// script puts no space between words, each character is one. The Arabic article
// is left out.
func (w *words) split(s string) {
	s = s[:min(len(s), maxText)] // nothing gets longer by being folded
	w.n = 0
	n, behind := 0, 0
	inWord, wasSmall, wasLetter := false, false, false
	for i := 0; i < len(s) && w.n < maxWords; {
		c, size := s[i], 1
		if c >= utf8.RuneSelf {
			var r rune
			if !inWord && i >= behind && article(s[i:]) {
				i += len("ال")
				behind = i + 1 // it stands once
			}
			r, size = utf8.DecodeRuneInString(s[i:])
			r = fold(r)
			if r == dropped {
				i += size
				continue
			}
			if r >= utf8.RuneSelf {
				i += size
				single := r >= 0x3005 && r < 0xa000 || r >= 0xac00 && r < 0xd7b0
				if !inWord || single {
					w.at[w.n] = uint16(n)
					w.n++
				}
				inWord, wasSmall, wasLetter = !single, false, true
				if r == sharpS {
					n += copy(w.text[n:], "ss")
				} else {
					n += utf8.EncodeRune(w.text[n:n+size], r)
				}
				continue
			}
			c = byte(r)
		}
		i += size
		capital, digit := c-'A' < 26, c-'0' < 10
		small := c-'a' < 26
		if !small && !capital && !digit {
			// An apostrophe does not end a word: mother's.
			if c != '\'' {
				inWord, wasSmall, wasLetter = false, false, false
			}
			continue
		}
		if !inWord || wasSmall && capital || wasLetter && digit {
			w.at[w.n] = uint16(n)
			w.n++
			inWord = true
		}
		wasSmall, wasLetter = small, !digit
		if capital {
			c += 'a' - 'A'
		}
		w.text[n] = c
		n++
	}
	w.at[w.n] = uint16(n)
}

// article reports whether a word begins with the Arabic article and goes on.
func article(s string) bool {
	const al = "ال"
	return len(s) > len(al)+4 && s[:len(al)] == al && s[len(al)] >= 0xd8 && s[len(al)+2] >= 0xd8
}
