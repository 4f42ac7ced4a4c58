package place_test

import (
	"net/netip"
	"testing"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/rules/place/table"
)

func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(table.Data())))
	for b.Loop() {
		if _, err := place.Open(table.Data()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenTrusted(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := place.OpenTrusted(table.Data()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	t, err := place.Open(table.Data())
	if err != nil {
		b.Fatal(err)
	}
	for name, addrs := range map[string][]string{
		"IPv4": {"3.8.0.1", "4.2.2.2", "212.187.200.1", "34.89.0.1", "1.1.1.1", "195.68.228.53", "151.101.1.140", "93.184.216.34"},
		"IPv6": {"2a00:1450:4009:81f::200e", "2606:4700::6810:84e5", "2001:41d0:302:2200::180", "2a02:26f0:d200::1", "2620:0:862:ed1a::1", "2400:cb00:2048:1::c629:d7a2"},
	} {
		b.Run(name, func(b *testing.B) {
			var list []netip.Addr
			for _, s := range addrs {
				list = append(list, netip.MustParseAddr(s))
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				t.Lookup(list[i%len(list)])
				i++
			}
		})
	}
}

func BenchmarkScope(b *testing.B) {
	addr := netip.MustParseAddr("2a00:1450:4009:81f::200e")
	b.ReportAllocs()
	for b.Loop() {
		place.Scope(addr)
	}
}
