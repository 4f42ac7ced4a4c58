// Package place answers where an address is: its network, its autonomous
// system, the country it is used in, two second opinions on that country, and
// how far the three agree. Open a table (package table holds the generated one)
// and call Lookup; Places puts an operator's own rows before it. Scope says
// whether an address is public at all.
//
// An address is not a jurisdiction: what is found here is where a server
// probably stands, never whose law its operator is under.
package place

import "net/netip"

// Facts is what is known about one address. The zero value means: nothing.
type Facts struct {
	// Network is the largest prefix around the address throughout which all
	// the other facts are the same. It is invalid when nothing is known.
	Network netip.Prefix
	// ASN is the number of the autonomous system that announces the address,
	// 0 when none is known, and ASName the name of its holder, "" when the
	// system is a small one whose name the table does not carry.
	ASN    uint32
	ASName string
	// Country is where the address is used: geofeeds first, then the whois
	// databases, then the registration. It decides. "" is not known; codes that
	// are no countries (EU, AP, …) are not known either.
	Country string
	// RegisteredCountry is where the block is registered, ASCountry where the
	// autonomous system is. They are second opinions only.
	RegisteredCountry string
	ASCountry         string
	// Confidence says what Country is worth. Unless it is Agreed, no claim
	// about a country may rest on it.
	Confidence Confidence
}

// Confidence says how far the sources agree on the country of an address.
type Confidence uint8

const (
	// Unknown: no country is known, or nothing confirms it.
	Unknown Confidence = iota
	// Agreed: the second opinions say the same country.
	Agreed
	// Differing: at least one second opinion says another country.
	Differing
	// Anycast: the address answers from many places at once, or is one of many
	// handed out according to who asks, as content delivery networks do: it has
	// no country. Country stays as data.
	Anycast
)

// String is the confidence as it stands in a dossier.
func (c Confidence) String() string {
	switch c {
	case Agreed:
		return "agreed"
	case Differing:
		return "differing"
	case Anycast:
		return "anycast"
	}
	return "unknown"
}

// judge says what a country is worth beside a second opinion: the country where
// the block is registered or, where that is not known, the AS's. "" is no
// opinion. The AS's country is no opinion beside a registration: the addresses
// of one AS are in many countries.
func judge(country, registered, as string, anycast bool) Confidence {
	second := registered
	if second == "" {
		second = as
	}
	switch {
	case anycast:
		return Anycast
	case country == "" || second == "":
		return Unknown
	case second != country:
		return Differing
	}
	return Agreed
}

// Places looks addresses up in an operator's own rows first and in the big
// table after that. Either may be nil.
type Places struct {
	Overlay *Overlay
	Table   *Table
}

// Lookup says what is known about an address.
func (p Places) Lookup(addr netip.Addr) Facts {
	if p.Overlay != nil {
		if facts, ok := p.Overlay.Lookup(addr); ok {
			return facts
		}
	}
	if p.Table != nil {
		return p.Table.Lookup(addr)
	}
	return Facts{}
}
