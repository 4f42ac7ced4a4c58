package lookup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/miekg/dns"
)

// resolver is a Client that answers questions from zone text, without a network,
// so that these tests run under GOOS=js too.
type resolver string

func (text resolver) Do(req *http.Request) (*http.Response, error) {
	wire, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	m := new(dns.Msg)
	if err := m.Unpack(wire); err != nil {
		return nil, err
	}
	q := m.Question[0]
	m.Response, m.AuthenticatedData = true, false
	p := dns.NewZoneParser(strings.NewReader(string(text)), ".", "")
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		if rr.Header().Name == q.Name && rr.Header().Rrtype == q.Qtype {
			m.Answer = append(m.Answer, rr)
		}
	}
	out, err := m.Pack()
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: http.StatusOK,
		Header:     http.Header{"Content-Type": {dnsMessage}},
		Body:       io.NopCloser(bytes.NewReader(out)),
	}, nil
}

const world = `
pmv2.co.uk.      3600 IN A    63.211.10.1
twice.example.    300 IN A    198.51.100.7
twice.example.    300 IN A    63.211.10.9
twice.example.    300 IN A    63.211.10.1
twice.example.    300 IN AAAA 2001:4860:4860::8888
twice.example.   3600 IN NS   ns2.example.
twice.example.   3600 IN NS   NS1.example.
twice.example.   3600 IN MX   20 backup.example.
twice.example.   3600 IN MX   10 mx.example.
twice.example.   3600 IN CAA  128 issue "ca.example"
1.10.211.63.in-addr.arpa. 200 IN PTR web.example.
`

func places(t testing.TB) func(context.Context) (*Places, error) {
	t.Helper()
	overlay, err := place.ParseOverlay("63.211.0.0/16,US,US,3356,Level 3\n")
	if err != nil {
		t.Fatal(err)
	}
	return func(context.Context) (*Places, error) { return &Places{place.Places{Overlay: overlay}}, nil }
}

func service(t testing.TB, c Client) *Service {
	return &Service{
		Resolver: &Resolver{URL: "https://resolver.example/dns-query", Client: c},
		Places:   places(t),
		Now:      func() time.Time { return time.Date(2007, 1, 9, 10, 0, 0, 0, time.UTC) },
	}
}

