package lab

import (
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// whois asks the server at an address.
func whois(t *testing.T, l *Lab, address, question string) string {
	t.Helper()
	conn, err := l.Connect(context.Background(), netip.MustParseAddrPort(address))
	if err != nil {
		return "error: " + err.Error()
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, question+"\r\n"); err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestWHOIS(t *testing.T) {
	l := start(t, Options{})
	for _, c := range []struct{ address, question, want string }{
		{"63.211.98.1:43", "biz", "refer:        whois.neulevel.biz\r\n"},
		{"63.211.98.1:43", "BIZ", "refer:        whois.neulevel.biz\r\n"},
		{"63.211.98.1:43", "none", `No match for "NONE".`},
		{"63.211.98.2:43", "h0st.biz", "Registrant Organization:                     Mailtrack\r\n"},
		{"63.211.98.2:43", "other.biz", `No match for "OTHER.BIZ".`},
		{"63.211.98.3:43", "-T dn thick.example", "Domain Name: thick.example"},
		{"63.211.98.3:43", "../../h0st.biz", "No match"},
		{"63.211.98.3:43", WHOISFaultName(RegistryTooMany), "rate limit"},
		{"63.211.98.9:43", "thick.example", "error: connection refused"},
		{"127.0.0.1:43", "biz", "error: connection refused"},
		{"63.211.98.1:25", "biz", "error: connection refused"},
	} {
		if got := whois(t, l, c.address, c.question); !strings.Contains(got, c.want) {
			t.Errorf("%s %s: got %q, want %q", c.address, c.question, got, c.want)
		}
	}
}

func TestRDAP(t *testing.T) {
	l := start(t, Options{})
	base := strings.TrimSuffix(l.RDAP, "dns.json")
	for _, c := range []struct {
		url    string
		status int
		want   string
	}{
		{l.RDAP, 200, `"` + base + `org/"`},
		{base + "org/domain/example.org", 200, `"ldhName": "example.org"`},
		{base + "uk/domain/pmv2.co.uk", 200, "Illustrative"},
		{base + "org/domain/nobody.org", 404, `"errorCode":404`},
		{base + "org/domain/..%2fbootstrap", 404, `"errorCode":404`},
		{base + "test/domain/" + RDAPFaultName(RegistryTooMany), 429, `"errorCode":429`},
		{base + "test/domain/" + RDAPFaultName(RegistryBroken), 500, `"errorCode":500`},
		{base + "test/domain/" + RDAPFaultName(RegistryPrivate), 302, ""},
	} {
		status, _, text := get(t, &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, c.url)
		if status != c.status || !strings.Contains(text, c.want) {
			t.Errorf("%s: got %d %q, want %d with %q", c.url, status, text, c.status, c.want)
		}
	}
}

// Every fault has its domain in the zones.
func TestRegistryFaults(t *testing.T) {
	l := start(t, Options{})
	for _, f := range RDAPFaults {
		if got := l.zones.registryFault(RDAPFaultName(f)); got != f {
			t.Errorf("%s: the zone says %q", RDAPFaultName(f), got)
		}
	}
	for _, f := range WHOISFaults {
		if got := l.zones.registryFault(WHOISFaultName(f)); got != f {
			t.Errorf("%s: the zone says %q", WHOISFaultName(f), got)
		}
	}
	if got := l.zones.registryFault(dns.Fqdn("example.org")); got != "" {
		t.Errorf("example.org fails by %q", got)
	}
}

// The records are JSON where they should be, and have nothing of a person's.
func TestRegistryData(t *testing.T) {
	n := 0
	err := fs.WalkDir(data, "data", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(name, "rdap") && !strings.Contains(name, "/whois/") {
			return err
		}
		n++
		text, err := data.ReadFile(name)
		if err != nil {
			return err
		}
		if strings.Contains(name, "/rdap/") && !json.Valid(text) {
			t.Errorf("%s is not JSON", name)
		}
		for _, word := range []string{"@", "Phone", "Street", "Fax", "Email", "+1", "+44", "Postal", `"tel"`, `"email"`} {
			if strings.Contains(string(text), word) {
				t.Errorf("%s has %q", name, word)
			}
		}
		return nil
	})
	if err != nil || n < 20 {
		t.Errorf("%d records, %v", n, err)
	}
}
