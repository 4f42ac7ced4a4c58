package host

// endsInNumber is the URL Standard's "ends in a number": browsers take such a
// host for an IPv4 address or refuse it.
func endsInNumber(name string) bool {
	last := name[1+lastIndexByte(name, '.'):]
	if last != "" && isDigits(last) {
		return true
	}
	if !hasPrefix(last, "0x") {
		return false
	}
	_, ok := parseNumber(last)
	return ok
}

// parseV4 reads an IPv4 address as browsers do: one to four decimal, octal
// (0…) or hexadecimal (0x…) numbers, the last of which fills what is left.
func parseV4(name string) (v4 uint32, ok bool) {
	value := uint64(0)
	for parts := 0; ; parts++ {
		part, rest, more := cut(name, '.')
		number, ok := parseNumber(part)
		if !ok || parts == 3 && more {
			return 0, false
		}
		if !more {
			left := 8 * (4 - parts)
			if number >= 1<<left {
				return 0, false
			}
			return uint32(value<<left | number), true
		}
		if number > 255 {
			return 0, false
		}
		value = value<<8 | number
		name = rest
	}
}

// parseNumber reads a part of an IPv4 address; what is above 32 bits stays so.
func parseNumber(s string) (number uint64, ok bool) {
	base := uint64(10)
	switch {
	case s == "":
		return 0, false
	case hasPrefix(s, "0x"):
		s, base = s[2:], 16
	case len(s) > 1 && s[0] == '0':
		s, base = s[1:], 8
	}
	for i := 0; i < len(s); i++ {
		digit := uint64(hexValue(s[i]))
		if digit >= base {
			return 0, false
		}
		number = min(number*base+digit, 1<<32)
	}
	return number, true
}

// hexValue is the value of a hexadecimal digit, or 255.
//
//go:noinline
func hexValue(b byte) byte {
	switch {
	case '0' <= b && b <= '9':
		return b - '0'
	case 'a' <= b && b <= 'f':
		return b - 'a' + 10
	case 'A' <= b && b <= 'F':
		return b - 'A' + 10
	}
	return 255
}

// parseV6 reads an IPv6 address without brackets or zone (RFC 4291, section 2.2).
func parseV6(s string) (v6 [16]byte, ok bool) {
	at, gap := 0, -1
	if hasPrefix(s, "::") {
		s, gap = s[2:], 0
	}
	for s != "" {
		if at == 16 {
			return v6, false
		}
		group, n := 0, 0
		for n < len(s) && hexValue(s[n]) < 16 {
			group = group<<4 | int(hexValue(s[n]))
			if n++; n > 4 {
				return v6, false
			}
		}
		if n < len(s) && s[n] == '.' {
			if at > 12 || !parseDotted(s, v6[at:at+4]) {
				return v6, false
			}
			at += 4
			break
		}
		if n == 0 {
			return v6, false
		}
		v6[at], v6[at+1] = byte(group>>8), byte(group)
		at += 2
		s = s[n:]
		switch {
		case s == "":
		case hasPrefix(s, "::"):
			if gap >= 0 {
				return v6, false
			}
			s, gap = s[2:], at
		case s[0] != ':' || s == ":":
			return v6, false
		default:
			s = s[1:]
		}
	}
	switch {
	case gap < 0:
		return v6, at == 16
	case at == 16:
		return v6, false
	}
	copy(v6[gap+16-at:], v6[gap:at])
	clear(v6[gap : gap+16-at])
	return v6, true
}

// parseDotted reads the IPv4 address at the end of an IPv6 one: four decimal
// numbers without leading zeros.
func parseDotted(s string, into []byte) bool {
	for i := range into {
		part, rest, more := cut(s, '.')
		number, ok := parseNumber(part)
		if !ok || !isDigits(part) || len(part) > 1 && part[0] == '0' || number > 255 || more != (i < 3) {
			return false
		}
		into[i], s = byte(number), rest
	}
	return true
}

// isMapped reports whether an IPv6 address is an IPv4-mapped one, ::ffff:0:0/96.
func isMapped(v6 *[16]byte) bool {
	return [12]byte(v6[:12]) == [12]byte{10: 0xff, 11: 0xff}
}

// lastV4 is the IPv4 address in the last four bytes.
func lastV4(v6 *[16]byte) uint32 {
	return uint32(v6[12])<<24 | uint32(v6[13])<<16 | uint32(v6[14])<<8 | uint32(v6[15])
}

// appendV4 appends the dotted form.
func appendV4(dst []byte, v4 uint32) []byte {
	for shift := 24; shift >= 0; shift -= 8 {
		n := byte(v4 >> shift)
		if n >= 100 {
			dst = append(dst, '0'+n/100)
		}
		if n >= 10 {
			dst = append(dst, '0'+n/10%10)
		}
		dst = append(dst, '0'+n%10)
		if shift > 0 {
			dst = append(dst, '.')
		}
	}
	return dst
}

// appendV6 appends the form of RFC 5952.
func appendV6(dst []byte, v6 *[16]byte) []byte {
	if isMapped(v6) {
		return appendV4(append(dst, "::ffff:"...), lastV4(v6))
	}
	gap, length := -1, 2 // the first longest run of two zero groups or more, in bytes
	for i := 0; i < 16; i += 2 {
		j := i
		for j < 16 && v6[j] == 0 && v6[j+1] == 0 {
			j += 2
		}
		if j-i > length {
			gap, length = i, j-i
		}
	}
	for i := 0; i < 16; i += 2 {
		if i == gap {
			dst = append(dst, "::"...)
			if i += length; i >= 16 {
				break
			}
		} else if i > 0 {
			dst = append(dst, ':')
		}
		group, digits := uint16(v6[i])<<8|uint16(v6[i+1]), false
		for shift := 12; shift >= 0; shift -= 4 {
			if d := byte(group >> shift & 15); d != 0 || digits || shift == 0 {
				dst, digits = append(dst, "0123456789abcdef"[d]), true
			}
		}
	}
	return dst
}
