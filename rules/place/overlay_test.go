package place_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/rules/place/table"
)

const lab = `# networks of January 2007; addresses illustrative
prefix,country,registeredCountry,asn,asName,asCountry
63.211.0.0/16,US,US,3356,LEVEL3,US
195.172.0.0/16,GB,GB,AS4589,"Easynet, London",GB
195.68.228.0,195.68.228.255,GB,GB,4589,Easynet
195.68.228.53/32,GB,DE,4589,Easynet
10.0.0.0/8,GB
2001:db8::/32,FR,,64500,,US
192.0.2.0/24,,,64501,Nowhere
`

func ExampleParseOverlay() {
	overlay, err := place.ParseOverlay("63.211.0.0/16,US,US,3356,LEVEL3\n")
	if err != nil {
		panic(err)
	}
	places := place.Places{Overlay: overlay} // and Table, where there is one
	facts := places.Lookup(netip.MustParseAddr("63.211.10.1"))
	fmt.Println(facts.Network, facts.Country, facts.Confidence, facts.ASN, facts.ASName)
	// Output: 63.211.0.0/16 US agreed 3356 LEVEL3
}

func TestOverlay(t *testing.T) {
	overlay, err := place.ParseOverlay(lab)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := overlay.Len(), 7; got != want {
		t.Errorf("got %d rows, want %d", got, want)
	}
	for addr, want := range map[string]string{
		"63.211.10.1":        "63.211.0.0/16 3356 LEVEL3 US US US agreed",
		"::ffff:63.211.10.1": "63.211.0.0/16 3356 LEVEL3 US US US agreed",
		"195.172.3.4":        "195.172.0.0/16 4589 Easynet, London GB GB GB agreed",
		"195.68.228.9":       "195.68.228.0/27 4589 Easynet GB GB  agreed",
		"195.68.228.53":      "195.68.228.53/32 4589 Easynet GB DE  differing",
		"195.68.228.54":      "195.68.228.54/31 4589 Easynet GB GB  agreed",
		"10.9.8.7":           "10.0.0.0/8 0  GB   agreed",
		"2001:db8:1::2":      "2001:db8::/32 64500  FR  US agreed",
		"192.0.2.77":         "192.0.2.0/24 64501 Nowhere    unknown",
		"9.255.255.255":      "none",
		"11.0.0.0":           "none",
		"2001:db9::":         "none",
		"::":                 "none",
	} {
		t.Run(addr, func(t *testing.T) {
			got := "none"
			if f, ok := overlay.Lookup(netip.MustParseAddr(addr)); ok {
				got = fmt.Sprint(f.Network, f.ASN, " ", f.ASName, " ", f.Country, " ", f.RegisteredCountry, " ", f.ASCountry, " ", f.Confidence)
				got = strings.Replace(got, fmt.Sprint(f.Network), fmt.Sprint(f.Network)+" ", 1)
			}
			if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
	if _, ok := overlay.Lookup(netip.Addr{}); ok {
		t.Error("the zero address was found")
	}
}

func TestOverlayErrors(t *testing.T) {
	for text, want := range map[string][]string{
		"10.0.0.1/8,GB":                      {`line 1: "10.0.0.1/8"`},
		"10.0.0.0/33,GB":                     {`line 1: "10.0.0.0/33"`},
		"ten,GB":                             {`line 1: "ten"`},
		"10.0.0.0":                           {`line 1: ""`},
		"10.0.0.9,10.0.0.1,GB":               {`line 1: "10.0.0.1"`},
		"10.0.0.9,2001:db8::,GB":             {`line 1: "2001:db8::"`},
		"10.0.0.0/8,EU":                      {`line 1: "EU"`},
		"10.0.0.0/8,gb":                      {`line 1: "gb"`},
		"10.0.0.0/8,GB,GB,1,x,GB,more":       {`line 1: "more"`},
		"10.0.0.0/8,GB,GB,-1":                {`line 1: "-1"`},
		"10.0.0.0/8,GB,GB,4294967296":        {`line 1: "4294967296"`},
		"10.0.0.0/8,GB\n10.0.0.0/8,US":       {`line 2: "10.0.0.0/8"`, "line 1 does not have"},
		"# c\n\nx/8,UK\n10.0.0.0/8,GB\ny,AP": {`line 3: "x/8"`, `line 3: "UK"`, `line 5: "y"`},
		"10.0.0.0/8,GB,GB,1,\"Level\" 3\nz":  {"line 1:", `line 2: "z"`},
		"10.0.0.0/8,GB,GB,1,\xff":            {`line 1: "\xff"`},
	} {
		t.Run(text, func(t *testing.T) {
			overlay, err := place.ParseOverlay(text)
			if err == nil || overlay != nil {
				t.Fatalf("got %v and error %v, want an error", overlay, err)
			}
			var line *place.LineError
			if !errors.As(err, &line) || line.Line == 0 {
				t.Errorf("got %#v, want a LineError with a line", err)
			}
			for _, part := range want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("got %q, want %q in it", err, part)
				}
			}
		})
	}
}

func TestOverlayHeaders(t *testing.T) {
	for _, text := range []string{
		"", "# nothing\n", "prefix,country\n", "\ufeffstart,end,country\r\n",
	} {
		overlay, err := place.ParseOverlay(text)
		if err != nil || overlay.Len() != 0 {
			t.Errorf("%q: got %v, want no rows and no error", text, err)
		}
	}
}

func TestPlaces(t *testing.T) {
	overlay, err := place.ParseOverlay("4.2.2.0/24,GB,GB,64500,Ours\n")
	if err != nil {
		t.Fatal(err)
	}
	big, err := place.Open(table.Data())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		places place.Places
		addr   string
		want   uint32
	}{
		"overlay first":   {place.Places{Overlay: overlay, Table: big}, "4.2.2.2", 64500},
		"table after":     {place.Places{Overlay: overlay, Table: big}, "4.2.3.2", 3356},
		"overlay only":    {place.Places{Overlay: overlay}, "4.2.3.2", 0},
		"table only":      {place.Places{Table: big}, "4.2.2.2", 3356},
		"neither":         {place.Places{}, "4.2.2.2", 0},
		"not an address":  {place.Places{Overlay: overlay, Table: big}, "", 0},
		"overlay, mapped": {place.Places{Overlay: overlay}, "::ffff:4.2.2.2", 64500},
	} {
		t.Run(name, func(t *testing.T) {
			addr, _ := netip.ParseAddr(c.addr)
			if got := c.places.Lookup(addr).ASN; got != c.want {
				t.Errorf("got AS%d, want AS%d", got, c.want)
			}
		})
	}
}

func FuzzParseOverlay(f *testing.F) {
	f.Add(lab)
	f.Add("10.0.0.0/8,EU\n\"")
	f.Add("::/0,GB\n0.0.0.0/0,US\n255.255.255.255/32,FR\nffff::,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,DE")
	f.Fuzz(func(t *testing.T, text string) {
		overlay, err := place.ParseOverlay(text)
		if (overlay == nil) != (err != nil) {
			t.Fatalf("got %v and %v", overlay, err)
		}
		if overlay == nil {
			return
		}
		for _, s := range []string{"0.0.0.0", "10.0.0.1", "255.255.255.255", "::", "2001:db8::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"} {
			addr := netip.MustParseAddr(s)
			if facts, ok := overlay.Lookup(addr); ok && !facts.Network.Contains(addr) {
				t.Fatalf("%v is not in its own network %v", addr, facts.Network)
			}
		}
	})
}
