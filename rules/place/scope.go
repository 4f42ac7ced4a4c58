package place

import (
	"encoding/binary"
	"net/netip"
)

// Scopes of addresses, after IANA's registries of special-purpose addresses
// (IPv4 and IPv6, RFC 6890 and its updates) and of multicast. Only Public may
// ever be contacted.
const (
	Public        = "public"        // globally reachable unicast
	Unspecified   = "unspecified"   // 0.0.0.0, ::
	ThisNetwork   = "this-network"  // 0.0.0.0/8 (RFC 791)
	Loopback      = "loopback"      // 127.0.0.0/8, ::1
	Private       = "private"       // RFC 1918, unique local fc00::/7, site-local fec0::/10, local NAT64
	Shared        = "shared"        // 100.64.0.0/10, carrier-grade NAT (RFC 6598)
	LinkLocal     = "link-local"    // 169.254.0.0/16, fe80::/10
	Documentation = "documentation" // RFC 5737, RFC 3849, RFC 9637
	Benchmarking  = "benchmarking"  // RFC 2544, RFC 5180
	Protocol      = "protocol"      // set aside for protocols: 192.0.0.0/24, 2001::/23, ORCHID, SRv6, discard-only
	Relay         = "relay"         // the deprecated 6to4 relays, 192.88.99.0/24 (RFC 7526)
	Multicast     = "multicast"     // 224.0.0.0/4, ff00::/8
	Broadcast     = "broadcast"     // 255.255.255.255
	Platform      = "platform"      // 168.63.129.16, where Azure answers its own machines, whoever owns the address
	Reserved      = "reserved"      // 240.0.0.0/4, and IPv6 that IANA has not opened
	Invalid       = "invalid"       // the zero netip.Addr
)

// Scope says what kind of address it is: one of the constants above. IPv6 that
// carries IPv4 (mapped, compatible, NAT64, 6to4, Teredo, ISATAP) has the scope
// of what it carries where that is not public.
func Scope(addr netip.Addr) string {
	switch {
	case addr.Is4():
		b := addr.As4()
		return scope4(binary.BigEndian.Uint32(b[:]))
	case addr.Is6():
		b := addr.As16()
		return scope6(u128{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])})
	}
	return Invalid
}

func scope4(x uint32) string {
	in := func(prefix uint32, length int) bool { return (x^prefix)>>(32-length) == 0 }
	switch x >> 24 {
	case 0:
		if x == 0 {
			return Unspecified
		}
		return ThisNetwork
	case 10:
		return Private
	case 100:
		if in(100<<24|64<<16, 10) {
			return Shared
		}
	case 127:
		return Loopback
	case 168:
		if x == 168<<24|63<<16|129<<8|16 {
			return Platform
		}
	case 169:
		if in(169<<24|254<<16, 16) {
			return LinkLocal
		}
	case 172:
		if in(172<<24|16<<16, 12) {
			return Private
		}
	case 192:
		return scope192(x)
	case 198:
		if in(198<<24|18<<16, 15) {
			return Benchmarking
		}
		if in(198<<24|51<<16|100<<8, 24) {
			return Documentation
		}
	case 203:
		if in(203<<24|113<<8, 24) {
			return Documentation
		}
	}
	switch {
	case x == 1<<32-1:
		return Broadcast
	case x>>28 == 0xe:
		return Multicast
	case x>>28 == 0xf:
		return Reserved
	}
	return Public
}

// scope192 knows the many ranges of 192.0.0.0/8.
func scope192(x uint32) string {
	switch x >> 8 & 0xffff {
	case 0:
		return Protocol // PCP and TURN (RFC 7723, RFC 8155) too: whoever is nearest answers
	case 2:
		return Documentation
	case 88<<8 | 99:
		return Relay
	}
	switch x >> 16 & 0xff {
	case 168:
		return Private
	case 52:
		if x>>8&0xff == 193 {
			return Protocol // AMT (RFC 7450): the nearest relay answers
		}
	}
	return Public // AS112 (192.31.196/24, 192.175.48/24) is global
}

func scope6(x u128) string {
	carried := func(v4 uint64) string { return scope4(uint32(v4)) }
	switch top := x.hi >> 48; {
	case x.hi == 0 && x.lo < 2:
		if x.lo == 0 {
			return Unspecified
		}
		return Loopback
	case x.hi == 0 && x.lo>>32 == 0xffff: // ::ffff:0:0/96, mapped
		return carried(x.lo)
	case x.hi == 0 && x.lo>>32 == 0, x.hi == 0 && x.lo>>32 == 0xffff0000: // compatible, translated: both obsolete
		if s := carried(x.lo); s != Public {
			return s
		}
		return Reserved
	case x.hi == nat64 && x.lo>>32 == 0: // 64:ff9b::/96
		return carried(x.lo)
	case x.hi>>16 == nat64>>16|1: // 64:ff9b:1::/48
		return Private
	case x.hi == 0x0100<<48, x.hi == 0x0100<<48|1: // discard-only, dummy
		return Protocol
	case top>>9 == 0xfc>>1:
		return Private
	case top>>6 == 0xfe80>>6:
		return LinkLocal
	case top>>6 == 0xfec0>>6:
		return Private
	case top>>8 == 0xff:
		return Multicast
	case top == 0x5f00: // SRv6 segment identifiers
		return Protocol
	case top == 0x2001:
		return scope2001(x)
	case top == 0x2002: // 6to4
		if s := carried(x.hi >> 16); s != Public {
			return s
		}
		return isatap(x)
	case top == 0x3fff && x.hi>>44&0xf == 0: // 3fff::/20
		return Documentation
	case top>>13 != 1: // outside 2000::/3
		return Reserved
	}
	return isatap(x)
}

// scope2001 knows the ranges of 2001::/16.
func scope2001(x u128) string {
	second := x.hi >> 32 & 0xffff
	switch {
	case second == 0xdb8:
		return Documentation
	case second >= 0x200: // outside 2001::/23
		return isatap(x)
	case second == 0: // Teredo: the server's address, and the client's inverted
		if s := scope4(uint32(x.hi)); s != Public {
			return s
		}
		return scope4(^uint32(x.lo))
	case second == 2 && x.hi>>16&0xffff == 0:
		return Benchmarking
	case second == 4 && x.hi>>16&0xffff == 0x112: // AS112
		return Public
	}
	// Anycast of PCP, TURN and DNS-SD (2001:1::1 to ::3) and AMT (2001:3::/32), where
	// the nearest answers; ORCHID and DRIP tags, identifiers and nothing to connect to.
	return Protocol
}

// isatap looks for an interface identifier that carries IPv4 (RFC 5214).
func isatap(x u128) string {
	if id := x.lo >> 32; id == 0x5efe || id == 0x02005efe {
		return scope4(uint32(x.lo))
	}
	return Public
}
