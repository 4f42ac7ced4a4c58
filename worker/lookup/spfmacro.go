package lookup

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// macroValues are what the macros of RFC 7208, 7, stand for.
type macroValues struct {
	ip     netip.Addr
	from   string // the domain of the sender, whose local part is postmaster
	domain string // of the record that is evaluated
	helo   string
}

// macros reports whether a domain-spec is well formed.
func macros(s string) bool {
	_, err := macroValues{}.expand(s)
	return err == nil
}

// expand puts values in the place of the macros of a domain-spec.
func (v macroValues) expand(s string) (string, error) {
	if strings.Contains(s, "/") && !strings.Contains(s, "%") { // a slash may only delimit
		return "", errSPF
	}
	var out strings.Builder
	for s != "" {
		text, rest, found := strings.Cut(s, "%")
		if strings.Contains(text, "/") {
			return "", errSPF
		}
		out.WriteString(text)
		if !found {
			break
		}
		if rest == "" {
			return "", errSPF
		}
		switch rest[0] {
		case '%':
			out.WriteByte('%')
		case '_':
			out.WriteByte(' ')
		case '-':
			out.WriteString("%20")
		case '{':
			end := strings.IndexByte(rest, '}')
			if end < 0 {
				return "", errSPF
			}
			value, err := v.macro(rest[1:end])
			if err != nil {
				return "", err
			}
			out.WriteString(value)
			rest = rest[end:]
		default:
			return "", errSPF
		}
		s = rest[1:]
	}
	return out.String(), nil
}

// macro expands what stands between the braces: a letter, how many labels of the
// right to keep, "r" to reverse, and what delimits.
func (v macroValues) macro(s string) (string, error) {
	if s == "" {
		return "", errSPF
	}
	value := ""
	switch s[0] | 0x20 {
	case 's':
		value = "postmaster@" + v.from
	case 'l':
		value = "postmaster"
	case 'o':
		value = v.from
	case 'd':
		value = v.domain
	case 'h':
		value = v.helo
	case 'i':
		value = dotted(v.ip)
	case 'p':
		value = "unknown" // which RFC 7208, 7.3, allows: what it stands for should not be used
	case 'v':
		value = "in-addr"
		if v.ip.Is6() {
			value = "ip6"
		}
	default:
		return "", errSPF
	}
	escaped := s[0] < 'a'
	i := 1
	for i < len(s) && digit(s[i]) {
		i++
	}
	keep := 0
	if i > 1 {
		n, err := strconv.Atoi(s[1:i])
		if err != nil || n < 1 {
			return "", errSPF
		}
		keep = n
	}
	reverse := i < len(s) && s[i]|0x20 == 'r'
	if reverse {
		i++
	}
	delimiters := s[i:]
	if strings.Trim(delimiters, ".-+,/_=") != "" {
		return "", errSPF
	}
	if delimiters == "" {
		delimiters = "."
	}
	labels := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(delimiters, r) })
	if reverse {
		for a, b := 0, len(labels)-1; a < b; a, b = a+1, b-1 {
			labels[a], labels[b] = labels[b], labels[a]
		}
	}
	if keep > 0 && keep < len(labels) {
		labels = labels[len(labels)-keep:]
	}
	value = strings.Join(labels, ".")
	if escaped {
		value = percent(value)
	}
	return value, nil
}

// dotted is an address as the macro "i" has it.
func dotted(ip netip.Addr) string {
	if !ip.Is6() {
		return ip.String()
	}
	var out []string
	for _, b := range ip.As16() {
		out = append(out, fmt.Sprintf("%x.%x", b>>4, b&15))
	}
	return strings.Join(out, ".")
}

// percent escapes all but the unreserved characters of RFC 3986.
func percent(s string) string {
	var out strings.Builder
	for _, c := range []byte(s) {
		if l := c | 0x20; 'a' <= l && l <= 'z' || digit(c) || strings.IndexByte("-._~", c) >= 0 {
			out.WriteByte(c)
		} else {
			fmt.Fprintf(&out, "%%%02X", c)
		}
	}
	return out.String()
}
