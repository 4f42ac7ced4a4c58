package place

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
)

// The obvious algorithm: of all rows around x, the narrowest; of equals, the last.
func narrowest(rows []Range[uint32], addr netip.Addr) uint32 {
	x, width := number(addr)
	best, value := highest(128), uint32(0)
	for _, row := range rows {
		first, w := number(row.First)
		last, _ := number(row.Last)
		if w != width || x.less(first) || last.less(x) {
			continue
		}
		if size := last.sub(first); !best.less(size) {
			best, value = size, row.Value
		}
	}
	return value
}

func TestSpansAgainstNarrowest(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for round := range 400 {
		width := []int{32, 128}[round%2]
		base := []u128{{}, highest(width).sub(u128{0, 255}), {0, 1 << 20}}[random.IntN(3)]
		if width == 128 && round%4 == 1 {
			base = u128{0x2a00 << 48, ^uint64(0) - 100}
		}
		at := func(n int) netip.Addr { return address(base.add(u128{0, uint64(n)}), width) }
		var rows []Range[uint32]
		for range random.IntN(30) {
			a, b := random.IntN(256), random.IntN(256)
			rows = append(rows, Range[uint32]{at(min(a, b)), at(max(a, b)), uint32(random.IntN(4))})
		}
		list, err := spans(rows, width, func(v uint32) uint32 { return v })
		if err != nil {
			t.Fatal(err)
		}
		c := columnOf(list, width)
		for n := range 256 {
			value, first, last := c.find(u128{}.add(base).add(u128{0, uint64(n)}))
			if want := narrowest(rows, at(n)); value != want {
				t.Fatalf("round %d, %v: got %d, want %d of %v", round, at(n), value, want, rows)
			}
			if x := base.add(u128{0, uint64(n)}); x.less(first) || last.less(x) {
				t.Fatalf("round %d, %v: not between %v and %v", round, at(n), first, last)
			}
		}
		for i := 1; i < len(list); i++ {
			if !list[i-1].start.less(list[i].start) || list[i-1].value == list[i].value {
				t.Fatalf("round %d: spans %v", round, list[i-1:i+1])
			}
		}
	}
}

func columnOf(list []span, width int) column {
	starts, offsets, steps, values := encodeColumn(list, width, true)
	return column{width, len(list), string(starts), string(offsets), string(steps), string(values), 3}
}

func TestSteps(t *testing.T) {
	for _, width := range []int{32, 128} {
		for e := range width {
			for _, m := range []uint64{1, 3, 13, 15, 17, 255, 257, 1<<17 + 1, 1<<31 + 1, 1<<63 + 1} {
				step := u128{0, m}.shl(uint(e))
				if step.shr(uint(e)) != (u128{0, m}) || highest(width).less(step) {
					continue
				}
				b := encodeStep(nil, step, exponentBits(width))
				got, next, ok := decodeStep(string(b)+"\xff", 0, exponentBits(width))
				if !ok || got != step || next != len(b) {
					t.Errorf("%d<<%d: got %v, %d of %d bytes, %v", m, e, got, next, len(b), ok)
				}
				for i := range b {
					if _, _, ok := decodeStep(string(b[:i]), 0, exponentBits(width)); ok {
						t.Errorf("%d<<%d: got a step from %d of %d bytes", m, e, i, len(b))
					}
				}
			}
		}
	}
	all := highest(128)
	if got, _, ok := decodeStep(string(encodeStep(nil, all, 7)), 0, 7); !ok || got != all {
		t.Errorf("got %v, want the longest step", got)
	}
}

