package host

// The limits of DNS: bytes of a name in its written form without the trailing
// dot, and of a label.
const (
	maxName  = 253
	maxLabel = 63
)

// maxInput bounds what is looked at all; a name of U-labels that fits DNS is shorter.
const maxInput = 4 * (maxName + 2)

// Error says what is wrong with a host and what was expected.
type Error struct {
	Host    string // as it was given, cut when long
	Problem string // the rest of the sentence
}

// Error returns the sentence, for example: host "a..b": has an empty label; expected …
func (e *Error) Error() string { return "host " + quote(e.Host) + ": " + e.Problem }

// Normalise returns a host in the form that names are compared in: lower case,
// without a trailing dot, international labels as A-labels ("xn--…"), IPv4
// addresses as four decimal numbers however they were written ("0x7f.1" is
// 127.0.0.1 to a browser), IPv6 addresses shortened as RFC 5952 has it and
// without brackets. A host that is normalised already is returned as it is.
//
// The error is an [*Error]. A host with a port is none. U-labels are only put
// in lower case and in half width, so a browser's A-label can differ where
// Unicode's other compatibility mappings apply; combining accents are refused
// for that reason. Letters, digits, hyphens and underscores are allowed: a name
// with other ASCII characters, which browsers let pass, is an error here, and
// must not be taken for harmless.
func Normalise(host string) (string, error) {
	normal, k, problem := analyse(host)
	if k == kindBad {
		return "", &Error{Host: host, Problem: problem}
	}
	return normal, nil
}

// kind is what a host is.
type kind uint8

const (
	kindBad kind = iota
	kindName
	kindV4
	kindV6
)

// analyse returns the normalised host and what it is, or what is wrong with
// it. It allocates only where the normalised host is written differently.
func analyse(host string) (normal string, k kind, problem string) {
	if isUsual(host) {
		return host, kindName, ""
	}
	switch {
	case host == "":
		return "", kindBad, "is empty; expected a name such as www.example.org, or an address"
	case len(host) > maxInput:
		return "", kindBad, "is too long; expected at most 253 bytes"
	case host[0] == '[':
		return analyseBrackets(host)
	case indexByte(host, ':') >= 0:
		return analyseColon(host)
	}
	for i := 0; i < len(host); i++ {
		if b := host[i]; b >= 0x80 || 'A' <= b && b <= 'Z' {
			if host, problem = toASCII(host); problem != "" {
				return "", kindBad, problem
			}
			break
		}
	}
	host = trimEnd(host, '.')
	if problem = checkName(host); problem != "" {
		return "", kindBad, problem
	}
	if !endsInNumber(host) {
		return host, kindName, ""
	}
	v4, ok := parseV4(host)
	if !ok {
		return "", kindBad, "ends in a number but is no IPv4 address; expected four numbers from 0 to 255, or a name"
	}
	var buf [15]byte
	if text := appendV4(buf[:0], v4); string(text) != host {
		host = string(text)
	}
	return host, kindV4, ""
}

// analyseBrackets analyses what begins with a bracket: an IPv6 address.
func analyseBrackets(host string) (normal string, k kind, problem string) {
	end := indexByte(host, ']')
	switch {
	case end < 0:
		return "", kindBad, "begins with [ but has no ]; expected an IPv6 address such as [2001:db8::1]"
	case end < len(host)-1 && host[end+1] == ':':
		return "", kindBad, problemPort
	case end < len(host)-1:
		return "", kindBad, "goes on after ]; expected an IPv6 address such as [2001:db8::1]"
	}
	return analyseV6(host[1:end])
}

// problemPort is what is wrong with host:port.
const problemPort = "has a port; expected the host alone"

// analyseColon analyses what has a colon: an IPv6 address, or a common mistake.
func analyseColon(host string) (normal string, k kind, problem string) {
	before, after, _ := cut(host, ':')
	switch {
	case hasPrefix(after, "//"):
		return "", kindBad, "is a URL; expected its host alone"
	case indexByte(after, ':') < 0 && before != "" && isDigits(after):
		return "", kindBad, problemPort
	}
	return analyseV6(host)
}

// analyseV6 analyses an IPv6 address without brackets.
func analyseV6(host string) (normal string, k kind, problem string) {
	v6, ok := parseV6(host)
	if !ok {
		return "", kindBad, "is no IPv6 address; expected one such as 2001:db8::1, without a zone"
	}
	var buf [45]byte
	if text := appendV6(buf[:0], &v6); string(text) != host {
		host = string(text)
	}
	return host, kindV6, ""
}

// checkName returns what is wrong with a lower-case ASCII name, or "".
func checkName(name string) string {
	start := 0
	for i := 0; i <= len(name); i++ {
		if i < len(name) && name[i] != '.' {
			if b := name[i]; !('a' <= b && b <= 'z' || '0' <= b && b <= '9' || b == '-' || b == '_') {
				return "has a character that no host name has: " + quote(name[i:i+1]) + "; expected letters, digits, hyphens and dots"
			}
			continue
		}
		switch label := name[start:i]; {
		case label == "":
			return "has an empty label; expected something before, between and after the dots"
		case len(label) > maxLabel:
			return "has a label of more than 63 bytes: " + quote(label)
		case hasPrefix(label, "xn--"):
			var buf [maxLabel]rune
			if _, ok := decodeLabel(buf[:0], label); !ok {
				return "has a label that begins with xn-- and is no Punycode of a name: " + quote(label)
			}
		}
		start = i + 1
	}
	if len(name) > maxName {
		return "is too long; expected at most 253 bytes"
	}
	return ""
}

// quote puts text in quotation marks, cut when long, and shows what is not
// printable ASCII by its hexadecimal bytes.
func quote(text string) string {
	const hex = "0123456789abcdef"
	const most = 80
	out := make([]byte, 0, min(len(text), most)+2)
	out = append(out, '"')
	for i := 0; i < len(text); i++ {
		if i == most {
			return string(append(out, "…\""...))
		}
		switch b := text[i]; {
		case b == '"' || b == '\\':
			out = append(out, '\\', b)
		case b < ' ' || b >= 0x7f:
			out = append(out, '\\', 'x', hex[b>>4], hex[b&15])
		default:
			out = append(out, b)
		}
	}
	return string(append(out, '"'))
}

// isDigits reports whether all of s is ASCII digits; it is true for "".
//
//go:noinline
func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
