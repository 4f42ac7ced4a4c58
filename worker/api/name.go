package api

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/formtrace/formtrace/rules/host"
	"github.com/formtrace/formtrace/rules/place"
)

// maxEscaped bounds what is looked at of a path at all: every byte of the
// longest name, escaped, and some more.
const maxEscaped = 1024

// hostName reads the host of a path: a public name, or a public address. What
// it returns is the one spelling under which the host is looked up and kept.
func hostName(escaped string) (string, *problem) {
	const malformed, title = "host-malformed", "Not a host name"
	if len(escaped) > maxEscaped {
		return "", tooLong(len(escaped))
	}
	raw, err := url.PathUnescape(escaped)
	switch {
	case err != nil:
		return "", bad(malformed, title, "The host has a percent sign that is not followed by two hexadecimal digits.")
	case raw == "":
		return "", bad(malformed, title, "The path names no host: expected /v1/hosts/{host}.")
	}
	if addr, ok := literal(raw); ok {
		return address(addr)
	}
	switch {
	case strings.ContainsAny(raw, ":[]"):
		return "", bad(malformed, title, "The host has a port, brackets or colons: expected a name or an address alone.")
	case numeric(raw):
		return "", bad("host-numeric", "An address in an unusual spelling",
			"The host's last label is a number, so that it would be read as an address: expected four decimal numbers such as 198.51.100.7, or a name.")
	}
	name, err := host.Normalise(raw)
	if err != nil {
		if len(strings.TrimSuffix(raw, ".")) > 253 {
			return "", tooLong(len(raw))
		}
		return "", bad(malformed, title, sentence(strings.TrimPrefix(err.Error(), "host: ")))
	}
	if numeric(name) { // full-width digits and the like
		return "", bad("host-numeric", "An address in an unusual spelling",
			"The host's last label is a number, so that it would be read as an address: expected four decimal numbers such as 198.51.100.7, or a name.")
	}
	if suffix, why := specialUse(name); suffix != "" {
		return "", bad("host-special-use", "Not a public name",
			fmt.Sprintf("Names under .%s are never public (%s): they are not looked up.", suffix, why))
	}
	switch n := host.NetworkOf(name); {
	case !strings.Contains(name, "."):
		return "", bad("host-single-label", "Not a public name",
			"A name of one label belongs to a local network: expected at least two labels, such as example.org.")
	case n != host.Public:
		return "", bad("host-not-public", "Not a public name",
			fmt.Sprintf("The name belongs to a network that is not public (%s): it is not looked up.", n))
	}
	return name, nil
}

func tooLong(n int) *problem {
	return bad("host-too-long", "The host name is too long",
		fmt.Sprintf("The host is %d bytes long: expected at most 253, in labels of at most 63.", n))
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

// address accepts public addresses only; IPv4 inside IPv6 is written as IPv4.
func address(addr netip.Addr) (string, *problem) {
	if addr.Zone() != "" {
		return "", bad("host-malformed", "Not a host name", "The address has a zone: expected an address alone.")
	}
	if scope := place.Scope(addr); scope != place.Public {
		return "", bad("host-not-public", "Not a public address",
			fmt.Sprintf("The address is not public (%s): it is not looked up.", scope))
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
