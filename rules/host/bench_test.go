package host

import (
	"slices"
	"testing"
)

// The hosts of the benchmarks: a page, a third party, a look-alike.
var benchHosts = []string{"www.mi5.gov.uk", "lists.thirdparty.co.uk", "accounts.google.com", "d111111abcdef8.cloudfront.net", "mi5.h0st.biz"}

// TestAllocations: a normalised host is looked at without allocating, and
// a target without digits that imitates nothing hardly.
func TestAllocations(t *testing.T) {
	exact, near := protectedNames.exact, protectedNames.near // a method value allocates
	for _, c := range []struct {
		name string
		most float64
		call func()
	}{
		{"Normalise", 0, func() { Normalise("www.mi5.gov.uk") }},
		{"Normalise A-label", 0, func() { Normalise("xn--85x722f.xn--55qx5d.cn") }},
		{"Normalise IPv6", 0, func() { Normalise("2001:db8::1") }},
		{"Registrable", 0, func() { Registrable("a.b.city.kobe.jp") }},
		{"Site", 0, func() { Site("192.168.1.1") }},
		{"SameSite", 0, func() { SameSite("www.mi5.gov.uk", "lists.mi5.gov.uk") }},
		{"Suffix", 0, func() { Suffix("www.mi5.gov.uk") }},
		{"NetworkOf name", 0, func() { NetworkOf("www.mi5.gov.uk") }},
		{"NetworkOf IPv6", 0, func() { NetworkOf("::ffff:10.0.0.1") }},
		{"Trustworthy", 0, func() { Trustworthy("http", "app.localhost") }},
		{"LookAlike", 1, func() { LookAlike("example-shop.co.uk", "www.mi5.gov.uk", exact) }},
		{"LookAlike near", 2, func() {
			LookAlike("example-shop.co.uk", "www.mi5.gov.uk", exact, near)
		}},
		{"LookAlike with i", 2, func() {
			LookAlike("lists.thirdparty.co.uk", "www.mi5.gov.uk", exact, near)
		}},
	} {
		if got := testing.AllocsPerRun(100, c.call); got > c.most {
			t.Errorf("%s: got %v allocations, want at most %v", c.name, got, c.most)
		}
	}
}

func BenchmarkRegistrable(b *testing.B) {
	for _, host := range benchHosts {
		b.Run(host, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Registrable(host)
			}
		})
	}
}

func BenchmarkSameSite(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		SameSite("www.mi5.gov.uk", "lists.mi5.gov.uk")
	}
}

func BenchmarkNetworkOf(b *testing.B) {
	for _, host := range []string{"www.mi5.gov.uk", "192.168.1.1", "2001:db8::1"} {
		b.Run(host, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				NetworkOf(host)
			}
		})
	}
}

func BenchmarkNormalise(b *testing.B) {
	for _, host := range []string{"www.mi5.gov.uk", "WWW.Bücher.Example."} {
		b.Run(host, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Normalise(host)
			}
		})
	}
}

// BenchmarkLookAlike has callbacks that search a sorted slice, as a bundle does.
func BenchmarkLookAlike(b *testing.B) {
	keys := make([]string, 0, 1000)
	for key := range protectedNames {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	exact := func(key string) (string, bool) {
		if _, ok := slices.BinarySearch(keys, key); !ok {
			return "", false
		}
		return protectedNames.exact(key)
	}
	near := func(key string, n int) (string, bool) {
		if _, ok := slices.BinarySearch(keys, key); !ok {
			return "", false
		}
		return protectedNames.near(key, n)
	}
	for _, target := range append(benchHosts[1:], "payapl.com", "xn--pypal-4ve.com") {
		b.Run(target, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				LookAlike(target, "www.mi5.gov.uk", exact, near)
			}
		})
	}
}