func text(t testing.TB, d *Dossier) string {
	t.Helper()
	body, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestDossier(t *testing.T) {
	s := service(t, resolver(world))
	for _, c := range []struct{ host, include, want string }{
		{"pmv2.co.uk", "dns,hosting", `{"host":"pmv2.co.uk","asOf":"2007-01-09T10:00:00Z",` +
			`"dns":{"source":"DNS over HTTPS","asOf":"2007-01-09T10:00:00Z","ttl":30,"error":"","status":"found","addresses":["63.211.10.1"],"aliases":[],"scope":"public","nameServers":[],"mx":[],"caa":[],"pointers":[{"address":"63.211.10.1","names":["web.example"]}],"dnssec":"not-validated"},` +
			`"hosting":{"source":"the operator's own list of networks","asOf":"2007-01-09T10:00:00Z","ttl":30,"error":"","addresses":[` +
			`{"address":"63.211.10.1","network":"63.211.0.0/16","asn":3356,"asName":"Level 3","country":"US","registeredCountry":"US","asCountry":"","confidence":"agreed","scope":"public","reverse":"web.example"}]}}`},
		{"pmv2.co.uk", "hosting", `{"host":"pmv2.co.uk","asOf":"2007-01-09T10:00:00Z",` +
			`"hosting":{"source":"the operator's own list of networks","asOf":"2007-01-09T10:00:00Z","ttl":30,"error":"","addresses":[` +
			`{"address":"63.211.10.1","network":"63.211.0.0/16","asn":3356,"asName":"Level 3","country":"US","registeredCountry":"US","asCountry":"","confidence":"agreed","scope":"public","reverse":"web.example"}]}}`},
		{"twice.example", "dns", `{"host":"twice.example","asOf":"2007-01-09T10:00:00Z",` +
			`"dns":{"source":"DNS over HTTPS","asOf":"2007-01-09T10:00:00Z","ttl":30,"error":"","status":"found",` +
			`"addresses":["63.211.10.1","63.211.10.9","198.51.100.7","2001:4860:4860::8888"],"aliases":[],"scope":"mixed",` +
			`"nameServers":["ns1.example","ns2.example"],"mx":[{"preference":10,"host":"mx.example"},{"preference":20,"host":"backup.example"}],` +
			`"caa":[{"critical":true,"tag":"issue","value":"ca.example"}],"pointers":[{"address":"63.211.10.1","names":["web.example"]},` +
			`{"address":"63.211.10.9","names":[]},{"address":"2001:4860:4860::8888","names":[]}],"dnssec":"not-validated"}}`},
		{"63.211.10.4", "dns", `{"host":"63.211.10.4","asOf":"2007-01-09T10:00:00Z",` +
			`"dns":{"source":"DNS over HTTPS, for the reverse name only: the host is an address","asOf":"2007-01-09T10:00:00Z","ttl":30,"error":"","status":"found",` +
			`"addresses":["63.211.10.4"],"aliases":[],"scope":"public","nameServers":[],"mx":[],"caa":[],"pointers":[{"address":"63.211.10.4","names":[]}],"dnssec":"unknown"}}`},
		{"nobody.example", "dns", `{"host":"nobody.example","asOf":"2007-01-09T10:00:00Z",` +
			`"dns":{"source":"DNS over HTTPS","asOf":"2007-01-09T10:00:00Z","ttl":30,"error":"","status":"no-data","addresses":[],"aliases":[],"scope":"none","nameServers":[],"mx":[],"caa":[],"pointers":[],"dnssec":"not-validated"}}`},
	} {
		sections, err := ParseInclude(c.include)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(text(t, s.Dossier(context.Background(), Query{Host: c.host, Sections: sections}))); got != c.want {
			t.Errorf("%s %s:\ngot  %s\nwant %s", c.host, c.include, got, c.want)
		}
	}
}

// failing is a Client that fails as it is told, at once or when it is given up.
type failing func(*http.Request) (*http.Response, error)

func (f failing) Do(req *http.Request) (*http.Response, error) { return f(req) }

func TestClientFailures(t *testing.T) { synctest.Test(t, testClientFailures) }

func testClientFailures(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	hangs := failing(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	deaf := failing(func(r *http.Request) (*http.Response, error) { <-release; return nil, nil })
	broken := failing(func(r *http.Request) (*http.Response, error) {
		return nil, errors.New("dial tcp 10.1.2.3:443: secret-token refused")
	})
	defect := failing(func(*http.Request) (*http.Response, error) { panic("defect") })
	for _, c := range []struct {
		name   string
		client Client
		want   error
	}{
		{"panics", defect, errDefect},
		{"hangs", hangs, errSlow},
		{"does not listen", deaf, errSlow},
		{"unreachable", broken, errUnreachable},
	} {
		s := service(t, c.client)
		s.Deadline = 50 * time.Millisecond
		began := time.Now()
		d := s.Dossier(context.Background(), Query{Host: "pmv2.co.uk", Sections: Sections})
		if took := time.Since(began); took > s.Deadline+grace {
			t.Errorf("%s: took %v", c.name, took)
		}
		if got, want := d.DNS.Error, c.want.Error(); got != want || d.DNS.Status != Failed {
			t.Errorf("%s: got %s %q, want failed %q", c.name, d.DNS.Status, got, want)
		}
		if got, want := d.Hosting.Error, noAddresses; got != want {
			t.Errorf("%s: hosting: got %q, want %q", c.name, got, want)
		}
		for _, s := range []Section{d.DNS.Section, d.Hosting.Section} {
			if got, want := s.TTL, uint32(failedTTL); got != want {
				t.Errorf("%s: %s holds for %d s, want %d", c.name, s.Error, got, want)
			}
		}
	}
}

// Tables that cannot be loaded leave the dns section intact.
func TestPlacesFailure(t *testing.T) { synctest.Test(t, testPlacesFailure) }

func testPlacesFailure(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	for name, f := range map[string]func(context.Context) (*Places, error){
		"error": func(context.Context) (*Places, error) { return nil, errors.New("no asset") },
		"hangs": func(context.Context) (*Places, error) { <-release; return nil, nil },
		"panic": func(context.Context) (*Places, error) { panic("defect") },
	} {
		s := service(t, resolver(world))
		s.Deadline, s.Places = 50*time.Millisecond, f
		d := s.Dossier(context.Background(), Query{Host: "pmv2.co.uk", Sections: Sections})
		if d.DNS.Status != Found || d.DNS.Error != "" {
			t.Errorf("%s: dns: %+v", name, d.DNS)
		}
		if d.Hosting.Error != noPlaces || d.Hosting.Addresses == nil {
			t.Errorf("%s: hosting: %+v", name, d.Hosting)
		}
	}
}

// A table that panics when it is searched costs its section only.
func TestDamagedTable(t *testing.T) {
	s := service(t, resolver(world))
	s.Places = func(context.Context) (*Places, error) { return &Places{place.Places{Table: new(place.Table)}}, nil }
	d := s.Dossier(context.Background(), Query{Host: "pmv2.co.uk", Sections: Sections})
	if d.DNS.Status != Found || d.Hosting.Error != errDefect.Error() {
		t.Errorf("dns %+v, hosting %+v", d.DNS, d.Hosting)
	}
}

func TestParseInclude(t *testing.T) {
	for _, c := range []struct{ list, want string }{
		{"", "dns,hosting,registration,certificate,mail"},
		{"mail,dns", "dns,mail"},
		{"dns", "dns"},
		{"hosting,dns", "dns,hosting"},
		{"dns,dns", "dns"},
		{"whois", "error"},
		{"dns,", "error"},
		{"DNS", "error"},
	} {
		got, err := ParseInclude(c.list)
		out := strings.Join(got, ",")
		if err != nil {
			out = "error"
		}
		if out != c.want {
			t.Errorf("%q: got %s (%v), want %s", c.list, out, err, c.want)
		}
	}
}

// An empty list means all sections but those on demand, whatever sections there are.
func TestParseIncludeDemand(t *testing.T) {
	defer func(before []string) { Sections = before }(Sections)
	Sections = []string{"dns", "http", "mail"}
	for _, c := range []struct{ list, want string }{{"", "dns,mail"}, {"mail,http", "http,mail"}} {
		got, err := ParseInclude(c.list)
		if strings.Join(got, ",") != c.want || err != nil {
			t.Errorf("%q: got %v, %v, want %s", c.list, got, err, c.want)
		}
	}
}

// However much there is, a dossier gives so much and says that it is not all.
func TestBounds(t *testing.T) {
	var world strings.Builder
	for i := range 40 {
		fmt.Fprintf(&world, "many.example. 60 IN A 63.211.10.%d\nmany.example. 60 IN MX %d mx%d.example.\nmany.example. 60 IN NS ns%d.example.\n", i+1, i, i, i)
		fmt.Fprintf(&world, "many.example. 60 IN CAA 0 issue \"%s%d\"\n", strings.Repeat("x", 200), i)
		fmt.Fprintf(&world, "1.10.211.63.in-addr.arpa. 60 IN PTR p%d.example.\n", i)
	}
	s := service(t, resolver(world.String()))
	s.Deadline = time.Minute
	d := s.Dossier(context.Background(), Query{Host: "many.example", Sections: []string{"dns", "hosting"}})
	for what, n := range map[string][2]int{
		"addresses":    {len(d.DNS.Addresses), maxAddresses},
		"name servers": {len(d.DNS.NameServers), maxRecords},
		"exchanges":    {len(d.DNS.MX), maxRecords},
		"CAA records":  {len(d.DNS.CAA), maxRecords},
		"pointers":     {len(d.DNS.Pointers), maxReverse},
	} {
		if n[0] != n[1] {
			t.Errorf("%d %s, want %d", n[0], what, n[1])
		}
	}
	const want = "of the name's 40 addresses, 32 are given; pointers: of 40 reverse names of an address, 32 are given; " +
		"nameServers: of 40 name servers, 32 are given; mx: of 40 MX records, 32 are given; caa: of 40 CAA records, 32 are given"
	if d.DNS.Error != want {
		t.Errorf("got  %s\nwant %s", d.DNS.Error, want)
	}
}
