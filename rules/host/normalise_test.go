package host

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/net/idna"
)

func TestNormalise(t *testing.T) {
	long := strings.Repeat("a", 63)
	for _, c := range []struct{ host, want, problem string }{
		{"example.org", "example.org", ""},
		{"WWW.Example.ORG.", "www.example.org", ""},
		{"_dmarc.my_host.example", "_dmarc.my_host.example", ""},
		{"-a-.example", "-a-.example", ""},
		{"r3---sn-x.example", "r3---sn-x.example", ""},
		{"localhost", "localhost", ""},
		{long + ".example", long + ".example", ""},
		// International names.
		{"Bücher.example", "xn--bcher-kva.example", ""},
		{"XN--BCHER-KVA.example", "xn--bcher-kva.example", ""},
		{"食狮。公司．cn", "xn--85x722f.xn--55qx5d.cn", ""},
		{"ｅｘａｍｐｌｅ.com", "example.com", ""},
		{"exam\u00adple.com", "example.com", ""},
		{"ＸＮ--BCHER-kva.de", "xn--bcher-kva.de", ""},
		{"straße.de", "xn--strae-oqa.de", ""},
		{"i❤\ufe0f.ws", "xn--i-7iq.ws", ""},
		{"xn--a.example", "", "no Punycode"},
		{"xn--.example", "", "no Punycode"},
		{"xn--abc-.example", "", "no Punycode"},
		{"xn--bü.example", "", "one or the other"},
		{"cafe\u0301.fr", "", "combining accent"},
		{"a\u202eb.com", "", "character that no host name has"},
		{"a\xffb.com", "", "not UTF-8"},
		// IPv4, in every spelling that browsers take.
		{"192.0.2.1", "192.0.2.1", ""},
		{"192.0.2.1.", "192.0.2.1", ""},
		{"127.1", "127.0.0.1", ""},
		{"0x7F.1", "127.0.0.1", ""},
		{"0177.0.0.01", "127.0.0.1", ""},
		{"2130706433", "127.0.0.1", ""},
		{"0x7f000001", "127.0.0.1", ""},
		{"0xffffffff", "255.255.255.255", ""},
		{"0", "0.0.0.0", ""},
		{"0x", "0.0.0.0", ""},
		{"1.2.3", "1.2.0.3", ""},
		{"１２７.0.0.1", "127.0.0.1", ""},
		{"256.1.1.1", "", "ends in a number"},
		{"1.2.3.256", "", "ends in a number"},
		{"4294967296", "", "ends in a number"},
		{"99999999999999999999999999", "", "ends in a number"},
		{"1.2.3.4.5", "", "ends in a number"},
		{"08", "", "ends in a number"},
		{"example.1", "", "ends in a number"},
		{"example.0x1", "", "ends in a number"},
		{"example.0xg", "example.0xg", ""},
		// IPv6.
		{"::1", "::1", ""},
		{"[::1]", "::1", ""},
		{"[2001:DB8:0:0:1:0:0:1]", "2001:db8::1:0:0:1", ""},
		{"::ffff:7f00:1", "::ffff:127.0.0.1", ""},
		{"[::1", "", "has no ]"},
		{"[::1]:443", "", "has a port"},
		{"[::1]x", "", "goes on after ]"},
		{"[]", "", "no IPv6"},
		{"[127.0.0.1]", "", "no IPv6"},
		{"fe80::1%eth0", "", "without a zone"},
		{"1::2::3", "", "no IPv6"},
		{":", "", "no IPv6"},
		// Mistakes.
		{"", "", "is empty"},
		{".", "", "empty label"},
		{"example.org:443", "", "has a port"},
		{"example.org:", "", "has a port"},
		{"https://example.org/", "", "is a URL"},
		{"example.org/path", "", "character that no host name has: \"/\""},
		{"me@example.org", "", "\"@\""},
		{"exa mple.org", "", "\" \""},
		{"a\x00.org", "", `"\x00"`},
		{"a..b", "", "empty label"},
		{".a", "", "empty label"},
		{"a..", "", "empty label"},
		{"*.example.org", "", "\"*\""},
		{long + "a.example", "", "more than 63 bytes"},
		{strings.Repeat("a.", 126) + "aa", "", "at most 253"},
		{strings.Repeat("a.", 126) + "a", strings.Repeat("a.", 126) + "a", ""},
		{strings.Repeat("x", 1<<20), "", "too long"},
	} {
		got, err := Normalise(c.host)
		if got != c.want || (err == nil) != (c.problem == "") {
			t.Errorf("Normalise(%.90q): got %q, %v; want %q, problem %q", c.host, got, err, c.want, c.problem)
			continue
		}
		if err == nil {
			if again, err := Normalise(got); again != got || err != nil {
				t.Errorf("Normalise(%q): got %q, %v; want it unchanged", got, again, err)
			}
			continue
		}
		var typed *Error
		if !errors.As(err, &typed) || typed.Host != c.host {
			t.Errorf("Normalise(%.90q): the error is %T; want an *Error naming the host", c.host, err)
		}
		if text := err.Error(); !strings.Contains(text, c.problem) || !strings.Contains(text, "expected") && !strings.Contains(text, "63 bytes") && !strings.Contains(text, "Punycode") || len(text) > 400 {
			t.Errorf("Normalise(%.90q): got error %q; want a short one with %q and what was expected", c.host, text, c.problem)
		}
	}
}

