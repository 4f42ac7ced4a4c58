package source

import (
	"bytes"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"

	"github.com/formtrace/formtrace/rules/place"
)

// folder makes a folder of files that were all changed on one day.
func folder(files map[string]string) fs.FS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text), ModTime: time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)}
	}
	return out
}

// database makes a database in MaxMind's format.
func database(t testing.TB, networks map[string]mmdbtype.Map) string {
	t.Helper()
	w, err := mmdbwriter.New(mmdbwriter.Options{DatabaseType: "Test", IncludeReservedNetworks: true, RecordSize: 24})
	if err != nil {
		t.Fatal(err)
	}
	for network, record := range networks {
		_, n, err := net.ParseCIDR(network)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Insert(n, record); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func text(s string) mmdbtype.DataType { return mmdbtype.String(s) }

func iso(code string) mmdbtype.Map { return mmdbtype.Map{"iso_code": text(code)} }

// base is a small table.
func base(t testing.TB) *place.Table {
	t.Helper()
	r := func(first, last, value string) place.Range[string] {
		return place.Range[string]{First: netip.MustParseAddr(first), Last: netip.MustParseAddr(last), Value: value}
	}
	var anycast place.AnycastList
	anycast.Prefixes = []netip.Prefix{netip.MustParsePrefix("8.8.8.0/24")}
	data, err := place.Build(place.Sources{
		Revision: "1", Date: "2026-06-17", Source: "base", Attribution: "nobody",
		Used:       []place.Range[string]{r("4.0.0.0", "4.255.255.255", "US"), r("8.8.0.0", "8.8.255.255", "US"), r("2001:4860::", "2001:4860:ffff:ffff:ffff:ffff:ffff:ffff", "US")},
		Registered: []place.Range[string]{r("4.0.0.0", "4.255.255.255", "US"), r("8.8.0.0", "8.8.255.255", "US")},
		Homes:      []place.Range[string]{r("4.0.0.0", "8.255.255.255", "US")},
		Systems: []place.Range[place.System]{{First: netip.MustParseAddr("4.0.0.0"), Last: netip.MustParseAddr("4.255.255.255"),
			Value: place.System{Number: 3356, Name: "Level 3"}}},
		Anycast: anycast, Names: 10,
	})
	if err != nil {
		t.Fatal(err)
	}
	table, err := place.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// What is dropped in takes the place of what it is about; the rest stays.
func TestFolder(t *testing.T) {
	const where = "4.2.2.2 8.8.8.8 63.211.10.1 2001:4860:4860::8888"
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"countries of use", map[string]string{"geo-whois-asn-country-ipv4.csv": "4.0.0.0,4.255.255.255,GB\n63.211.0.0,63.211.255.255,DE\n"},
			"3356 Level 3 GB/US/US differing, 0  /US/ anycast, 0  DE// unknown, -"},
		{"in a sub-folder, quoted, beside what is no table", map[string]string{
			"asn-country/asn-country-ipv4.csv": "\"4.0.0.0\",\"4.255.255.255\",\"GB\"\n", "asn-country/asn-country-ipv4-num.csv": "not read", "asn-country/README.md": "#", ".git/x.csv": "x"},
			"3356 Level 3 US/GB/US differing, 0  US// anycast, -, 0  US// unknown"},
		{"systems", map[string]string{"asn-ipv4.csv": "4.0.0.0,4.255.255.255,64500,\"New, Ltd\"\n63.211.0.0,63.211.255.255,3356,Level 3\n", "asn-ipv6.csv": "2001:4860::,2001:4860:ffff::,15169,Google LLC\n"},
			"64500 New, Ltd US/US/US agreed, 0  US/US/ anycast, 3356 Level 3 // unknown, 15169 Google LLC US// unknown"},
		{"countries of systems", map[string]string{"iptoasn-country-ipv4.csv": "4.0.0.0,4.255.255.255,CA\n"},
			"3356 Level 3 US/US/CA agreed, 0  US/US/ anycast, -, 0  US// unknown"},
		{"a database of countries", map[string]string{"City of mine.mmdb": database(t, map[string]mmdbtype.Map{
			"4.2.0.0/16":     {"country": iso("FR"), "registered_country": iso("US"), "city": mmdbtype.Map{"names": mmdbtype.Map{"en": text("X")}}},
			"63.211.0.0/16":  {"registered_country": iso("DE")},
			"2001:4860::/32": {"country": iso("IE")},
		})}, "3356 Level 3 FR/US/US differing, -, 0  /DE/ unknown, 0  IE// unknown"},
		{"a database of systems", map[string]string{"GeoLite2-ASN.mmdb": database(t, map[string]mmdbtype.Map{
			"63.211.0.0/16": {"autonomous_system_number": mmdbtype.Uint32(64501), "autonomous_system_organization": text("Another Ltd")},
		})}, "0  US/US/ agreed, 0  US/US/ anycast, 64501 Another Ltd // unknown, 0  US// unknown"},
		{"a database of ip-location-db", map[string]string{"asn-country.mmdb": database(t, map[string]mmdbtype.Map{
			"4.0.0.0/8": {"country_code": text("GB")},
		})}, "3356 Level 3 US/GB/US differing, 0  US// anycast, -, 0  US// unknown"},
		{"two about the same: the narrowest decides", map[string]string{
			"a-country-ipv4.csv": "4.0.0.0,4.255.255.255,GB\n", "b-country-ipv4.csv": "4.2.0.0,4.2.255.255,FR\n"},
			"3356 Level 3 FR/US/US differing, 0  /US/ anycast, -, -"},
	} {
		s, err := Folder(folder(c.files), base(t))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		data, err := place.Build(s)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		table, err := place.Open(string(data))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, addr := range strings.Fields(where) {
			f := table.Lookup(netip.MustParseAddr(addr))
			if !f.Network.IsValid() {
				got = append(got, "-")
				continue
			}
			got = append(got, fmt.Sprintf("%d %s %s/%s/%s %v", f.ASN, f.ASName, f.Country, f.RegisteredCountry, f.ASCountry, f.Confidence))
		}
		if got := strings.Join(got, ", "); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
		if table.Date() != "2026-11-02" || table.Source() != "base, with the operator's own tables of 2026-11-02" || !strings.HasPrefix(table.Revision(), "1+") {
			t.Errorf("%s: got %s, %s, %s", c.name, table.Date(), table.Source(), table.Revision())
		}
	}
}

// Every mistake names the file, and the line or the network.
func TestFolderErrors(t *testing.T) {
	good := database(t, map[string]mmdbtype.Map{"4.0.0.0/8": {"country": iso("US")}})
	for _, c := range []struct {
		file, text string
		want       []string
	}{
		{"README.md", "x", []string{"expected tables"}},
		{"countries.csv", "x", []string{"countries.csv: expected a name such as geo-whois-asn-country-ipv4.csv"}},
		{"asn-country-ipv4.csv", "", []string{"asn-country-ipv4.csv: expected rows"}},
		{"asn-country-ipv4.csv", "1.0.0.0,1.0.0.255,AU\n1.0.1.0", []string{"asn-country-ipv4.csv: line 2: expected 3 fields, not 1"}},
		{"asn-country-ipv4.csv", "1.0.0.0,1.0.0.255,AU\nx,1.0.0.1,AU", []string{`line 2: expected an address, not "x"`}},
		{"asn-country-ipv4.csv", "1.0.0.0,16777471,AU", []string{`line 1: expected an address, not "16777471"`}},
		{"asn-country-ipv4.csv", "1.0.0.9,1.0.0.1,AU", []string{"line 1: expected a range, not 1.0.0.9 to 1.0.0.1"}},
		{"asn-country-ipv4.csv", "1.0.0.9,::1,AU", []string{"line 1: expected a range"}},
		{"asn-country-ipv4.csv", "1.0.0.1,1.0.0.9,Australia", []string{"line 1: expected the two capital letters"}},
		{"asn-country-ipv4.csv", "1.0.0.1,1.0.0.9,au", []string{"line 1: expected the two capital letters"}},
		{"asn-country-ipv4.csv", "1.0.0.1,\"1.0.0.9,AU", []string{"asn-country-ipv4.csv: line 1: "}},
		{"sub/asn-ipv4.csv", "1.0.0.1,1.0.0.9,AS1,x", []string{`sub/asn-ipv4.csv: line 1: expected the number of a system, not "AS1"`}},
		{"asn-ipv4.csv", "1.0.0.1,1.0.0.9,4294967296,x", []string{"line 1: expected the number of a system"}},
		{"a.mmdb", "", []string{"a.mmdb: expected a database in MaxMind's format"}},
		{"a.mmdb", "<html>", []string{"a.mmdb: expected a database in MaxMind's format"}},
		{"a.mmdb", good[:len(good)/4] + good[len(good)/2:], []string{"a.mmdb: "}},
		{"a.mmdb", database(t, map[string]mmdbtype.Map{"4.0.0.0/8": {"name": text("x")}}), []string{"a.mmdb: expected countries or systems"}},
		{"a.mmdb", database(t, map[string]mmdbtype.Map{"4.0.0.0/8": {"country": iso("USA")}}), []string{"a.mmdb: record of 4.0.0.0/8: expected the two capital letters"}},
		{"a.mmdb", database(t, map[string]mmdbtype.Map{"4.0.0.0/8": {"country": text("US")}}), []string{"a.mmdb: record of 4.0.0.0/8: "}},
	} {
		_, err := Folder(folder(map[string]string{c.file: c.text}), base(t))
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %.40q: got %v, want %q", c.file, c.text, err, want)
			}
		}
	}
}

