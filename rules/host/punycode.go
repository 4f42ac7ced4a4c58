package host

import "unicode/utf8"

// The parameters of Punycode for domain names, RFC 3492 section 5.
const (
	punyBase        = 36
	punyTMin        = 1
	punyTMax        = 26
	punySkew        = 38
	punyDamp        = 700
	punyInitialBias = 72
	punyInitialN    = 128
)

// punyEncode appends the Punycode of a label to dst, without the "xn--". ok is
// false when the label is too long to be counted in 32 bits.
func punyEncode(dst []byte, label []rune) (encoded []byte, ok bool) {
	basic := int32(0)
	for _, r := range label {
		if r < utf8.RuneSelf {
			dst = append(dst, byte(r))
			basic++
		}
	}
	done := basic
	if basic > 0 {
		dst = append(dst, '-')
	}
	n, delta, bias := rune(punyInitialN), int32(0), int32(punyInitialBias)
	for int(done) < len(label) {
		next := rune(utf8.MaxRune + 1)
		for _, r := range label {
			if r >= n && r < next {
				next = r
			}
		}
		grown := int64(delta) + int64(next-n)*int64(done+1)
		if grown > 1<<31-1-int64(len(label)) {
			return dst, false
		}
		delta, n = int32(grown), next
		for _, r := range label {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			q := delta
			for k := int32(punyBase); ; k += punyBase {
				t := punyThreshold(k, bias)
				if q < t {
					break
				}
				dst = append(dst, punyDigit(t+(q-t)%(punyBase-t)))
				q = (q - t) / (punyBase - t)
			}
			dst = append(dst, punyDigit(q))
			bias = punyAdapt(delta, done+1, done == basic)
			delta = 0
			done++
		}
		delta++
		n++
	}
	return dst, true
}

// punyDecode appends the characters of a Punycode label, without its "xn--",
// to dst. ok is false when the label is not Punycode.
func punyDecode(dst []rune, label string) (decoded []rune, ok bool) {
	start := len(dst)
	rest := 0
	for i := len(label) - 1; i > 0; i-- {
		if label[i] == '-' {
			for _, b := range []byte(label[:i]) {
				if b >= utf8.RuneSelf {
					return dst, false
				}
				dst = append(dst, rune(b))
			}
			rest = i + 1
			break
		}
	}
	n, at, bias := int64(punyInitialN), int64(0), int32(punyInitialBias)
	for rest < len(label) {
		before, weight := at, int64(1)
		for k := int32(punyBase); ; k += punyBase {
			if rest == len(label) {
				return dst, false
			}
			digit := punyValue(label[rest])
			rest++
			if digit < 0 {
				return dst, false
			}
			at += int64(digit) * weight
			if at > 1<<31-1 {
				return dst, false
			}
			t := punyThreshold(k, bias)
			if digit < t {
				break
			}
			weight *= int64(punyBase - t)
			if weight > 1<<31-1 {
				return dst, false
			}
		}
		count := int64(len(dst)-start) + 1
		bias = punyAdapt(int32(at-before), int32(count), before == 0)
		n += at / count
		at %= count
		if n > utf8.MaxRune || n >= 0xD800 && n < 0xE000 {
			return dst, false
		}
		dst = append(dst, 0)
		copy(dst[start+int(at)+1:], dst[start+int(at):])
		dst[start+int(at)] = rune(n)
		at++
	}
	return dst, true
}

// punyThreshold is t(k) of RFC 3492.
func punyThreshold(k, bias int32) int32 {
	return min(max(k-bias, punyTMin), punyTMax)
}

// punyAdapt is the bias adaptation of RFC 3492, section 6.1.
func punyAdapt(delta, count int32, first bool) int32 {
	if first {
		delta /= punyDamp
	} else {
		delta /= 2
	}
	delta += delta / count
	k := int32(0)
	for delta > ((punyBase-punyTMin)*punyTMax)/2 {
		delta /= punyBase - punyTMin
		k += punyBase
	}
	return k + (punyBase-punyTMin+1)*delta/(delta+punySkew)
}

// punyDigit is the character of a digit: a to z, then 0 to 9.
func punyDigit(d int32) byte {
	if d < 26 {
		return 'a' + byte(d)
	}
	return '0' + byte(d-26)
}

// punyValue is the digit of a character, or -1.
func punyValue(b byte) int32 {
	switch {
	case 'a' <= b && b <= 'z':
		return int32(b - 'a')
	case 'A' <= b && b <= 'Z':
		return int32(b - 'A')
	case '0' <= b && b <= '9':
		return int32(b-'0') + 26
	}
	return -1
}
