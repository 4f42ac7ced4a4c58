//go:build !js

package lookup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
)

// labDialer connects to the lab and records where to.
type labDialer struct {
	*lab.Lab
	mu sync.Mutex
	to []string
}

func (d *labDialer) Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	d.mu.Lock()
	d.to = append(d.to, to.String())
	d.mu.Unlock()
	conn, err := d.Connect(ctx, to)
	if lab.Refused(err) {
		return nil, ErrPlatform
	}
	return conn, err
}

func (d *labDialer) dialled() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.to, " ")
}

// visiting is a service that contacts the lab's hosts.
func visiting(t *testing.T, opts lab.Options) (*Service, *labDialer) {
	t.Helper()
	s, l := labServiceAnd(t, opts)
	d := &labDialer{Lab: l}
	s.Dialer, s.Roots, s.CT, s.Client = d, l.Roots(), l.CT, s.Resolver.Client
	return s, d
}

func visitSections(s *Service, host string) *Dossier {
	return s.Dossier(context.Background(), Query{Host: host, Sections: []string{"certificate", "http"}})
}

// The certificate and the server of the case of 2007, as recorded.
func TestScenario(t *testing.T) {
	s, d := visiting(t, lab.Options{State: lab.StateB})
	got := visitSections(s, "mi5.h0st.biz")
	c, h := got.Certificate, got.HTTP
	if c.Organisation != "Mailtrack Ltd" || strings.Join(c.Names, " ") != "*.h0st.biz" || !c.Wildcard || c.Issuer != "DigiCert" ||
		c.NotBefore != "2007-01-11T00:00:00Z" || !c.Verified || c.Reason != "" || c.Error != "" || c.Key != "ECDSA P-256" || c.Protocol != "TLS 1.3" {
		t.Errorf("certificate: %+v", c)
	}
	if got, want := strings.Join(c.Chain, "; "), "DigiCert (a re-enactment by the Formtrace lab); Formtrace lab, for tests on loopback only"; got != want {
		t.Errorf("chain: got %s, want %s", got, want)
	}
	if h.Server != "Apache/1.3.28 (Linux/SuSE) mod_ssl/2.8.15 OpenSSL/0.9.7b PHP/4.3.3" || h.PoweredBy != "PHP/4.3.3" || h.HSTS || h.Error != "" {
		t.Errorf("http: %+v", h)
	}
	if want := (Hop{"https", "mi5.h0st.biz", "195.68.228.53", "GB", 404}); len(h.Hops) != 1 || h.Hops[0] != want || h.Status != 404 {
		t.Errorf("hops: got %+v, want %+v", h.Hops, want)
	}
	if got, want := d.dialled(), "195.68.228.53:443"; got != want {
		t.Errorf("contacted %s, want %s: one visit for both sections", got, want)
	}
}

