package lookup

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// made makes an authority and certificates under it, once.
func made(t testing.TB) map[string]*tls.Certificate {
	t.Helper()
	out, err := makeCertificates()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var makeCertificates = sync.OnceValues(func() (map[string]*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	at := time.Date(2007, 1, 11, 0, 0, 0, 0, time.UTC)
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test root"}, NotBefore: at.AddDate(-1, 0, 0), NotAfter: at.AddDate(40, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, root, root, key.Public(), key)
	if err != nil {
		return nil, err
	}
	if root, err = x509.ParseCertificate(der); err != nil {
		return nil, err
	}
	_, other, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	out := map[string]*tls.Certificate{"root": {Certificate: [][]byte{der}}}
	leaf := func(name string, c *x509.Certificate, k crypto.Signer) error {
		c.SerialNumber, c.NotBefore, c.NotAfter = big.NewInt(2), at, at.AddDate(1, 0, 0)
		der, err := x509.CreateCertificate(rand.Reader, c, root, k.Public(), key)
		out[name] = &tls.Certificate{Certificate: [][]byte{der, root.Raw}, PrivateKey: k}
		return err
	}
	many := make([]string, 500)
	for i := range many {
		many[i] = strings.Repeat("a", i%60+1) + ".example.org"
	}
	for name, c := range map[string]*x509.Certificate{
		"plain":  {Subject: pkix.Name{CommonName: "x", Organization: []string{"Example\nLtd\x00 "}}, DNSNames: []string{"*.example.org", "example.com"}},
		"many":   {DNSNames: many},
		"ip":     {IPAddresses: []net.IP{net.ParseIP("63.211.10.1")}},
		"person": {Subject: pkix.Name{Organization: []string{"John Smith"}, ExtraNames: []pkix.AttributeTypeAndValue{{Type: oidSurname, Value: "Smith"}}}, DNSNames: []string{"a.example.org"}},
		"nobody": {Subject: pkix.Name{CommonName: "a.example.org"}},
	} {
		if err := leaf(name, c, key); err != nil {
			return nil, err
		}
	}
	return out, leaf("ed25519", &x509.Certificate{DNSNames: []string{"a.example.org"}}, other)
})

func TestDescribe(t *testing.T) {
	certs := made(t)
	root, err := x509.ParseCertificate(certs["root"].Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(root)
	for _, c := range []struct{ name, host, want, reason string }{
		{"plain", "a.example.org", "ExampleLtd|*.example.org example.com|true|Test root|Test root|ECDSA P-256", ""},
		{"plain", "example.com", "ExampleLtd|*.example.org example.com|false|Test root|Test root|ECDSA P-256", ""},
		{"plain", "a.b.example.org", "ExampleLtd|*.example.org example.com|false|Test root|Test root|ECDSA P-256", reasonOther},
		{"ip", "63.211.10.1", "|63.211.10.1|false|Test root|Test root|ECDSA P-256", ""},
		{"ip", "63.211.10.2", "|63.211.10.1|false|Test root|Test root|ECDSA P-256", reasonOther},
		{"person", "a.example.org", "|a.example.org|false|Test root|Test root|ECDSA P-256", ""},
		{"nobody", "a.example.org", "||false|Test root|Test root|ECDSA P-256", reasonNameless},
		{"ed25519", "a.example.org", "|a.example.org|false|Test root|Test root|Ed25519", ""},
	} {
		raw := certs[c.name].Certificate
		d := describe(c.host, raw)
		wild := "false"
		if d.Wildcard {
			wild = "true"
		}
		if got := strings.Join([]string{d.Organisation, strings.Join(d.Names, " "), wild, d.Issuer, strings.Join(d.Chain, ";"), d.Key}, "|"); got != c.want {
			t.Errorf("%s for %s: got %s, want %s", c.name, c.host, got, c.want)
		}
		at := time.Date(2007, 1, 12, 0, 0, 0, 0, time.UTC)
		if got := verify(c.host, parseChain(raw), pool, at); got != c.reason {
			t.Errorf("%s for %s: got %q, want %q", c.name, c.host, got, c.reason)
		}
		if got, want := verify(c.host, parseChain(raw), pool, at.AddDate(2, 0, 0)), reasonExpired; got != want {
			t.Errorf("%s: got %q, want %q", c.name, got, want)
		}
		if got, want := verify(c.host, parseChain(raw), pool, at.AddDate(-2, 0, 0)), reasonEarly; got != want {
			t.Errorf("%s: got %q, want %q", c.name, got, want)
		}
		if c.reason == "" {
			if got, want := verify(c.host, parseChain(raw), x509.NewCertPool(), at), reasonUnknown; got != want {
				t.Errorf("%s: got %q, want %q", c.name, got, want)
			}
		}
	}
	if got := describe("a.example.org", certs["many"].Certificate); len(got.Names) != maxNames {
		t.Errorf("many: %d names, want %d", len(got.Names), maxNames)
	}
	if got, want := verify("a", nil, pool, time.Now()), reasonNone; got != want {
		t.Errorf("none: got %q, want %q", got, want)
	}
}

// Authorities are read from PEM, and one that is trusted up to a time vouches for
// nothing that was issued later.
func TestParseRoots(t *testing.T) {
	certs := made(t)
	der := certs["root"].Certificate[0]
	text := func(header map[string]string) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Headers: header, Bytes: der})
	}
	at := time.Date(2007, 1, 12, 0, 0, 0, 0, time.UTC)
	chain := parseChain(certs["plain"].Certificate)
	issued := chain[0].NotBefore
	for _, c := range []struct{ limit, want string }{
		{"", ""},
		{issued.Format(time.RFC3339), ""},
		{issued.Add(-time.Second).Format(time.RFC3339), reasonInvalid},
	} {
		header := map[string]string{}
		if c.limit != "" {
			header[DistrustAfter] = c.limit
		}
		pool, err := ParseRoots(text(header))
		if err != nil {
			t.Fatal(err)
		}
		if got := verify("a.example.org", chain, pool, at); (got == "") != (c.want == "") {
			t.Errorf("trusted until %q: got %q, want %q", c.limit, got, c.want)
		}
	}
	for _, bad := range [][]byte{nil, []byte("no PEM"), text(map[string]string{DistrustAfter: "soon"})} {
		if _, err := ParseRoots(bad); err == nil || !strings.Contains(err.Error(), "expected") {
			t.Errorf("%.40q: got %v", bad, err)
		}
	}
	s := &Service{Now: func() time.Time { return at }, LoadRoots: func(context.Context) (*x509.CertPool, error) { return nil, errors.New("away") }}
	if got := s.verified(t.Context(), "a.example.org", chain); got != reasonRootless {
		t.Errorf("without authorities: got %q, want %q", got, reasonRootless)
	}
}

