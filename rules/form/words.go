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
	n := 0
	inWord, wasSmall, wasLetter := false, false, false
	begun := 0 // behind an article: it stands once
	for i := 0; i < len(s) && i < maxText && w.n < maxWords; {
		c, size := rune(s[i]), 1
		single := false
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[i:])
			if n+size > maxText {
				break
			}
			if !inWord && i >= begun && article(s[i:]) {
				i += len("ال")
				begun = i + 1
				continue
			}
			c = fold(c)
			single = c >= 0x3005 && c < 0xa000 || c >= 0xac00 && c < 0xd7b0
		}
		i += size
		capital, digit := c-'A' < 26 && c >= 'A', c-'0' < 10 && c >= '0'
		small := c-'a' < 26 && c >= 'a'
		switch {
		case c == '\'' || c == dropped:
			continue // An apostrophe does not end a word: mother's.
		case !capital && !digit && !small && c < utf8.RuneSelf:
			inWord, wasSmall, wasLetter = false, false, false
			continue
		}
		if !inWord || single || wasSmall && capital || wasLetter && digit {
			w.at[w.n] = uint16(n)
			w.n++
			inWord = true
		}
		wasSmall, wasLetter = small, !digit
		switch {
		case c == sharpS && n+2 <= maxText:
			n += copy(w.text[n:], "ss")
		case c < utf8.RuneSelf:
			if capital {
				c += 'a' - 'A'
			}
			w.text[n] = byte(c)
			n++
		default:
			n += utf8.EncodeRune(w.text[n:n+size], c)
		}
		if single {
			inWord = false
		}
	}
	w.at[w.n] = uint16(n)
}

// article reports whether a word begins with the Arabic article and goes on.
func article(s string) bool {
	const al = "ال"
	return len(s) > len(al)+4 && s[:len(al)] == al && s[len(al)] >= 0xd8 && s[len(al)+2] >= 0xd8
}