// Each way in which a certificate or a handshake can be wrong has its sentence.
func TestCertificates(t *testing.T) {
	t.Parallel()
	s, _ := visiting(t, lab.Options{})
	for _, c := range []struct{ host, facts, reason, failure string }{
		{"fine.tls.example.net", "Example Ltd/ECDSA P-256/TLS 1.3", "", ""},
		{"expired.tls.example.net", "/ECDSA P-256/TLS 1.3", reasonExpired, ""},
		{"early.tls.example.net", "/ECDSA P-256/TLS 1.3", reasonEarly, ""},
		{"other.tls.example.net", "/ECDSA P-256/TLS 1.3", reasonOther, ""},
		{"nameless.tls.example.net", "/ECDSA P-256/TLS 1.3", reasonNameless, ""},
		{"wildcard.tls.example.net", "/ECDSA P-256/TLS 1.3", "", ""},
		{"self-signed.tls.example.net", "/ECDSA P-256/TLS 1.3", reasonSelfSigned, ""},
		{"unknown.tls.example.net", "/ECDSA P-256/TLS 1.3", reasonUnknown, ""},
		{"stale.tls.example.net", "/ECDSA P-256/TLS 1.3", reasonChainTime, ""},
		{"sha1.tls.example.net", "/ECDSA P-256/TLS 1.3", reasonWeak, ""},
		{"client.tls.example.net", "/ECDSA P-256/TLS 1.3", reasonUse, ""},
		{"weak.tls.example.net", "/RSA 1024/TLS 1.3", "", ""},
		{"old.tls.example.net", "/ECDSA P-256/TLS 1.0", "", ""},
		{"older.tls.example.net", "/ECDSA P-256/TLS 1.1", "", ""},
		{"unreadable.tls.example.net", "//", "", "the host's certificate cannot be read"},
		{"hang.tls.example.net", "//", "", "the host did not answer in time"},
		{"cut.tls.example.net", "//", "", "the host closed the connection during the TLS handshake"},
		{"refuse.tls.example.net", "//", "", "the host broke the TLS handshake off"},
		{"garbage.tls.example.net", "//", "", "the host answered the TLS handshake with something that is not TLS"},
		{"ancient.tls.example.net", "//", "", "the host speaks no version of TLS from 1.0 to 1.3"},
		{"silent.tls.example.net", "//", "", "the host did not answer in time"},
		{"refused.tls.example.net", "//", "", "the host could not be reached"},
		{"second.tls.example.net", "Example Ltd/ECDSA P-256/TLS 1.3", "", ""},
		{"late.tls.example.net", "Example Ltd/ECDSA P-256/TLS 1.3", "", ""},
		{"up.http.example.net", "//", "", "the host broke the TLS handshake off"},
		{"nobody.example.net", "//", "", "the host has no address"},
		{"private.example.org", "//", "", "10.0.0.5 is not a public address (private) and was not contacted"},
		{"loopback.example.org", "//", "", "127.0.0.1 is not a public address (loopback) and was not contacted"},
		{"mixed.example.org", "//", "", "10.0.0.5 is not a public address (private) and was not contacted"},
		{lab.FaultName(lab.FaultServfail), "//", "", noAddresses},
	} {
		s.Deadline = patience(c.failure, c.host)
		d := s.Dossier(context.Background(), Query{Host: c.host, Sections: []string{"certificate"}})
		got := d.Certificate
		if facts := got.Organisation + "/" + got.Key + "/" + got.Protocol; facts != c.facts || got.Reason != c.reason || got.Error != c.failure {
			t.Errorf("%s: got %s, reason %q, error %q; want %s, %q, %q", c.host, facts, got.Reason, got.Error, c.facts, c.reason, c.failure)
		}
		if want := c.reason == "" && c.failure == ""; got.Verified != want {
			t.Errorf("%s: verified: got %t, want %t", c.host, got.Verified, want)
		}
		if got.Source == "" || got.AsOf == "" || got.TTL == 0 || got.Names == nil || got.Chain == nil {
			t.Errorf("%s: incomplete: %+v", c.host, got)
		}
	}
}

// patience is a deadline that is short only where it is to pass: the machine may
// be busy with other things.
func patience(failure, host string) time.Duration {
	switch {
	case strings.HasPrefix(host, "hang.") || strings.HasPrefix(host, "late."): // a part of it passes
		return 4 * time.Second
	case failure == errLate.Error() && strings.HasSuffix(host, ".http.example.net"): // after a handshake
		return 2 * time.Second
	case failure == errLate.Error():
		return 500 * time.Millisecond
	}
	return 30 * time.Second
}

func hops(h *HTTP) string {
	var out []string
	for _, hop := range h.Hops {
		out = append(out, hop.Scheme+"://"+hop.Host+"@"+hop.Address+"/"+hop.Country+" "+fmt.Sprint(hop.Status))
	}
	return strings.Join(out, "; ")
}

