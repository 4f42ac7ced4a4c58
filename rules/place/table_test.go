package place_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/rules/place/table"
)

func open(t testing.TB) *place.Table {
	t.Helper()
	big, err := place.Open(table.Data())
	if err != nil {
		t.Fatal(err)
	}
	return big
}

func ExampleTable_Lookup() {
	big, err := place.Open(table.Data())
	if err != nil {
		panic(err)
	}
	for _, addr := range []string{"4.2.2.2", "3.8.0.1", "1.1.1.1"} {
		facts := big.Lookup(netip.MustParseAddr(addr))
		fmt.Println(addr, facts.ASN, facts.Country, facts.RegisteredCountry, facts.ASCountry, facts.Confidence)
	}
	// Output:
	// 4.2.2.2 3356 US US US agreed
	// 3.8.0.1 16509 GB US US differing
	// 1.1.1.1 13335 AU AU US anycast
}

func TestKnownAddresses(t *testing.T) {
	big := open(t)
	for _, c := range []struct {
		addr       string
		asn        uint32
		name       string // a part of it
		country    string
		confidence place.Confidence
	}{
		{"4.2.2.2", 3356, "Level 3", "US", place.Agreed},
		{"212.187.200.1", 3356, "Level 3", "GB", place.Agreed}, // though the system's country is US
		{"3.8.0.1", 16509, "Amazon", "GB", place.Differing},
		{"18.130.0.1", 16509, "Amazon", "GB", place.Differing},
		{"34.89.0.1", 396982, "Google", "GB", place.Differing},
		{"1.1.1.1", 13335, "Cloudflare", "AU", place.Anycast},
		{"151.101.1.140", 54113, "Fastly", "US", place.Anycast},
		{"2606:4700::6810:84e5", 13335, "Cloudflare", "US", place.Anycast},
		{"75.2.60.5", 16509, "Amazon", "US", place.Anycast},     // by prefix
		{"54.230.10.1", 16509, "Amazon", "US", place.Anycast},   // by prefix
		{"::ffff:4.2.2.2", 3356, "Level 3", "US", place.Agreed}, // mapped
		{"64:ff9b::4.2.2.2", 3356, "Level 3", "US", place.Agreed},
		{"::ffff:127.0.0.1", 0, "", "", place.Unknown},
		{"10.0.0.1", 0, "", "", place.Unknown},
		{"127.0.0.1", 0, "", "", place.Unknown},
		{"192.168.1.1", 0, "", "", place.Unknown},
		{"169.254.169.254", 0, "", "", place.Unknown},
		{"100.64.0.1", 0, "", "", place.Unknown},
		{"255.255.255.255", 0, "", "", place.Unknown},
		{"::1", 0, "", "", place.Unknown},
		{"fe80::1%eth0", 0, "", "", place.Unknown},
		{"fd00::1", 0, "", "", place.Unknown},
		{"2001:db8::1", 0, "", "", place.Unknown},
		{"2001:2::1", 0, "", "", place.Unknown}, // benchmarking, though a source has a row
	} {
		t.Run(c.addr, func(t *testing.T) {
			addr := netip.MustParseAddr(c.addr)
			got := big.Lookup(addr)
			if got.ASN != c.asn || !strings.Contains(got.ASName, c.name) || got.Country != c.country || got.Confidence != c.confidence {
				t.Errorf("got %+v, want %+v", got, c)
			}
			if got.Network.IsValid() && !got.Network.Contains(addr.Unmap()) && !strings.HasPrefix(c.addr, "64:") {
				t.Errorf("%v is not in its network %v", addr, got.Network)
			}
			if (got.ASN != 0) != got.Network.IsValid() {
				t.Errorf("got network %v", got.Network)
			}
		})
	}
	if got := big.Lookup(netip.Addr{}); got != (place.Facts{}) {
		t.Errorf("zero address: got %+v, want nothing", got)
	}
}

func TestTableTexts(t *testing.T) {
	big := open(t)
	for what, text := range map[string][2]string{
		"revision": {big.Revision(), "2.3.2026061719"},
		"date":     {big.Date(), "2026-06-17"},
		"source":   {big.Source(), "ip-location-db 2026-06-17"},
	} {
		if got, want := text[0], text[1]; got != want {
			t.Errorf("%s: got %q, want %q", what, got, want)
		}
	}
	for _, want := range []string{"NRO", "nro.net", "routeviews.org", "db-ip.com", "iptoasn.com", "CC BY 4.0"} {
		if got := big.Attribution(); !strings.Contains(got, want) {
			t.Errorf("attribution: got %q, want %q in it", got, want)
		}
	}
	if got, want := len(table.Data()), 7_000_000; got > want {
		t.Errorf("the table has %d bytes, want at most %d", got, want)
	}
}

