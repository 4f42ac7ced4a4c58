package host

import (
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"
)

// FuzzHost: whatever the text, nothing panics, and the answers agree with each
// other and, where it looks at the same, with golang.org/x/net/publicsuffix.
func FuzzHost(f *testing.F) {
	for _, seed := range [][2]string{
		{"www.mi5.gov.uk", "mi5.h0st.biz"}, {"h0st.biz", "host.biz"}, {"a.b.kobe.jp", "city.kobe.jp"}, {"xn--bcher-kva.example", "bücher.example"},
		{"127.1", "0x7f.0.0.1"}, {"[::ffff:10.0.0.1]", "::"}, {"host:80", "[::1]:80"}, {"", "."}, {"\xff", "\x00"}, {"rnail-vvest-0123456789.com", "xn--0.ck"},
		{"pаypal.com", "paypa1.com"}, {"ﷺ.com", "ㄱ.com"}, {"a.www.ck", "*.ck"}, {strings.Repeat("а", 80) + ".com", strings.Repeat("1l", 31) + ".com"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		normal, err := Normalise(a)
		site, ok := Registrable(a)
		suffix, _ := Suffix(a)
		network := NetworkOf(a)
		Unicode(a)
		Unicode(normal)
		if err != nil {
			if normal != "" || site != "" || ok || suffix != "" || network != None || Site(a) != "" || SameSite(a, a) || Trustworthy("http", a) {
				t.Errorf("bad host %q: got %q, %q, %v, %q, %v; want nothing", a, normal, site, ok, suffix, network)
			}
			if len(err.Error()) > 500 {
				t.Errorf("bad host %.90q: an error of %d bytes", a, len(err.Error()))
			}
			return
		}
		if again, err := Normalise(normal); again != normal || err != nil {
			t.Errorf("Normalise(%q) is %q, which is not normalised: %q, %v", a, normal, again, err)
		}
		if network == None || !SameSite(a, normal) || !SameSite(a, a) || NetworkOf(normal) != network {
			t.Errorf("%q and its normalised form %q differ", a, normal)
		}
		if shown := Unicode(normal); shown != normal {
			// What is shown reads back, unless it has combining accents.
			if again, err := Normalise(shown); err == nil && again != normal {
				t.Errorf("Unicode(%q) is %q, which is %q", normal, shown, again)
			}
		}
		if _, k, _ := analyse(normal); k == kindName {
			if want, _ := publicsuffix.PublicSuffix(normal); suffix != want {
				t.Errorf("Suffix(%q): got %q, want %q", normal, suffix, want)
			}
			if want, err := publicsuffix.EffectiveTLDPlusOne(normal); site != want || ok != (err == nil) {
				t.Errorf("Registrable(%q): got %q, %v; want %q", normal, site, ok, want)
			}
		}
		x := newIndexOf(b)
		got, found := LookAlike(a, b, x.exact, x.near)
		if found && (got.Imitates == "" || got.How == "" || got.Label == "" || SameSite(a, b)) {
			t.Errorf("LookAlike(%q, %q): got %+v", a, b, got)
		}
		if like, found := LookAlike(a, "shop.example", x.exact, x.near); found && like.Imitates == Site(a) {
			t.Errorf("LookAlike(%q): imitates itself: %+v", a, like)
		}
		if label, _, _ := strings.Cut(site, "."); Skeleton(Skeleton(label)) != Skeleton(label) && !strings.Contains(Skeleton(label), "r") && !strings.Contains(Skeleton(label), "v") && !strings.HasPrefix(label, "xn--") {
			t.Errorf("Skeleton(%q): %q has the skeleton %q", label, Skeleton(label), Skeleton(Skeleton(label)))
		}
	})
}

// newIndexOf is an index of the registrable domain of one host, if it has one.
func newIndexOf(host string) index {
	if site, ok := Registrable(host); ok {
		return newIndex(site)
	}
	return index{}
}
