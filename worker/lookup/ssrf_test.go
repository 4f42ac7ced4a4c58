package lookup

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/worker/lab"
	"github.com/miekg/dns"
)

// answers is a resolver that answers each question for addresses with the next
// of a list, the last one for ever.
type answers struct {
	mu    sync.Mutex
	by    map[string][]string
	asked map[string]int
}

func (a *answers) Do(req *http.Request) (*http.Response, error) {
	wire, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	m := new(dns.Msg)
	if err := m.Unpack(wire); err != nil {
		return nil, err
	}
	m.Response = true
	q := m.Question[0]
	for _, addr := range a.next(strings.TrimSuffix(q.Name, "."), q.Qtype) {
		h := dns.RR_Header{Name: q.Name, Rrtype: q.Qtype, Class: dns.ClassINET, Ttl: 60}
		if ip := netip.MustParseAddr(addr); ip.Is4() && q.Qtype == dns.TypeA {
			m.Answer = append(m.Answer, &dns.A{Hdr: h, A: ip.AsSlice()})
		} else if ip.Is6() && q.Qtype == dns.TypeAAAA {
			m.Answer = append(m.Answer, &dns.AAAA{Hdr: h, AAAA: ip.AsSlice()})
		}
	}
	out, err := m.Pack()
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {dnsMessage}}, Body: io.NopCloser(bytes.NewReader(out))}, nil
}

// next returns the addresses for the next question of a type about a name.
func (a *answers) next(name string, kind uint16) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	turns := a.by[name]
	if len(turns) == 0 {
		return nil
	}
	if a.asked == nil {
		a.asked = map[string]int{}
	}
	key := name + dns.TypeToString[kind]
	n := a.asked[key]
	a.asked[key]++
	return strings.Fields(turns[min(n, len(turns)-1)])
}

// recording is a dialer that records where to and connects to nobody, but for
// one address that answers every request on port 80 with a redirect.
type recording struct {
	mu       sync.Mutex
	to       []netip.AddrPort
	redirect string
}

const redirector = "63.211.10.1"

func (r *recording) Dial(_ context.Context, to netip.AddrPort) (net.Conn, error) {
	r.mu.Lock()
	r.to = append(r.to, to)
	r.mu.Unlock()
	if to.String() != redirector+":80" {
		return nil, errors.New("nobody")
	}
	ours, theirs := net.Pipe()
	go func() {
		defer theirs.Close()
		if _, err := http.ReadRequest(bufio.NewReader(theirs)); err == nil {
			io.WriteString(theirs, "HTTP/1.1 302 Found\r\nLocation: "+r.redirect+"\r\n\r\n")
		}
	}()
	return ours, nil
}

// taken returns where connections were opened to since the last call.
func (r *recording) taken() (out []netip.AddrPort) {
	r.mu.Lock()
	defer r.mu.Unlock()
	out, r.to = r.to, nil
	return out
}

// bad returns the first connection to what is not public, or to another port.
func bad(to []netip.AddrPort) string {
	for _, a := range to {
		if place.Scope(a.Addr()) != place.Public || !slices.Contains([]uint16{43, 80, 443}, a.Port()) {
			return a.String()
		}
	}
	return ""
}

func recorded(t *testing.T, by map[string][]string) (*Service, *recording) {
	s := service(t, &answers{by: by})
	r := new(recording)
	s.Dialer, s.Deadline = r, 30*time.Second
	return s, r
}

// No spelling of a host is both accepted and led to a connection, even where
// the resolver says that every name is this machine.
func TestHostTricks(t *testing.T) {
	if n := len(lab.HostTricks); n < 60 {
		t.Fatalf("only %d spellings", n)
	}
	for _, trick := range lab.HostTricks {
		host, wrong := ParseHost(trick)
		if wrong == nil {
			t.Logf("%q is a name: %s", trick, host)
		} else {
			host = trick // what if it got this far all the same
		}
		s, r := recorded(t, map[string][]string{strings.ToLower(host): {"127.0.0.1 ::1"}})
		d := s.Dossier(context.Background(), Query{Host: host, Sections: []string{"dns", "certificate", "http"}})
		if to := r.taken(); len(to) > 0 {
			t.Errorf("%q: contacted %v", trick, to)
		}
		if d.Certificate.Error == "" || d.HTTP.Error == "" {
			t.Errorf("%q: no error: %+v %+v", trick, d.Certificate, d.HTTP)
		}
	}
}

