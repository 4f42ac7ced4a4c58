package host

import "testing"

// manyHosts are hosts of every kind, good and bad.
var manyHosts = []string{"www.mi5.gov.uk", "pmv2.co.uk", "mi5.h0st.biz", "paypa1.com", "rnail.com", "co.uk", "uk", "localhost", "app.localhost",
	"printer.local", "home.arpa", "d.onion", "10.1.2.3", "0x7f.1", "x.0x1", "1.2.3.4.5", "[::1]", "::ffff:127.0.0.1", "2001:db8::1", "Bücher.example",
	"xn--bcher-kva.example", "xn--a", "x.xn--p1ai", "a..b", ".", "", "a b", "example.com.", "-", "a.-b", "example.com:80", "WWW.Example.COM"}

// TestParse: it tells what the functions tell one by one.
func TestParse(t *testing.T) {
	for _, h := range manyHosts {
		got, err := Parse(h)
		name, wantErr := Normalise(h)
		if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
			t.Errorf("Parse(%q): got error %v, want %v", h, err, wantErr)
		}
		site, ok := Registrable(h)
		if got.Name != name || got.Site != Site(h) || got.Network != NetworkOf(h) || got.Registrable() != ok || ok && got.Site != site {
			t.Errorf("Parse(%q): got %+v", h, got)
		}
		for _, scheme := range []string{"http", "https", "ws", "ftp", ""} {
			if want := Trustworthy(scheme, h); got.Trustworthy(scheme) != want {
				t.Errorf("%s://%s: got %v, want %v", scheme, h, !want, want)
			}
		}
	}
}

// TestUsual: what is usual is normalised already, by the long way too.
func TestUsual(t *testing.T) {
	usual := 0
	for _, h := range manyHosts {
		if !isUsual(h) {
			continue
		}
		usual++
		if checkName(h) != "" || endsInNumber(h) || lowerASCII(h) != h {
			t.Errorf("%q is taken for usual", h)
		}
	}
	if usual < 8 {
		t.Errorf("got %d usual hosts: the quick way is never taken", usual)
	}
}

// TestSeeker: used again and again it answers as LookAlike does, and allocates
// nothing where nothing is found.
func TestSeeker(t *testing.T) {
	s := NewSeeker(protectedNames.near)
	for _, target := range manyHosts {
		for _, page := range manyHosts {
			a, _ := Parse(target)
			b, _ := Parse(page)
			want, wantOK := LookAlike(target, page, nil, protectedNames.near)
			if got, ok := s.Imitated(&a, &b); got != want || ok != wantOK {
				t.Errorf("%q on %q: got %+v, %v, want %+v, %v", target, page, got, ok, want, wantOK)
			}
		}
	}
	a, _ := Parse("lists.thirdparty2.co.uk")
	b, _ := Parse("www.mi5.gov.uk")
	if n := testing.AllocsPerRun(100, func() { s.Imitated(&a, &b) }); n > 0 {
		t.Errorf("got %v allocations, want none", n)
	}
}
