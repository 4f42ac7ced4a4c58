package host

import "unicode/utf8"

// Unicode returns a host with its A-labels shown as U-labels, for people:
// "bücher.example" for "xn--bcher-kva.example". A label that does not decode,
// or decodes to something that no name holds, is left as it is. Who shows the
// result must remember that it can look like another name: see [LookAlike].
func Unicode(host string) string {
	if !hasACE(host) {
		return host
	}
	out := make([]byte, 0, 2*len(host))
	for more := true; more; {
		var label string
		label, host, more = cut(host, '.')
		var buf [maxLabel]rune
		if runes, ok := decodeLabel(buf[:0], lowerASCII(label)); ok {
			for _, r := range runes {
				out = utf8.AppendRune(out, r)
			}
		} else {
			out = append(out, label...)
		}
		if more {
			out = append(out, '.')
		}
	}
	return string(out)
}

// hasACE reports whether a host may have an A-label.
//
//go:noinline
func hasACE(host string) bool {
	for i := 0; i+4 <= len(host); i++ {
		if host[i]|0x20 == 'x' && host[i+1]|0x20 == 'n' && host[i+2] == '-' && host[i+3] == '-' {
			return true
		}
	}
	return false
}

// decodeLabel appends the characters of an A-label. ok is false for what is
// none: other labels, what is no Punycode, or a spelling that no encoder makes.
func decodeLabel(dst []rune, label string) (runes []rune, ok bool) {
	if len(label) > maxLabel || !hasPrefix(label, "xn--") {
		return dst, false
	}
	start := len(dst)
	dst, ok = punyDecode(dst, label[4:])
	if !ok {
		return dst, false
	}
	international := false
	for _, r := range dst[start:] {
		mapped, allowed := mapRune(r)
		if !allowed || mapped != r {
			return dst, false
		}
		international = international || r >= utf8.RuneSelf
	}
	var buf [4 * maxLabel]byte
	again, ok := punyEncode(buf[:0], dst[start:])
	return dst, ok && international && string(again) == label[4:]
}

// toASCII puts a name in lower case, its U-labels as A-labels, or says what is
// wrong with it. Other checks are left to checkName.
func toASCII(name string) (ascii, problem string) {
	out := make([]byte, 0, 2*len(name))
	label := make([]rune, 0, maxLabel)
	international := false
	end := func() bool {
		if !international {
			for _, r := range label {
				out = append(out, byte(r))
			}
			return true
		}
		if len(label) >= 4 && string(label[:4]) == "xn--" {
			return false
		}
		var ok bool
		out, ok = punyEncode(append(out, "xn--"...), label)
		return ok
	}
	for i, r := range name {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(name[i:]); size == 1 {
				return "", "is not UTF-8; expected a name such as www.example.org"
			}
		}
		switch {
		case r == '.', r == '\u3002', r == '\uff0e', r == '\uff61':
			if !end() {
				return "", problemLabel
			}
			out = append(out, '.')
			label, international = label[:0], false
			continue
		case r == '\u00ad', r == '\u200b', r == '\u2060', r == '\ufeff', r >= 0xfe00 && r <= 0xfe0f:
			continue // nothing to see, and browsers drop them
		}
		if 0x300 <= r && r < 0x370 || r == '\u0130' {
			return "", "has a combining accent; expected the composed letter, or the A-label (xn--…)"
		}
		mapped, ok := mapRune(r)
		if !ok {
			return "", "has a character that no host name has: " + quote(string(r)) + "; expected letters, digits, hyphens and dots"
		}
		label = append(label, mapped)
		international = international || mapped >= utf8.RuneSelf
	}
	if !end() {
		return "", problemLabel
	}
	return string(out), ""
}

// problemLabel is what is wrong with "xn--ü".
const problemLabel = "has a label with xn-- and international characters; expected one or the other"

// mapRune returns a character in lower case and half width. ok is false for
// what cannot be part of a name: spaces, controls, marks of direction,
// punctuation, what is private or unassigned for good.
func mapRune(r rune) (mapped rune, ok bool) {
	switch {
	case r < utf8.RuneSelf:
		return lower(r), true // checkName looks at ASCII
	case r < 0xa1,
		r >= 0x2000 && r <= 0x206f && r != 0x200c && r != 0x200d,
		r == 0x1680, r == 0x180e, r == 0x3000,
		r >= 0xd800 && r <= 0xf8ff,
		r >= 0xfe00 && r <= 0xfe0f, r == 0xfeff, r >= 0xfff0 && r <= 0xffff,
		r&0xfffe == 0xfffe, r >= 0xe0000:
		return r, false
	case r >= 0xff01 && r <= 0xff5e:
		mapped, _ = mapRune(r - 0xfee0)
		return mapped, true
	}
	return lower(r), true
}