// No name that resolves to an address that is not public is contacted, alone or
// beside a public one; its dns section says so.
func TestResolvedTricks(t *testing.T) {
	n := 0
	for _, trick := range lab.HostTricks {
		addr, ok := literal(trick)
		if !ok || addr.Zone() != "" {
			continue
		}
		n++
		for _, c := range []struct{ addresses, scope string }{{addr.String(), "private"}, {"63.211.10.1 " + addr.String(), "mixed"}} {
			s, r := recorded(t, map[string][]string{"name.example.org": {c.addresses}})
			d := s.Dossier(context.Background(), Query{Host: "name.example.org", Sections: []string{"dns", "certificate", "http"}})
			if to := r.taken(); len(to) > 0 {
				t.Errorf("%s: contacted %v", c.addresses, to)
			}
			if d.DNS.Scope != c.scope || !strings.Contains(d.HTTP.Error, "was not contacted") || !strings.Contains(d.Certificate.Error, "was not contacted") {
				t.Errorf("%s: scope %s, errors %q, %q", c.addresses, d.DNS.Scope, d.Certificate.Error, d.HTTP.Error)
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d addresses", n)
	}
}

// More addresses than a dossier gives do not hide one that is not public, wherever
// it stands among them: it is shown, and nobody is contacted.
func TestHiddenAmongMany(t *testing.T) {
	for _, hidden := range []string{"10.0.0.5", "127.0.0.1", "192.168.0.1", "224.0.0.1", "::1", "fe80::1"} {
		for _, at := range []int{0, maxAddresses / 2, maxAddresses} {
			var list []string
			for i := range maxAddresses {
				list = append(list, "63.211.10."+strconv.Itoa(i+1))
			}
			list = slices.Insert(list, at, hidden)
			s, r := recorded(t, map[string][]string{"many.example.org": {strings.Join(list, " ")}})
			d := s.Dossier(context.Background(), Query{Host: "many.example.org", Sections: []string{"dns", "certificate", "http"}})
			if to := r.taken(); len(to) > 0 {
				t.Errorf("%s at %d: contacted %v", hidden, at, to)
			}
			if d.DNS.Scope != "mixed" || len(d.DNS.Addresses) != maxAddresses || !slices.Contains(d.DNS.Addresses, hidden) {
				t.Errorf("%s at %d: scope %s of %v", hidden, at, d.DNS.Scope, d.DNS.Addresses)
			}
			if want := hidden + " is not a public address"; !strings.Contains(d.Certificate.Error, want) || !strings.Contains(d.HTTP.Error, want) {
				t.Errorf("%s at %d: errors %q, %q", hidden, at, d.Certificate.Error, d.HTTP.Error)
			}
		}
	}
	// As many public ones alone are contacted.
	s, r := recorded(t, map[string][]string{"many.example.org": {"63.211.10.2 63.211.10.3"}})
	s.Dossier(context.Background(), Query{Host: "many.example.org", Sections: []string{"dns", "certificate", "http"}})
	if to := r.taken(); len(to) == 0 {
		t.Error("nobody was contacted at all")
	}
}

// No redirect leads to what is not public.
func TestRedirectTricks(t *testing.T) {
	if n := len(lab.RedirectTricks); n < 60 {
		t.Fatalf("only %d redirects", n)
	}
	tricks := append([]string{"http://inside.example.org/", "https://inside.example.org/", "http://mixed.example.org/", "http://v6.example.org/"}, lab.RedirectTricks...)
	for _, trick := range tricks {
		s, r := recorded(t, map[string][]string{
			"public.example.org": {redirector},
			"inside.example.org": {"127.0.0.1"}, "mixed.example.org": {"63.211.10.2 10.0.0.5"}, "v6.example.org": {"::1"},
			"example.org": {"127.0.0.1"}, // what a redirect may be mistaken for
		})
		r.redirect = trick
		h := s.Dossier(context.Background(), Query{Host: "public.example.org", Sections: []string{"http"}}).HTTP
		to := r.taken()
		if wrong := bad(to); wrong != "" || len(to) < 2 {
			t.Errorf("%q: contacted %v", trick, to)
		}
		// A path on the same host is what some of these are: the circle ends it.
		if h.Error == "" {
			t.Errorf("%q: no error: %+v", trick, h)
		}
	}
}

// A name that answers differently the second time is contacted where it was
// checked, and so is one that a redirect leads to.
func TestRebinding(t *testing.T) {
	s, r := recorded(t, map[string][]string{
		"rebind.example.org": {redirector, "127.0.0.1"},
		"second.example.org": {"63.211.10.2", "10.0.0.5"},
	})
	r.redirect = "http://second.example.org/"
	s.Dossier(context.Background(), Query{Host: "rebind.example.org", Sections: []string{"dns", "hosting", "certificate", "http"}})
	got := r.taken()
	want := []netip.AddrPort{netip.MustParseAddrPort(redirector + ":443"), netip.MustParseAddrPort(redirector + ":80"), netip.MustParseAddrPort("63.211.10.2:80")}
	if !slices.Equal(got, want) {
		t.Errorf("contacted %v, want %v", got, want)
	}
	// Asked again, it is the private address, and nobody is contacted.
	d := s.Dossier(context.Background(), Query{Host: "rebind.example.org", Sections: []string{"dns", "certificate", "http"}})
	if to := r.taken(); len(to) > 0 || d.DNS.Scope != "private" {
		t.Errorf("contacted %v, scope %s", to, d.DNS.Scope)
	}
}

// An address with a zone is one of a network card, whatever else it looks like.
func TestZone(t *testing.T) {
	for _, text := range []string{"2001:4860:4860::8888%eth0", "fe80::1%eth0"} {
		if err := checkPublic(netip.MustParseAddr(text)); err == nil {
			t.Errorf("%s: would be contacted", text)
		}
	}
}

// Ports other than those of WHOIS, http and https are never contacted.
func TestPorts(t *testing.T) {
	s, r := recorded(t, nil)
	q := &query{Service: s, open: make(chan struct{}, maxConnections)}
	for _, port := range []uint16{0, 1, 22, 25, 53, 79, 81, 442, 444, 3306, 6379, 8080, 8443, 11211, 65535} {
		if _, err := q.contact(context.Background(), netip.AddrPortFrom(netip.MustParseAddr("63.211.10.2"), port)); err != errPort {
			t.Errorf("%d: got %v, want %v", port, err, errPort)
		}
	}
	if to := r.taken(); len(to) > 0 {
		t.Errorf("contacted %v", to)
	}
}
