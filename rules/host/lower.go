package host

import "unicode/utf8"

// lower returns the small letter of a capital, and other characters as they
// are. It is unicode.ToLower, whose tables are large for what is needed here.
//
// lowerTable is runs of capitals that are all as far from their small letters.
// A run is three varints: the distance from the last capital of the run
// before; the number of capitals less one, doubled, plus one when every second
// character is one; and how far the small letters are, with the sign last.
func lower(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	last := rune(utf8.RuneSelf)
	for at := 0; at < len(lowerTable); {
		var distance, count, to rune
		distance, at = varint(lowerTable, at)
		count, at = varint(lowerTable, at)
		to, at = varint(lowerTable, at)
		first := last + distance
		if r < first {
			return r
		}
		step := 1 + count&1
		last = first + count>>1*step
		if r <= last {
			if (r-first)%step != 0 {
				return r
			}
			return r + (to>>1 ^ -(to & 1))
		}
	}
	return r
}

// varint reads a varint of a table and returns what comes after it.
func varint(table string, at int) (value rune, next int) {
	for shift := 0; ; shift += 7 {
		b := table[at]
		at++
		value |= rune(b&0x7f) << shift
		if b < 0x80 {
			return value, at
		}
	}
}

// lowerASCII returns text with ASCII capitals as small letters; it allocates
// only where there are any.
func lowerASCII(text string) string {
	for i := 0; i < len(text); i++ {
		if 'A' <= text[i] && text[i] <= 'Z' {
			out := []byte(text)
			for ; i < len(out); i++ {
				if 'A' <= out[i] && out[i] <= 'Z' {
					out[i] += 'a' - 'A'
				}
			}
			return string(out)
		}
	}
	return text
}
