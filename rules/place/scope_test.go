package place_test

import (
	"net/netip"
	"testing"

	"github.com/formtrace/formtrace/rules/place"
)

func TestScope(t *testing.T) {
	for addr, want := range map[string]string{
		"0.0.0.0":                              place.Unspecified,
		"0.0.0.1":                              place.ThisNetwork,
		"0.255.255.255":                        place.ThisNetwork,
		"1.0.0.0":                              place.Public,
		"1.1.1.1":                              place.Public,
		"9.255.255.255":                        place.Public,
		"10.0.0.0":                             place.Private,
		"10.255.255.255":                       place.Private,
		"11.0.0.0":                             place.Public,
		"100.63.255.255":                       place.Public,
		"100.64.0.0":                           place.Shared,
		"100.127.255.255":                      place.Shared,
		"100.128.0.0":                          place.Public,
		"126.255.255.255":                      place.Public,
		"127.0.0.1":                            place.Loopback,
		"127.255.255.255":                      place.Loopback,
		"169.253.255.255":                      place.Public,
		"169.254.169.254":                      place.LinkLocal,
		"169.255.0.0":                          place.Public,
		"172.15.255.255":                       place.Public,
		"172.16.0.0":                           place.Private,
		"172.31.255.255":                       place.Private,
		"172.32.0.0":                           place.Public,
		"191.255.255.255":                      place.Public,
		"192.0.0.0":                            place.Protocol,
		"192.0.0.8":                            place.Protocol,
		"192.0.0.9":                            place.Protocol,
		"192.0.0.10":                           place.Protocol,
		"192.0.0.170":                          place.Protocol,
		"192.0.1.0":                            place.Public,
		"192.0.2.1":                            place.Documentation,
		"192.0.3.0":                            place.Public,
		"192.31.196.1":                         place.Public,
		"192.52.193.1":                         place.Protocol,
		"192.88.98.255":                        place.Public,
		"192.88.99.1":                          place.Relay,
		"192.88.100.0":                         place.Public,
		"192.167.255.255":                      place.Public,
		"192.168.0.1":                          place.Private,
		"192.168.255.255":                      place.Private,
		"192.169.0.0":                          place.Public,
		"192.175.48.1":                         place.Public,
		"198.17.255.255":                       place.Public,
		"198.18.0.0":                           place.Benchmarking,
		"198.19.255.255":                       place.Benchmarking,
		"198.20.0.0":                           place.Public,
		"198.51.99.255":                        place.Public,
		"198.51.100.7":                         place.Documentation,
		"198.51.101.0":                         place.Public,
		"203.0.113.9":                          place.Documentation,
		"203.0.114.0":                          place.Public,
		"223.255.255.255":                      place.Public,
		"224.0.0.1":                            place.Multicast,
		"239.255.255.255":                      place.Multicast,
		"240.0.0.0":                            place.Reserved,
		"255.255.255.254":                      place.Reserved,
		"255.255.255.255":                      place.Broadcast,
		"::":                                   place.Unspecified,
		"::1":                                  place.Loopback,
		"0:0:0:0:0:0:0:1":                      place.Loopback,
		"::2":                                  place.ThisNetwork, // compatible form of 0.0.0.2
		"::127.0.0.1":                          place.Loopback,
		"::8.8.8.8":                            place.Reserved,
		"::ffff:127.0.0.1":                     place.Loopback,
		"::ffff:10.1.2.3":                      place.Private,
		"::ffff:a9fe:a9fe":                     place.LinkLocal,
		"::ffff:8.8.8.8":                       place.Public,
		"::ffff:0:192.168.1.1":                 place.Private, // translated form
		"::ffff:0:8.8.8.8":                     place.Reserved,
		"64:ff9b::8.8.8.8":                     place.Public,
		"64:ff9b::10.0.0.1":                    place.Private,
		"64:ff9b::7f00:1":                      place.Loopback,
		"64:ff9b:0:0:1::1":                     place.Reserved,
		"64:ff9b:1::1":                         place.Private,
		"64:ff9b:1:ffff::8.8.8.8":              place.Private,
		"64:ff9b:2::1":                         place.Reserved,
		"100::1":                               place.Protocol,
		"100:0:0:1::1":                         place.Protocol,
		"100:0:0:2::1":                         place.Reserved,
		"2001::1":                              place.Unspecified,   // Teredo, server 0.0.0.0
		"2001:0:4136:e378:8000:63bf:3fff:fdd2": place.Documentation, // Teredo client 192.0.2.45
		"2001:0:4136:e378:8000:63bf:f7f7:f7f7": place.Public,        // client 8.8.8.8
		"2001:0:4136:e378:8000:63bf:f5ff:fffe": place.Private,       // client 10.0.0.1
		"2001:0:a00:1:8000:63bf:3fff:fdd2":     place.Private,       // server 10.0.0.1
		"2001:1::":                             place.Protocol,
		"2001:1::1":                            place.Protocol,
		"2001:1::3":                            place.Protocol,
		"2001:1::4":                            place.Protocol,
		"2001:2::1":                            place.Benchmarking,
		"2001:2:1::1":                          place.Protocol,
		"2001:3::1":                            place.Protocol,
		"2001:4:112::1":                        place.Public,
		"2001:4:113::1":                        place.Protocol,
		"2001:10::1":                           place.Protocol,
		"2001:20::1":                           place.Protocol,
		"2001:30::1":                           place.Protocol,
		"2001:1ff:ffff::1":                     place.Protocol,
		"2001:200::1":                          place.Public,
		"2001:db7:ffff::1":                     place.Public,
		"2001:db8::1":                          place.Documentation,
		"2001:db9::1":                          place.Public,
		"2002:808:808::5efe:10.0.0.5":          place.Private, // ISATAP inside 6to4
		"168.63.129.16":                        place.Platform,
		"168.63.129.15":                        place.Public,
		"::ffff:168.63.129.16":                 place.Platform,
		"2002:808:808::1":                      place.Public,
		"2002:a00:1::1":                        place.Private,
		"2002:7f00:1::":                        place.Loopback,
		"2002:c0a8:101::1":                     place.Private,
		"2003::1":                              place.Public,
		"2620:4f:8000::1":                      place.Public,
		"2a00:1450:4009:81f::200e":             place.Public,
		"2a00:1450::5efe:10.0.0.1":             place.Private, // ISATAP
		"2a00:1450::200:5efe:127.0.0.1":        place.Loopback,
		"2a00:1450::5efe:8.8.8.8":              place.Public,
		"3fff::1":                              place.Documentation,
		"3fff:fff::1":                          place.Documentation,
		"3fff:1000::1":                         place.Public,
		"3ffe::1":                              place.Public,
		"4000::1":                              place.Reserved,
		"5f00::1":                              place.Protocol,
		"5f01::1":                              place.Reserved,
		"fbff::1":                              place.Reserved,
		"fc00::1":                              place.Private,
		"fdff:ffff::1":                         place.Private,
		"fe00::1":                              place.Reserved,
		"fe80::1":                              place.LinkLocal,
		"fe80::1%eth0":                         place.LinkLocal,
		"febf::1":                              place.LinkLocal,
		"fec0::1":                              place.Private,
		"ff00::1":                              place.Multicast,
		"ff02::1":                              place.Multicast,
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": place.Multicast,
	} {
		t.Run(addr, func(t *testing.T) {
			if got := place.Scope(netip.MustParseAddr(addr)); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	if got, want := place.Scope(netip.Addr{}), place.Invalid; got != want {
		t.Errorf("zero address: got %q, want %q", got, want)
	}
}

// Whatever net/netip calls private, loopback, … must not be public here.
func TestScopeIsNeverLaxer(t *testing.T) {
	for addr := netip.MustParseAddr("0.0.0.0"); addr.IsValid(); {
		b := addr.As4()
		odd := addr.IsPrivate() || addr.IsLoopback() || addr.IsLinkLocalUnicast() || addr.IsMulticast() || addr.IsUnspecified()
		for _, a := range []netip.Addr{addr, netip.AddrFrom16(addr.As16())} {
			if scope := place.Scope(a); odd && scope == place.Public {
				t.Fatalf("%v: got %q, which net/netip says it is not", a, scope)
			}
		}
		if b[2] += 5; b[2] < 5 {
			if b[1]++; b[1] == 0 {
				if b[0]++; b[0] == 0 {
					break
				}
			}
		}
		addr = netip.AddrFrom4(b)
	}
}