// A visit over TLS without any listener, as it is under GOOS=js too.
func TestVisit(t *testing.T) {
	certs := made(t)
	s := service(t, &answers{by: map[string][]string{"a.example.org": {"63.211.10.1"}}})
	root, err := x509.ParseCertificate(certs["root"].Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	s.Roots = x509.NewCertPool()
	s.Roots.AddCert(root)
	s.Now = func() time.Time { return time.Date(2007, 1, 12, 0, 0, 0, 0, time.UTC) }
	s.Dialer = dialFunc(func(context.Context, netip.AddrPort) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			c := tls.Server(theirs, &tls.Config{Certificates: []tls.Certificate{*certs["plain"]}})
			buf := make([]byte, 4096)
			if n, err := c.Read(buf); err == nil && strings.Contains(string(buf[:n]), "\r\nUser-Agent: Formtrace (") {
				io.WriteString(c, "HTTP/1.1 204 No Content\r\nServer: Example\r\nStrict-Transport-Security: max-age=1\r\n\r\n")
			}
		}()
		return ours, nil
	})
	d := s.Dossier(context.Background(), Query{Host: "a.example.org", Sections: []string{"certificate", "http"}})
	if c := d.Certificate; !c.Verified || c.Error != "" || c.Protocol != "TLS 1.3" || c.NotBefore != "2007-01-11T00:00:00Z" {
		t.Errorf("certificate: %+v", c)
	}
	if h := d.HTTP; h.Error != "" || h.Status != 204 || h.Server != "Example" || !h.HSTS || len(h.Hops) != 1 || h.Hops[0] != (Hop{"https", "a.example.org", "63.211.10.1", "US", 204}) {
		t.Errorf("http: %+v", h)
	}
}