// Banners, redirects, and each way in which an answer can be wrong.
func TestHTTP(t *testing.T) {
	t.Parallel()
	s, _ := visiting(t, lab.Options{})
	const at = ".http.example.net@63.211.99.25/US "
	for _, c := range []struct{ host, hops, facts, failure string }{
		{"banner.http.example.net", "https://banner" + at + "200", "Example/1.0 (Lab)|PHP/8.4|hsts", ""},
		{"noisy.http.example.net", "https://noisy" + at + "200", "onetwothree||", ""},
		{"interim.http.example.net", "https://interim" + at + "200", "Example/1.0||", ""},
		{"pmv2.co.uk", "http://pmv2.co.uk@63.211.10.1/US 404", "||", ""},
		{"garbage.tls.example.net", "http://garbage.tls.example.net@63.211.99.20/US 200", "||", ""},
		{"hang.tls.example.net", "http://hang.tls.example.net@63.211.99.20/US 200", "||", ""},
		{"timeout.http.example.net", "https://timeout" + at + "0", "||", "the host did not answer in time"},
		{"slow.http.example.net", "https://slow" + at + "0", "||", "the host did not answer in time"},
		{"endless.http.example.net", "https://endless" + at + "0", "||", "the host answered with something that is not HTTP"},
		{"truncated.http.example.net", "https://truncated" + at + "0", "||", "the host closed the connection before its answer was complete"},
		{"malformed.http.example.net", "https://malformed" + at + "0", "||", "the host answered with something that is not HTTP"},
		{"huge.http.example.net", "https://huge" + at + "0", "||", "the header of the host's answer is larger than 64 KiB"},
		{"refused.tls.example.net", "", "||", "the host could not be reached"},
		{"silent.tls.example.net", "", "||", "the host did not answer in time"},
		{"private.example.org", "", "||", "10.0.0.5 is not a public address (private) and was not contacted"},

		{"up.http.example.net", "http://up" + at + "302; http://banner" + at + "200", "||", ""},
		{"away.http.example.net", "https://away" + at + "302; https://forms.example.org@195.172.99.1/GB 404", "||", ""},
		{"loop.http.example.net", "https://loop" + at + "302; https://loop2" + at + "302", "||", "the redirects lead in a circle"},
		{"chain1.http.example.net", "https://chain1" + at + "302; https://chain2" + at + "302; https://chain3" + at + "302; https://chain4" + at + "302; https://chain5" + at + "302; https://chain6" + at + "200", "||", ""},
		{"chain.http.example.net", "https://chain" + at + "302; https://chain1" + at + "302; https://chain2" + at + "302; https://chain3" + at + "302; https://chain4" + at + "302; https://chain5" + at + "302", "||", "there are more than 5 redirects"},
		{"private.http.example.net", "https://private" + at + "302", "||", "a redirect leads to a host that is not public and was not followed"},
		{"inside.http.example.net", "https://inside" + at + "302", "||", "a redirect leads to a host that is not public and was not followed"},
		{"port.http.example.net", "https://port" + at + "302", "||", "a redirect leads to a port other than 80 and 443 and was not followed"},
		{"ftp.http.example.net", "https://ftp" + at + "302", "||", "a redirect leads to a scheme other than http and https and was not followed"},
		{"user.http.example.net", "https://user" + at + "302", "||", "a redirect leads to a URL with a user name and was not followed"},
	} {
		s.Deadline = patience(c.failure, c.host)
		h := s.Dossier(context.Background(), Query{Host: c.host, Sections: []string{"http"}}).HTTP
		facts := h.Server + "|" + h.PoweredBy + "|"
		if h.HSTS {
			facts += "hsts"
		}
		if got := hops(h); got != c.hops || facts != c.facts || h.Error != c.failure {
			t.Errorf("%s:\ngot  %s, %s, error %q\nwant %s, %s, error %q", c.host, got, facts, h.Error, c.hops, c.facts, c.failure)
		}
		if h.Source == "" || h.AsOf == "" || h.TTL == 0 || h.Hops == nil {
			t.Errorf("%s: incomplete: %+v", c.host, h)
		}
	}
}