func TestUnicode(t *testing.T) {
	for _, c := range []struct{ host, want string }{
		{"example.org", "example.org"},
		{"xn--bcher-kva.example", "bücher.example"},
		{"www.XN--BCHER-KVA.example", "www.bücher.example"},
		{"xn--85x722f.xn--55qx5d.cn", "食狮.公司.cn"},
		{"xn--a.xn--bcher-kva", "xn--a.bücher"},
		{"xn--", "xn--"},
		{"", ""},
		{"192.0.2.1", "192.0.2.1"},
		{"::1", "::1"},
	} {
		if got := Unicode(c.host); got != c.want {
			t.Errorf("Unicode(%q): got %q, want %q", c.host, got, c.want)
		}
	}
}

// TestAgainstIDNA compares international names with golang.org/x/net/idna.
func TestAgainstIDNA(t *testing.T) {
	for _, host := range []string{"Bücher.example", "MÜNCHEN.de", "ÅÄÖ.se", "ΑΘΉΝΑ.gr", "Москва.рф", "例え.jp", "ไทย.th", "हिन्दी.भारत", "العربية.eg", "עברית.il", "straße.de", "한국.kr", "Ｆｕｌｌ.example", "ελληνικάς.gr", "naïve.café"} {
		want, err := idna.New(idna.MapForLookup(), idna.Transitional(false)).ToASCII(host)
		if err != nil {
			t.Fatalf("%s: %v", host, err)
		}
		if got, err := Normalise(host); got != want || err != nil {
			t.Errorf("Normalise(%q): got %q, %v; want %q", host, got, err, want)
		}
		shown, _ := idna.New().ToUnicode(want)
		if got := Unicode(want); got != shown {
			t.Errorf("Unicode(%q): got %q, want %q", want, got, shown)
		}
	}
}

// TestV6AgainstNetip compares IPv6 addresses with net/netip.
func TestV6AgainstNetip(t *testing.T) {
	for _, text := range []string{
		"::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::3:4:5:6:7:8", "1:0:0:4:0:0:0:8", "1:0:3:0:5:0:7:0", "0:0:0:0:0:0:0:0",
		"::ffff:1.2.3.4", "::1.2.3.4", "64:ff9b::1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "fe80::a", "ABCD:EF01::", "0001:002:03:4::", "::ffff:0:1.2.3.4", "2001:db8:0:1:1:1:1:1",
		"", ":", ":::", "1:", ":1", "1:2", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::", "::g", "::1.2.3", "::1.2.3.4.5", "::1.2.3.256", "::01.2.3.4", "1.2.3.4::",
		"1:2:3:4:5:6:7:1.2.3.4", "::1.2.3.4:5", "1::2:", "::0x1", "::1.2.3.0x4", "::1.2..4", "1:2:3:4::5:6:7:8", "::1:", "1:2:3:4:5:6:7:",
	} {
		want, err := netip.ParseAddr(text)
		ok := err == nil && want.Is6()
		got, parsed := parseV6(text)
		if parsed != ok {
			t.Errorf("parseV6(%q): got %v, want %v", text, parsed, ok)
			continue
		}
		if ok && got != want.As16() {
			t.Errorf("parseV6(%q): got %x, want %x", text, got, want.As16())
		}
		if shown := string(appendV6(nil, &got)); ok && shown != want.String() {
			t.Errorf("appendV6(%q): got %q, want %q", text, shown, want)
		}
	}
}