// HSTS counts only over a connection that a browser would take it from (RFC 6797,
// 8.1): over a certificate that does not verify it says nothing.
func TestHSTSUnverified(t *testing.T) {
	certs := made(t)
	root, err := x509.ParseCertificate(certs["root"].Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(root)
	at := time.Date(2007, 1, 12, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		shows  string
		roots  *x509.CertPool
		now    time.Time
		reason string
	}{
		"verifies":       {"plain", trusted, at, ""},
		"another issuer": {"plain", x509.NewCertPool(), at, reasonUnknown},
		"too late":       {"plain", trusted, at.AddDate(2, 0, 0), reasonExpired},
		"other names":    {"ip", trusted, at, reasonOther},
		"no names":       {"nobody", trusted, at, reasonNameless},
	} {
		s := service(t, &answers{by: map[string][]string{"a.example.org": {"63.211.10.1"}}})
		s.Roots, s.Now = c.roots, func() time.Time { return c.now }
		s.Dialer = dialFunc(func(context.Context, netip.AddrPort) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go func() {
				defer theirs.Close()
				conn := tls.Server(theirs, &tls.Config{Certificates: []tls.Certificate{*certs[c.shows]}})
				if _, err := conn.Read(make([]byte, 4096)); err == nil {
					io.WriteString(conn, "HTTP/1.1 204 No Content\r\nServer: Example\r\nStrict-Transport-Security: max-age=31536000\r\n\r\n")
				}
			}()
			return ours, nil
		})
		d := s.Dossier(context.Background(), Query{Host: "a.example.org", Sections: []string{"certificate", "http"}})
		if got := d.Certificate; got.Error != "" || got.Reason != c.reason {
			t.Errorf("%s: certificate: %+v", name, got)
		}
		if h := d.HTTP; h.Error != "" || h.Server != "Example" || h.HSTS != (c.reason == "") {
			t.Errorf("%s: http: %+v", name, h)
		}
	}
}

type dialFunc func(context.Context, netip.AddrPort) (net.Conn, error)

func (f dialFunc) Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) { return f(ctx, to) }

// said is a connection on which everything has been said.
type said struct{ *strings.Reader }

func (s *said) Write(b []byte) (int, error)      { return len(b), nil }
func (s *said) Close() error                     { return nil }
func (s *said) LocalAddr() net.Addr              { return nil }
func (s *said) RemoteAddr() net.Addr             { return nil }
func (s *said) SetDeadline(time.Time) error      { return nil }
func (s *said) SetReadDeadline(time.Time) error  { return nil }
func (s *said) SetWriteDeadline(time.Time) error { return nil }

func TestStrict(t *testing.T) {
	for field, want := range map[string]bool{
		"max-age=31536000": true, "max-age=1; includeSubDomains": true, `includeSubDomains; Max-Age="5"`: true, "max-age=99999999999999999999": true,
		"": false, "max-age=0": false, "max-age": false, "max-age=": false, "max-age=-1": false, "includeSubDomains": false, "max-age=x": false,
	} {
		if got := strict(field); got != want {
			t.Errorf("%q: got %t, want %t", field, got, want)
		}
	}
}

func TestMemory(t *testing.T) {
	now := time.Unix(1000, 0)
	m := NewMemory(2, func() time.Time { return now })
	for _, c := range []struct {
		after time.Duration
		host  string
		want  time.Duration
	}{
		{0, "a", 0}, {0, "a", time.Minute}, {10 * time.Second, "a", 50 * time.Second}, {0, "b", 0},
		{0, "c", 50 * time.Second}, // full: nobody new until the oldest is forgotten
		{50 * time.Second, "c", 0}, {0, "a", 10 * time.Second}, {10 * time.Second, "a", 0},
		{-time.Hour, "a", time.Minute}, // a clock set back locks nobody out for an hour
	} {
		now = now.Add(c.after)
		if got := m.Begin(context.Background(), c.host); got != c.want {
			t.Errorf("%s at %v: got %v, want %v", c.host, now.Unix(), got, c.want)
		}
	}
	if n := len(m.until); n > 2 {
		t.Errorf("%d hosts are kept", n)
	}
}

func TestIssuerOf(t *testing.T) {
	for name, want := range map[string]string{
		`C=US, O=Let's Encrypt, CN=R3`: "Let's Encrypt", `C=US, O="Example, Inc.", CN=R3`: "Example, Inc.", "CN=Only": "Only", "": "", "x": "", `O="open`: "open", "C=US, CN=A=B, O=C": "C",
	} {
		if got := issuerOf(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
