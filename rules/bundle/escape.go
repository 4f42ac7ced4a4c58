package bundle

import "unicode/utf8"

const hex = "0123456789abcdef"

// AppendEscaped appends s as it stands within a JSON string (RFC 8259); what is
// not UTF-8 becomes U+FFFD. It looks at eight bytes at once and copies them if
// they stand as they are: in WebAssembly a turn of a loop and a call are dear.
func AppendEscaped(dst []byte, s string) []byte {
	n := len(dst)
	if len(s) > cap(dst)-n {
		return appendUnusual(dst, s)
	}
	out := dst[: n+len(s) : cap(dst)]
	if len(s) >= 8 {
		from := s
		for to := out[n:]; len(from) > 8 && len(to) > 8; to, from = to[8:], from[8:] {
			x := u64(from)
			if hasUnusual(x) {
				return appendUnusual(out[:len(out)-len(from)], from)
			}
			putU64(to, x)
		}
		x := u64(s[len(s)-8:]) // the last eight, of which some may have been copied
		if hasUnusual(x) {
			return appendUnusual(out[:len(out)-len(from)], from)
		}
		putU64(out[len(out)-8:], x)
		return out
	}
	if len(s) >= 4 {
		first, last := u32(s), u32(s[len(s)-4:])
		if hasUnusual(uint64(first) | uint64(last)<<32) {
			return appendUnusual(dst, s)
		}
		putU32(out[n:], first)
		putU32(out[len(out)-4:], last)
		return out
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return appendUnusual(dst, s)
		}
		out[n+i] = c
	}
	return out
}

// mostByEights is the length from which on a copy by memory.copy is the faster one.
const mostByEights = 96

// AppendText is append, faster for short texts: in WebAssembly a copy of memory is
// a call out of it.
func AppendText(dst []byte, s string) []byte {
	n := len(dst)
	if len(s) < 4 || len(s) > mostByEights || len(s) > cap(dst)-n {
		return append(dst, s...)
	}
	out := dst[: n+len(s) : cap(dst)]
	if len(s) < 8 {
		putU32(out[n:], u32(s))
		putU32(out[len(out)-4:], u32(s[len(s)-4:]))
		return out
	}
	from := s
	for to := out[n:]; len(from) > 8 && len(to) > 8; to, from = to[8:], from[8:] {
		putU64(to, u64(from))
	}
	putU64(out[len(out)-8:], u64(s[len(s)-8:])) // of which some may have been copied
	return out
}

// The compiler makes one store of each.

func putU32(b []byte, x uint32) {
	_ = b[3]
	b[0], b[1], b[2], b[3] = byte(x), byte(x>>8), byte(x>>16), byte(x>>24)
}

func putU64(b []byte, x uint64) {
	_ = b[7]
	b[0], b[1], b[2], b[3] = byte(x), byte(x>>8), byte(x>>16), byte(x>>24)
	b[4], b[5], b[6], b[7] = byte(x>>32), byte(x>>40), byte(x>>48), byte(x>>56)
}

const (
	ones  = 0x0101010101010101 // a one in each byte
	highs = 0x80 * ones        // the highest bit of each byte
)

// hasUnusual reports whether one of eight bytes is a control character, a
// quotation mark, a backslash or not ASCII. Taking away what a byte must not be
// below sets its highest bit; where that borrows from the byte above, the lower
// one has set its own.
func hasUnusual(x uint64) bool {
	quote, backslash := x^'"'*ones, x^'\\'*ones
	return (x|(x-' '*ones)|(quote-ones)|(backslash-ones))&highs != 0
}

func appendUnusual(dst []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				dst = append(append(dst, s[start:i]...), "\uFFFD"...)
				start = i + 1
			}
			i += n
			continue
		}
		if c < ' ' || c == '"' || c == '\\' {
			dst = append(dst, s[start:i]...)
			if c < ' ' {
				dst = append(append(dst, `\u00`...), hex[c>>4], hex[c&15])
			} else {
				dst = append(dst, '\\', c)
			}
			start = i + 1
		}
		i++
	}
	return append(dst, s[start:]...)
}
