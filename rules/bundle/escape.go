package bundle

import "unicode/utf8"

const hex = "0123456789abcdef"

// AppendEscaped appends s as it stands within a JSON string (RFC 8259); what is
// not UTF-8 becomes U+FFFD.
func AppendEscaped(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return appendUnusual(append(dst, s[:i]...), s[i:])
		}
	}
	return append(dst, s...)
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