// What the platform keeps us from contacting is described from public logs.
func TestPlatform(t *testing.T) {
	s, d := visiting(t, lab.Options{})
	got := visitSections(s, "edge.tls.example.net")
	c := got.Certificate
	if c.Error != "" || c.Source != ctSource || c.Verified || c.Reason != "" {
		t.Errorf("certificate: %+v", c)
	}
	if c.Issuer != "Example Authority, Inc." || strings.Join(c.Names, " ") != "edge.tls.example.net *.tls.example.net" || !c.Wildcard ||
		c.NotBefore != "2006-12-01T00:00:00Z" || c.NotAfter != "2007-12-01T00:00:00Z" {
		t.Errorf("certificate: %+v", c)
	}
	if got, want := got.HTTP.Error, ErrPlatform.Error(); got != want {
		t.Errorf("http: got %q, want %q", got, want)
	}
	if got, want := d.dialled(), "63.211.99.21:443"; got != want {
		t.Errorf("contacted %s, want %s", got, want)
	}
	for name, c := range map[string]struct{ url, want string }{
		"none": {"", ""},
		"away": {"http://127.0.0.1:1/", "; " + errCTAway.Error()},
		"else": {s.Resolver.URL, "; " + errCTOther.Error()},
	} {
		s.CT = c.url
		if got, want := visitSections(s, "edge.tls.example.net").Certificate.Error, ErrPlatform.Error()+c.want; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// A host that never answers costs its own sections and their deadline.
func TestSilentHost(t *testing.T) {
	t.Parallel()
	s, _ := visiting(t, lab.Options{})
	s.Deadline = 2 * time.Second
	for _, host := range []string{"silent.tls.example.net", "hang.tls.example.net", "timeout.http.example.net", "slow.http.example.net"} {
		began := time.Now()
		d := s.Dossier(context.Background(), Query{Host: host, Sections: []string{"dns", "hosting", "certificate", "http"}})
		if took := time.Since(began); took > s.Deadline+2*time.Second {
			t.Errorf("%s: took %v", host, took)
		}
		if d.DNS.Status != Found || d.DNS.Error != "" || d.Hosting.Error != "" {
			t.Errorf("%s: dns %+v, hosting %+v", host, d.DNS.Section, d.Hosting.Section)
		}
		if kept := d.Certificate.Error == ""; kept != strings.Contains(host, "http") {
			t.Errorf("%s: certificate: %+v", host, d.Certificate.Section)
		}
	}
}

// One contact per host and minute, whatever is asked for.
func TestContacts(t *testing.T) {
	t.Parallel()
	s, d := visiting(t, lab.Options{})
	now := time.Unix(0, 0)
	s.Contacts = NewMemory(10, func() time.Time { return now })
	if got := visitSections(s, "banner.http.example.net"); got.Certificate.Error != "" || got.HTTP.Error != "" {
		t.Fatalf("first: %+v %+v", got.Certificate.Section, got.HTTP.Section)
	}
	now = now.Add(18 * time.Second)
	got := visitSections(s, "banner.http.example.net")
	const want = "the host was contacted less than a minute ago; ask again in 42 seconds"
	if got.Certificate.Error != want || got.HTTP.Error != want || got.Certificate.TTL != 42 || got.HTTP.TTL != 42 {
		t.Errorf("second: %+v %+v", got.Certificate.Section, got.HTTP.Section)
	}
	// A redirect to that host neither; one within the same host does.
	up := visitSections(s, "up.http.example.net").HTTP
	if want := "the host that a redirect leads to was contacted less than a minute ago; ask again in 42 seconds"; up.Error != want || up.TTL != 42 || len(up.Hops) != 1 {
		t.Errorf("redirect: %+v", up)
	}
	now = now.Add(42 * time.Second)
	if got := visitSections(s, "banner.http.example.net"); got.Certificate.Error != "" || got.HTTP.Error != "" {
		t.Errorf("a minute later: %+v %+v", got.Certificate.Section, got.HTTP.Section)
	}
	if got, want := d.dialled(), "63.211.99.25:443 63.211.99.25:443 63.211.99.25:80 63.211.99.25:443"; got != want {
		t.Errorf("contacted %s, want %s", got, want)
	}
}

// No connection outlives its query, also where everything hangs.
func TestLeave(t *testing.T) {
	s, d := visiting(t, lab.Options{})
	s.Deadline = 100 * time.Millisecond
	open := &opened{Dialer: d}
	s.Dialer = open
	for _, host := range []string{"banner.http.example.net", "hang.tls.example.net", "slow.http.example.net", "loop.http.example.net", "late.tls.example.net"} {
		visitSections(s, host)
	}
	for began := time.Now(); open.count() != 0; time.Sleep(time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			t.Fatalf("%d connections are still open", open.count())
		}
	}
	if d.dialled() == "" {
		t.Error("nothing was contacted")
	}
}

// What a section left open is closed with its query, and what is opened after
// that at once.
func TestLeft(t *testing.T) {
	open := &opened{Dialer: piped{}}
	s := &Service{Now: time.Now, Dialer: open, Resolver: new(Resolver)}
	q, end := s.query(t.Context(), Query{Host: "63.211.10.2", Sections: []string{"certificate"}})
	to := netip.MustParseAddrPort("63.211.10.2:443")
	if _, err := q.contact(t.Context(), to); err != nil || open.count() != 1 {
		t.Fatalf("%d connections are open, %v", open.count(), err)
	}
	end()
	if open.count() != 0 || len(q.open) != 0 {
		t.Errorf("afterwards %d connections are open, %d places are taken", open.count(), len(q.open))
	}
	if c, err := q.contact(t.Context(), to); err == nil || open.count() != 0 || len(q.open) != 0 {
		t.Errorf("after the end: %v, %v, %d connections, %d places", c, err, open.count(), len(q.open))
	}
}

// A host that is silent at port 443 is still asked at port 80, within the section's time.
func TestSilentAt443(t *testing.T) {
	s := &Service{Now: time.Now, Dialer: at80{}, Resolver: new(Resolver), Deadline: 500 * time.Millisecond,
		Places: func(context.Context) (*Places, error) { return nil, errors.New("none") }}
	d := s.Dossier(t.Context(), Query{Host: "63.211.10.2", Sections: []string{"certificate", "http"}})
	if d.HTTP.Error != "" || d.HTTP.Status != 204 || len(d.HTTP.Hops) != 1 || d.HTTP.Hops[0].Scheme != "http" {
		t.Errorf("http: %+v", d.HTTP)
	}
	if d.Certificate.Error != errLate.Error() {
		t.Errorf("certificate: %+v", d.Certificate)
	}
}

// at80 is a Dialer of a host that answers at port 80 only.
type at80 struct{}

func (at80) Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	near, far := net.Pipe()
	if to.Port() == 80 {
		go func() {
			http.ReadRequest(bufio.NewReader(far))
			io.WriteString(far, "HTTP/1.1 204 No Content\r\n\r\n")
			far.Close()
		}()
	}
	return near, nil
}

// piped is a Dialer of connections to nobody.
type piped struct{}

func (piped) Dial(context.Context, netip.AddrPort) (net.Conn, error) {
	near, _ := net.Pipe()
	return near, nil
}

// opened counts open connections.
type opened struct {
	Dialer
	mu sync.Mutex
	n  int
}

func (o *opened) count() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.n
}

func (o *opened) Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	conn, err := o.Dialer.Dial(ctx, to)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	o.n++
	o.mu.Unlock()
	return &counting{Conn: conn, closed: sync.OnceFunc(func() { o.mu.Lock(); o.n--; o.mu.Unlock() })}, nil
}

type counting struct {
	net.Conn
	closed func()
}

func (c *counting) Close() error {
	c.closed()
	return c.Conn.Close()
}