func TestOpenTrusted(t *testing.T) {
	trusted, err := place.OpenTrusted(table.Data())
	if err != nil {
		t.Fatal(err)
	}
	addr := netip.MustParseAddr("3.8.0.1")
	if got, want := trusted.Lookup(addr), open(t).Lookup(addr); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	data := small(t)
	for i := range len(data) {
		if _, err := place.OpenTrusted(data[:i]); err == nil {
			t.Fatalf("%d of %d bytes: got no error", i, len(data))
		}
	}
}

// The network that Lookup names is one throughout which it answers the same,
// and the largest one.
func TestNetwork(t *testing.T) {
	big := open(t)
	random := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		addr := sample(random)
		facts := big.Lookup(addr)
		if !facts.Network.IsValid() {
			continue
		}
		if facts.Network != facts.Network.Masked() || !facts.Network.Contains(addr) {
			t.Fatalf("%v: got network %v", addr, facts.Network)
		}
		for _, a := range []netip.Addr{facts.Network.Addr(), lastOf(facts.Network)} {
			if got := big.Lookup(a); place.Scope(a) == place.Public && got != facts {
				t.Fatalf("%v and %v: got %+v and %+v in one network", addr, a, facts, got)
			}
		}
	}
}

func TestLookupDoesNotAllocate(t *testing.T) {
	big := open(t)
	for _, s := range []string{"3.8.0.1", "2a00:1450:4009:81f::200e", "10.0.0.1"} {
		addr := netip.MustParseAddr(s)
		if got := testing.AllocsPerRun(100, func() { big.Lookup(addr) }); got != 0 {
			t.Errorf("%s: got %v allocations, want none", s, got)
		}
	}
}

// sample is an address that a server could have: IPv4, or IPv6 below 2000::/4.
func sample(random *rand.Rand) netip.Addr {
	var b [16]byte
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	if random.IntN(2) == 0 {
		return netip.AddrFrom4([4]byte(b[:4]))
	}
	tops := []uint16{0x2001, 0x2400, 0x2600, 0x2800, 0x2a00, 0x2c00}
	top := tops[random.IntN(len(tops))] + uint16(random.IntN(16))
	b[0], b[1] = byte(top>>8), byte(top)
	return netip.AddrFrom16(b)
}

func lastOf(p netip.Prefix) netip.Addr {
	b := p.Masked().Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	addr, _ := netip.AddrFromSlice(b)
	return addr
}