func TestOnlyNumbersAreSystems(t *testing.T) {
	if got, err := system([]string{"", "", "4589", "Easynet"}); err != nil || got.Number != 4589 || got.Name != "Easynet" {
		t.Errorf("got %v, %v", got, err)
	}
	for _, n := range []string{"", "AS1", "-1", "4294967296"} {
		if _, err := system([]string{"", "", n, "x"}); err == nil {
			t.Errorf("%q: got no error", n)
		}
	}
}

func TestEnds(t *testing.T) {
	for prefix, want := range map[string]string{
		"0.0.0.0/0": "0.0.0.0 255.255.255.255", "4.2.2.2/32": "4.2.2.2 4.2.2.2", "4.2.0.0/15": "4.2.0.0 4.3.255.255",
		"2001:db8::/33": "2001:db8:: 2001:db8:7fff:ffff:ffff:ffff:ffff:ffff",
	} {
		first, last := ends(netip.MustParsePrefix(prefix))
		if got := fmt.Sprint(first, " ", last); got != want {
			t.Errorf("%s: got %s, want %s", prefix, got, want)
		}
	}
}

// Damaged databases are errors.
func FuzzMMDB(f *testing.F) {
	good := database(f, map[string]mmdbtype.Map{"4.0.0.0/8": {"country": iso("US")}, "2001:4860::/32": {"autonomous_system_number": mmdbtype.Uint32(1)}})
	f.Add([]byte(good))
	f.Add([]byte(nil))
	for i := max(0, len(good)-400); i < len(good); i += 3 {
		damaged := []byte(good)
		damaged[i] ^= 0x41
		f.Add(damaged)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var r rows
		err := r.readMMDB(folder(map[string]string{"a.mmdb": string(data)}), "a.mmdb", &r.used)
		for _, row := range slices.Concat(r.used, r.registered, r.homes) {
			if row.Last.Less(row.First) {
				t.Errorf("got the range %v to %v", row.First, row.Last)
			}
		}
		if err != nil && !strings.HasPrefix(err.Error(), "a.mmdb: ") {
			t.Errorf("got %v without the file's name", err)
		}
	})
}
