package lookup

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// txtStrings returns the texts of TXT records, each put together of its strings
// (RFC 7208, 3.3).
func txtStrings(r records) []string {
	var out []string
	for _, rr := range r.list {
		if txt, ok := rr.(*dns.TXT); ok {
			out = append(out, unescape(strings.Join(txt.Txt, "")))
		}
	}
	return out
}

// spfRecord returns the SPF record among the texts of a name, "" without one.
// More than one is an error (RFC 7208, 4.5).
func spfRecord(r records) (string, error) {
	found, n := "", 0
	for _, t := range txtStrings(r) {
		if version, _, _ := strings.Cut(t, " "); strings.EqualFold(version, "v=spf1") {
			found = t
			n++
		}
	}
	if n > 1 {
		return "", fmt.Errorf("there are %d SPF records, where one is allowed", n)
	}
	return found, nil
}

// spfPolicy is an SPF record (RFC 7208, 4.6.1). Nothing after "all" counts.
type spfPolicy struct {
	mechanisms []mechanism
	redirect   string // a domain-spec; "" without one, or with "all"
}

// mechanism is one of a record's.
type mechanism struct {
	result string // what a match means
	name   string // all, include, a, mx, ptr, ip4, ip6 or exists
	domain string // a domain-spec; "" is the domain itself
	prefix netip.Prefix
	v4, v6 int // lengths of prefixes
}

var (
	errSPF     = errors.New("the SPF record is malformed")
	qualifiers = map[byte]string{'+': "pass", '-': "fail", '~': "softfail", '?': "neutral"}
)

// parseSPF reads a record. An error anywhere makes it worth nothing (RFC 7208, 4.6).
func parseSPF(record string) (p spfPolicy, err error) {
	seen := map[string]bool{}
	last := -1
	for i, word := range strings.Split(record, " ") {
		if i == 0 || word == "" {
			continue
		}
		if name, value, ok := modifier(word); ok {
			if name != "redirect" && name != "exp" {
				continue
			}
			if seen[name] || value == "" || name == "redirect" && !macros(value) {
				return spfPolicy{}, errSPF
			}
			seen[name] = true
			if name == "redirect" {
				p.redirect = value
			}
			continue
		}
		m, ok := parseMechanism(word)
		if !ok {
			return spfPolicy{}, errSPF
		}
		p.mechanisms = append(p.mechanisms, m)
		if m.name == "all" && last < 0 {
			last = len(p.mechanisms)
		}
	}
	if last >= 0 {
		p.mechanisms, p.redirect = p.mechanisms[:last], ""
	}
	return p, nil
}

// modifier splits a term that is a modifier: name "=" value.
func modifier(word string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(word, "=")
	if !ok || name == "" {
		return "", "", false
	}
	for i := range len(name) {
		c := name[i] | 0x20
		if letter := 'a' <= c && c <= 'z'; !letter && (i == 0 || !digit(name[i]) && !strings.Contains("-_.", name[i:i+1])) {
			return "", "", false
		}
	}
	return strings.ToLower(name), value, true
}

// parseMechanism reads a directive: a mechanism with its qualifier.
func parseMechanism(word string) (m mechanism, ok bool) {
	m = mechanism{result: "pass", v4: 32, v6: 128}
	if result, ok := qualifiers[word[0]]; ok {
		m.result, word = result, word[1:]
	}
	end := strings.IndexAny(word, ":/")
	if end < 0 {
		end = len(word)
	}
	m.name = strings.ToLower(word[:end])
	rest := word[end:]
	value, given := strings.CutPrefix(rest, ":")
	switch m.name {
	case "all":
		return m, rest == ""
	case "ip4", "ip6":
		return m, given && m.network(value)
	case "include", "exists":
		m.domain = value
		return m, given && value != "" && macros(value)
	case "ptr":
		m.domain = value
		return m, rest == "" || given && value != "" && macros(value)
	case "a", "mx":
		if given {
			slash := strings.IndexByte(value, '/')
			if slash < 0 {
				slash = len(value)
			}
			m.domain, rest = value[:slash], value[slash:]
			if m.domain == "" || !macros(m.domain) {
				return m, false
			}
		}
		return m, m.lengths(rest)
	}
	return m, false
}

// network reads the network of ip4 and ip6; bits that its length does not cover
// do not count.
func (m *mechanism) network(value string) bool {
	text, length, given := strings.Cut(value, "/")
	addr, err := netip.ParseAddr(text)
	if err != nil || addr.Zone() != "" || addr.Is4() != (m.name == "ip4") {
		return false
	}
	bits := addr.BitLen()
	if given {
		var ok bool
		if bits, ok = prefixLength(length, bits); !ok {
			return false
		}
	}
	m.prefix, err = addr.Prefix(bits)
	return err == nil
}

// lengths reads the lengths of prefixes of a and mx: "/24", "//64" or "/24//64".
func (m *mechanism) lengths(rest string) (ok bool) {
	v4, v6, two := strings.Cut(rest, "//")
	ok = true
	if v4 != "" {
		if v4[0] != '/' {
			return false
		}
		m.v4, ok = prefixLength(v4[1:], 32)
	}
	if two && ok {
		m.v6, ok = prefixLength(v6, 128)
	}
	return ok
}

func prefixLength(s string, most int) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= most && s == strconv.Itoa(n)
}