// small is a table with a bit of everything.
func small(t testing.TB) string {
	t.Helper()
	row := func(first, last, country string) place.Range[string] {
		return place.Range[string]{First: netip.MustParseAddr(first), Last: netip.MustParseAddr(last), Value: country}
	}
	system := func(first, last string, n uint32, name string) place.Range[place.System] {
		return place.Range[place.System]{First: netip.MustParseAddr(first), Last: netip.MustParseAddr(last), Value: place.System{Number: n, Name: name}}
	}
	sources := place.Sources{
		Revision: "1", Date: "2007-01-09", Source: "a test", Attribution: "nobody", Names: 2,
		Used: []place.Range[string]{
			row("4.0.0.0", "4.255.255.255", "US"), row("4.1.0.0", "4.2.0.255", "GB"), row("4.1.5.0", "4.1.5.9", "EU"),
			row("4.2.0.0", "4.2.255.255", "FR"), row("255.255.0.0", "255.255.255.255", "DE"),
			row("2a00::", "2a00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "NL"), row("2a00:1::1", "2a00:1::7", "BE"),
		},
		Registered: []place.Range[string]{row("4.0.0.0", "4.255.255.255", "US"), row("2a00::", "2a00:7fff::", "NL")},
		Homes:      []place.Range[string]{row("4.0.0.0", "4.1.255.255", "US"), row("4.2.0.0", "4.2.255.255", "FR")},
		Systems: []place.Range[place.System]{
			system("4.0.0.0", "4.255.255.255", 3356, "Level 3"), system("4.7.0.0", "4.7.255.255", 13335, "Cloudflare"),
			system("2a00::", "2a00::ffff", 64500, "Third"),
		},
		Anycast: place.AnycastList{Systems: []uint32{13335}, Prefixes: []netip.Prefix{netip.MustParsePrefix("4.9.0.0/16")}},
	}
	for i := range 200 { // several blocks
		a := netip.AddrFrom4([4]byte{5, byte(i), 0, 0})
		sources.Used = append(sources.Used, place.Range[string]{First: a, Last: a, Value: []string{"IT", "ES"}[i%2]})
	}
	data, err := place.Build(sources)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestBuild(t *testing.T) {
	built, err := place.Open(small(t))
	if err != nil {
		t.Fatal(err)
	}
	for addr, want := range map[string]place.Facts{
		"4.0.0.1":      {ASN: 3356, ASName: "Level 3", Country: "US", RegisteredCountry: "US", ASCountry: "US", Confidence: place.Agreed},
		"4.1.0.1":      {ASN: 3356, ASName: "Level 3", Country: "GB", RegisteredCountry: "US", ASCountry: "US", Confidence: place.Differing},
		"4.1.5.5":      {ASN: 3356, ASName: "Level 3", RegisteredCountry: "US", ASCountry: "US"}, // EU is no country
		"4.2.0.1":      {ASN: 3356, ASName: "Level 3", Country: "FR", RegisteredCountry: "US", ASCountry: "US", Confidence: place.Differing},
		"4.7.0.1":      {ASN: 13335, ASName: "Cloudflare", Country: "US", RegisteredCountry: "US", Confidence: place.Anycast},
		"4.9.0.1":      {ASN: 3356, ASName: "Level 3", Country: "US", RegisteredCountry: "US", ASCountry: "US", Confidence: place.Anycast},
		"5.3.0.0":      {Country: "ES"}, // nothing confirms it
		"5.3.0.1":      {},
		"2a00::1":      {ASN: 64500, Country: "NL", RegisteredCountry: "NL", Confidence: place.Agreed}, // the third name is not kept
		"2a00:1::6":    {Country: "BE", RegisteredCountry: "NL", Confidence: place.Differing},
		"2a00:1::8":    {Country: "NL", RegisteredCountry: "NL", Confidence: place.Agreed},
		"2a00:8000::1": {Country: "NL"},
		"2a01::":       {},
		"255.255.0.1":  {}, // not public
	} {
		t.Run(addr, func(t *testing.T) {
			got := built.Lookup(netip.MustParseAddr(addr))
			got.Network = netip.Prefix{}
			if got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestBuildErrors(t *testing.T) {
	good := place.Sources{Revision: "1", Date: "2007-01-09", Source: "s", Attribution: "a"}
	if _, err := place.Build(good); err != nil {
		t.Fatalf("an empty table: got %v", err)
	}
	a, b := netip.MustParseAddr("4.0.0.0"), netip.MustParseAddr("2a00::")
	for name, change := range map[string]func(*place.Sources){
		"date":     func(s *place.Sources) { s.Date = "9 January" },
		"revision": func(s *place.Sources) { s.Revision = "" },
		"text":     func(s *place.Sources) { s.Attribution = "\xff" },
		"mixed":    func(s *place.Sources) { s.Used = []place.Range[string]{{First: a, Last: b, Value: "GB"}} },
		"backward": func(s *place.Sources) { s.Homes = []place.Range[string]{{First: a.Next(), Last: a, Value: "GB"}} },
		"invalid":  func(s *place.Sources) { s.Registered = []place.Range[string]{{Value: "GB"}} },
	} {
		bad := good
		change(&bad)
		if _, err := place.Build(bad); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}

// Damaged data gives an error that says where, or a table that answers without
// panicking.
func tryDamaged(t *testing.T, data string) {
	got, err := place.Open(data)
	if err != nil {
		var where *place.DataError
		if !errors.As(err, &where) || where.Offset < 0 || where.Offset > len(data) || where.Part == "" || where.Want == "" {
			t.Fatalf("got %#v, want a DataError with a place inside the data", err)
		}
		return
	}
	for _, s := range []string{"1.1.1.1", "4.0.0.0", "4.1.5.5", "4.9.9.9", "5.99.0.0", "223.255.255.255", "2000::", "2a00::1", "2a00:1::7", "3fff:ffff::"} {
		got.Lookup(netip.MustParseAddr(s))
	}
}

func TestDamaged(t *testing.T) {
	data := small(t)
	for i := range len(data) {
		tryDamaged(t, data[:i])
		for _, b := range []byte{0, 1, 0x7f, 0x80, 0xff, data[i] + 1, data[i] ^ 0x20} {
			tryDamaged(t, data[:i]+string([]byte{b})+data[i+1:])
		}
	}
	tryDamaged(t, data+"x")
}

func FuzzOpen(f *testing.F) {
	data := small(f)
	f.Add(data)
	f.Add(data[:200])
	f.Add("")
	f.Add(strings.Repeat("\xff", 400))
	f.Fuzz(tryDamaged)
}
