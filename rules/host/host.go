// Package host knows host names: the registrable domain of one ([Registrable],
// [SameSite]), what kind of network it is on ([NetworkOf]), whether the browser
// trusts it ([Trustworthy]), and whether it imitates another ([LookAlike]).
// [Parse] tells all of it at once.
//
// Every function takes a host as people and browsers write it, a name or an
// address, and never panics; [Normalise] says what is wrong with a bad one.
// Names are compared by their normalised form. The public suffix list and
// Unicode's confusable characters are generated string constants, searched in
// place; asking about a host that is normalised already allocates nothing.
//
// The package is part of the browser's WebAssembly, so it imports nothing that
// is large: no fmt, no net, no idna.
package host

//go:generate go run ./gen

// Suffix returns the public suffix of a host, under which people register
// names: "co.uk" for "www.example.co.uk", "github.io" for "someone.github.io".
// icann tells whether it is a registry's suffix, in the ICANN section of the
// list, and not a private one or a name that the list does not know. It is ""
// and false for addresses and bad names.
func Suffix(host string) (suffix string, icann bool) {
	name, k, _ := analyse(host)
	if k != kindName {
		return "", false
	}
	start, icann := PublicSuffixes().start(name)
	return name[start:], icann
}

// Registrable returns the registrable domain of a host: its public suffix and
// one label more. ok is false for addresses, single labels, names that are a
// public suffix themselves, and bad names.
func Registrable(host string) (site string, ok bool) {
	name, k, _ := analyse(host)
	p := parsed(name, k)
	if !p.Registrable() {
		return "", false
	}
	return p.Site, true
}

// Site returns what is compared to tell whether two hosts are the same site:
// the registrable domain or, where there is none, the normalised host itself.
// It is "" for a bad name.
func Site(host string) string {
	name, k, _ := analyse(host)
	return parsed(name, k).Site
}

// SameSite reports whether two hosts are the same site, whatever the scheme.
// A bad name is the same site as nothing, not even itself.
func SameSite(a, b string) bool {
	site := Site(a)
	return site != "" && site == Site(b)
}

// Trustworthy reports whether a URL of the scheme and host is potentially
// trustworthy as the W3C's Secure Contexts has it: https, wss and file always;
// any other only to this machine, that is 127.0.0.0/8, ::1, localhost and the
// names under localhost. The scheme may be in any case and may end in a colon.
func Trustworthy(scheme, host string) bool {
	name, k, _ := analyse(host)
	p := parsed(name, k)
	return p.Trustworthy(lowerASCII(trimEnd(scheme, ':')))
}

// isUnder reports whether a normalised name is the domain or under it.
func isUnder(name, domain string) bool {
	if !hasSuffix(name, domain) {
		return false
	}
	return len(name) == len(domain) || name[len(name)-len(domain)-1] == '.'
}