func TestAround(t *testing.T) {
	for _, c := range []struct{ x, first, last, want string }{
		{"10.1.2.3", "10.0.0.0", "10.255.255.255", "10.0.0.0/8"},
		{"10.1.2.3", "10.1.2.3", "10.1.2.3", "10.1.2.3/32"},
		{"10.1.2.3", "10.1.2.1", "10.1.2.255", "10.1.2.2/31"},
		{"10.1.2.3", "0.0.0.0", "255.255.255.255", "0.0.0.0/0"},
		{"10.1.2.3", "0.0.0.0", "127.255.255.255", "0.0.0.0/1"},
		{"255.1.2.3", "224.0.0.0", "255.255.255.255", "224.0.0.0/3"},
		{"2a00::5", "2a00::", "2a00::ffff", "2a00::/112"},
		{"2a00::5", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0"},
	} {
		x, width := number(netip.MustParseAddr(c.x))
		first, _ := number(netip.MustParseAddr(c.first))
		last, _ := number(netip.MustParseAddr(c.last))
		if got := fmt.Sprint(around(x, first, last, width)); got != c.want {
			t.Errorf("%s in %s to %s: got %s, want %s", c.x, c.first, c.last, got, c.want)
		}
	}
}

func TestLastOf(t *testing.T) {
	for prefix, want := range map[string]string{
		"10.0.0.0/8": "10.255.255.255", "1.2.3.4/32": "1.2.3.4", "0.0.0.0/0": "255.255.255.255",
		"2a00::/16": "2a00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0": "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2a00::1/128": "2a00::1",
	} {
		if got := lastOf(netip.MustParsePrefix(prefix)).String(); got != want {
			t.Errorf("%s: got %s, want %s", prefix, got, want)
		}
	}
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		country, registered, as string
		anycast                 bool
		want                    string
	}{
		{"GB", "GB", "GB", false, "agreed"},
		{"GB", "GB", "", false, "agreed"},
		{"GB", "", "GB", false, "agreed"},
		{"GB", "US", "US", false, "differing"},
		{"GB", "GB", "US", false, "agreed"},
		{"GB", "", "US", false, "differing"},
		{"GB", "US", "GB", false, "differing"},
		{"GB", "US", "", false, "differing"},
		{"GB", "", "", false, "unknown"},
		{"", "GB", "GB", false, "unknown"},
		{"", "", "", false, "unknown"},
		{"GB", "GB", "GB", true, "anycast"},
		{"", "", "", true, "anycast"},
	} {
		if got := judge(c.country, c.registered, c.as, c.anycast).String(); got != c.want {
			t.Errorf("%+v: got %s", c, got)
		}
	}
}

func TestIsCountry(t *testing.T) {
	if got, want := len(Countries)/2, 250; got != want {
		t.Errorf("got %d countries, want %d", got, want)
	}
	for i := 0; i < len(Countries); i += 2 {
		code := Countries[i : i+2]
		if !IsCountry(code) || i > 0 && Countries[i-2:i] >= code {
			t.Errorf("%s is not found or out of order", code)
		}
	}
	for _, code := range []string{"", "G", "gb", "UK", "EU", "AP", "ZZ", "AN", "XX", "GBR", "A1", "  "} {
		if IsCountry(code) {
			t.Errorf("%q: got a country", code)
		}
	}
}

func TestTidyName(t *testing.T) {
	for name, want := range map[string]string{
		"Level 3  Parent,\tLLC ":        "Level 3 Parent, LLC",
		"bad\x00\u202e name\xff":        "bad name",
		"FOP Somebody":                  "",
		"Some Body trading as Net":      "",
		"Private Entrepreneur Somebody": "",
		"PE ERSTWHILE":                  "",
		"Ivan Petrovich":                "",
		"PERCEPTION Ltd":                "PERCEPTION Ltd",
		"Akamai International B.V.":     "Akamai International B.V.",
		"an entry of exactly eighty bytes and then some more that does not fit in any más ñandú": "an entry of exactly eighty bytes and then some more that does not fit in any má",
	} {
		if got := tidyName(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestPerson(t *testing.T) {
	for name, want := range map[string]bool{
		"Erika Mustermann":          true,
		"MUSTERMANN MAX OTTO":       true,
		"Jane Q. Doe-Public":        true,
		"Mustermann":                false,
		"Erika Mustermann GmbH":     false,
		"Level 3 Communications":    false,
		"Akamai International B.V.": false,
		"Amazon.com, Inc.":          false,
		"Easynet Global Services":   false,
		"Uppsala Lans Landsting":    false,
	} {
		if got := person(name); got != want {
			t.Errorf("%q: got %v, want %v", name, got, want)
		}
	}
}

func TestParseAnycast(t *testing.T) {
	list, err := ParseAnycast("# c\nAS5 Five # note\nAS3 Three\nAS5 again\n192.0.2.0/24 Net\n2001:db8::/32 Net\n")
	if err != nil || fmt.Sprint(list) != "{[3 5] [192.0.2.0/24 2001:db8::/32]}" {
		t.Errorf("got %v, %v", list, err)
	}
	_, err = ParseAnycast("AS5\n13335 Cloudflare\n192.0.2.1/24 Net\nAS0 Zero\nAS4294967296 Big")
	if got, want := fmt.Sprint(err), `line 1: "AS5": want a name after it`; len(got) < len(want) || got[:len(want)] != want {
		t.Errorf("got %s", got)
	}
	if joined, ok := err.(interface{ Unwrap() []error }); !ok || len(joined.Unwrap()) != 5 {
		t.Errorf("got %v, want five errors", err)
	}
}
