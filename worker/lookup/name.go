package lookup

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/formtrace/formtrace/rules/host"
	"github.com/formtrace/formtrace/rules/place"
)

// HostError says why something is not a host that is looked up or contacted.
type HostError struct {
	Kind   string // one word for programs, such as "host-not-public"
	Title  string
	Detail string // a sentence
}

func (e *HostError) Error() string { return e.Detail }

// maxName is the length of the longest name (RFC 1035, 2.3.4).
const maxName = 253

const (
	malformed = "host-malformed"
	notAName  = "Not a host name"
)

// ParseHost reads a host from outside, a path of this worker or a redirect: a
// public name, or a public address, in brackets or not. What it returns is the
// one spelling under which the host is looked up and kept. Spellings of an
// address that only some programs understand are errors.
func ParseHost(raw string) (string, *HostError) {
	if raw == "" {
		return "", &HostError{malformed, notAName, "There is no host."}
	}
	if addr, ok := literal(raw); ok {
		return parseAddress(addr)
	}
	switch {
	case strings.ContainsAny(raw, ":[]"):
		return "", &HostError{malformed, notAName, "The host has a port, brackets or colons: expected a name or an address alone."}
	case numeric(raw):
		return "", unusual()
	}
	name, err := host.Normalise(raw)
	if err != nil {
		if len(strings.TrimSuffix(raw, ".")) > maxName {
			return "", tooLong(len(raw))
		}
		return "", &HostError{malformed, notAName, Sentence(strings.TrimPrefix(err.Error(), "host: "))}
	}
	if _, ok := literal(name); ok || numeric(name) { // full-width digits and the like
		return "", unusual()
	}
	if suffix, why := specialUse(name); suffix != "" {
		return "", &HostError{"host-special-use", "Not a public name",
			fmt.Sprintf("Names under .%s are never public (%s): they are not looked up.", suffix, why)}
	}
	switch n := host.NetworkOf(name); {
	case !strings.Contains(name, "."):
		return "", &HostError{"host-single-label", "Not a public name",
			"A name of one label belongs to a local network: expected at least two labels, such as example.org."}
	case n != host.Public:
		return "", &HostError{"host-not-public", "Not a public name",
			fmt.Sprintf("The name belongs to a network that is not public (%s): it is not looked up.", n)}
	}
	return name, nil
}

func tooLong(n int) *HostError {
	return &HostError{"host-too-long", "The host name is too long",
		fmt.Sprintf("The host is %d bytes long: expected at most %d, in labels of at most 63.", n, maxName)}
}

func unusual() *HostError {
	return &HostError{"host-numeric", "An address in an unusual spelling",
		"The host's last label is a number, so that it would be read as an address: expected four decimal numbers such as 198.51.100.7, or a name."}
}

// literal reads an address, in brackets or not.
func literal(s string) (netip.Addr, bool) {
	if inner, ok := strings.CutPrefix(s, "["); ok {
		if inner, ok = strings.CutSuffix(inner, "]"); ok && strings.Contains(inner, ":") {
			s = inner
		}
	}
	addr, err := netip.ParseAddr(s)
	return addr, err == nil
}

// parseAddress accepts public addresses only; IPv4 inside IPv6 is written as IPv4.
func parseAddress(addr netip.Addr) (string, *HostError) {
	if addr.Zone() != "" {
		return "", &HostError{malformed, notAName, "The address has a zone: expected an address alone."}
	}
	if scope := place.Scope(addr); scope != place.Public {
		return "", &HostError{"host-not-public", "Not a public address",
			fmt.Sprintf("The address is not public (%s): it is not looked up.", scope)}
	}
	return addr.Unmap().String(), nil
}

// numeric reports whether a browser would read the host as an IPv4 address: its
// last label is a number, decimal or hexadecimal (WHATWG URL, "ends in a number").
func numeric(s string) bool {
	s = strings.TrimSuffix(s, ".")
	last := strings.ToLower(s[strings.LastIndexByte(s, '.')+1:])
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// Sentence makes a sentence of an error's text.
func Sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
