package host

import "testing"

func TestSameSite(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"www.mi5.gov.uk", "lists.mi5.gov.uk", true},
		{"www.mi5.gov.uk", "mi5.h0st.biz", false},
		{"example.co.uk", "other.co.uk", false},
		{"EXAMPLE.org.", "www.example.org", true},
		{"bücher.example", "www.xn--bcher-kva.example", true},
		{"a.github.io", "b.github.io", false},
		{"github.io", "github.io", true},
		{"a.github.io", "github.io", false},
		{"localhost", "localhost", true},
		{"127.0.0.1", "127.1", true},
		{"127.0.0.1", "127.0.0.2", false},
		{"[::1]", "0:0:0:0:0:0:0:1", true},
		{"intranet", "intranet.", true},
		{"printer.local", "nas.local", false},
		{"", "", false},
		{"a..b", "a..b", false},
		{"example.org:80", "example.org:80", false},
	} {
		if got := SameSite(c.a, c.b); got != c.want {
			t.Errorf("SameSite(%q, %q): got %v, want %v", c.a, c.b, got, c.want)
		}
		if got := SameSite(c.b, c.a); got != c.want {
			t.Errorf("SameSite(%q, %q): got %v, want %v", c.b, c.a, got, c.want)
		}
	}
}

func TestSite(t *testing.T) {
	for _, c := range []struct{ host, want string }{
		{"www.Example.org", "example.org"},
		{"co.uk", "co.uk"},
		{"Intranet", "intranet"},
		{"0x7f.1", "127.0.0.1"},
		{"[2001:db8:0::1]", "2001:db8::1"},
		{"", ""},
		{"a b", ""},
	} {
		if got := Site(c.host); got != c.want {
			t.Errorf("Site(%q): got %q, want %q", c.host, got, c.want)
		}
	}
}

func TestTrustworthy(t *testing.T) {
	for _, c := range []struct {
		scheme, host string
		want         bool
	}{
		{"https", "example.org", true},
		{"https:", "example.org", true},
		{"HTTPS", "example.org", true},
		{"wss", "example.org", true},
		{"file", "", true},
		{"http", "example.org", false},
		{"ws", "example.org", false},
		{"http", "localhost", true},
		{"http:", "LOCALHOST.", true},
		{"http", "app.localhost", true},
		{"http", "notlocalhost", false},
		{"http", "localhost.example.org", false},
		{"http", "127.0.0.1", true},
		{"http", "127.255.255.254", true},
		{"http", "2130706433", true},
		{"http", "128.0.0.1", false},
		{"http", "::1", true},
		{"ws", "[::1]", true},
		{"http", "::2", false},
		{"http", "::ffff:127.0.0.1", false},
		{"http", "0.0.0.0", false},
		{"http", "192.168.1.1", false},
		{"http", "intranet", false},
		{"http", "service.onion", false},
		{"http", "localhost:8080", false},
		{"ftp", "localhost", false},
		{"mailto", "", false},
		{"", "", false},
	} {
		if got := Trustworthy(c.scheme, c.host); got != c.want {
			t.Errorf("Trustworthy(%q, %q): got %v, want %v", c.scheme, c.host, got, c.want)
		}
	}
}
