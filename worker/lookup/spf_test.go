//go:build !js

package lookup

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"

	"blitiri.com.ar/go/spf"
	"github.com/formtrace/formtrace/worker/lab"
	"github.com/miekg/dns"
)

// oracle is the resolver of the SPF library that ours is compared with.
type oracle struct {
	*Resolver
	ip netip.Addr
}

func (o oracle) get(ctx context.Context, name string, kind uint16) (records, error) {
	r, err := o.ask(ctx, name, kind)
	switch {
	case errors.Is(err, errName) || err == nil && r.status == NoSuchName:
		return r, &net.DNSError{Name: name, IsNotFound: true}
	case err != nil:
		return r, &net.DNSError{Name: name, IsTemporary: true}
	}
	return r, nil
}

func (o oracle) LookupTXT(ctx context.Context, name string) ([]string, error) {
	r, err := o.get(ctx, name, dns.TypeTXT)
	return txtStrings(r), err
}

func (o oracle) LookupMX(ctx context.Context, name string) ([]*net.MX, error) {
	r, err := o.get(ctx, name, dns.TypeMX)
	var out []*net.MX
	for _, rr := range r.list {
		out = append(out, &net.MX{Host: rr.(*dns.MX).Mx})
	}
	return out, err
}

// LookupIPAddr serves a, mx, ptr and exists: the last one wants IPv4, and for it
// the tests have addresses of both families or none.
func (o oracle) LookupIPAddr(ctx context.Context, name string) ([]net.IPAddr, error) {
	r, err := o.get(ctx, name, family(o.ip))
	if strings.Contains(name, "allowed") {
		r, err = o.get(ctx, name, dns.TypeA)
	}
	var out []net.IPAddr
	for _, addr := range r.addresses {
		out = append(out, net.IPAddr{IP: addr.AsSlice()})
	}
	return out, err
}

func (o oracle) LookupAddr(ctx context.Context, addr string) ([]string, error) {
	name, err := dns.ReverseAddr(addr)
	if err != nil {
		return nil, err
	}
	r, err := o.get(ctx, name, dns.TypePTR)
	return texts(r.list, func(rr *dns.PTR) string { return rr.Ptr }), err
}

// both evaluates with ours and with the library.
func both(t testing.TB, s *Service, addr, domain string) (ours, library string) {
	t.Helper()
	ip := netip.MustParseAddr(addr)
	q, end := s.query(context.Background(), Query{Host: "host.example.org"})
	defer end()
	ours = q.spfSays([]netip.Addr{ip}, domain)
	got, _ := spf.CheckHostWithSender(net.IP(ip.AsSlice()), "host.example.org", "postmaster@"+domain, spf.WithResolver(oracle{s.Resolver, ip}))
	return ours, string(got)
}

func TestSPF(t *testing.T) {
	s := labService(t, lab.Options{})
	for _, c := range []struct{ domain, addr, want string }{
		{"example.org", "195.172.99.1", "pass"},
		{"example.org", "63.211.99.1", "pass"}, // by the included record's network
		{"example.org", "63.211.99.3", "pass"}, // by its name
		{"example.org", "63.211.99.4", "fail"}, // the include's ?all is no match
		{"example.com", "63.211.99.1", "pass"}, // by its exchange
		{"example.com", "63.211.99.2", "softfail"},
		{"example.net", "63.211.99.2", "fail"},
		{"none.spf.example.net", "63.211.99.2", "none"},
		{"nobody.spf.example.net", "63.211.99.2", "none"},
		{"redirect.spf.example.net", "195.172.99.1", "pass"},
		{"redirect.spf.example.net", "63.211.99.9", "fail"},
		{"deep.spf.example.net", "195.172.99.1", "pass"},
		{"deep.spf.example.net", "63.211.99.1", "fail"},
		{"wide.spf.example.net", "63.211.99.3", "pass"},
		{"circle.spf.example.net", "63.211.99.1", "permerror"},
		{"many.spf.example.net", "63.211.99.1", "permerror"},
		{"many.spf.example.net", "63.211.99.9", "pass"}, // before it is too many
		{"void.spf.example.net", "63.211.99.1", "permerror"},
		{"two.spf.example.net", "63.211.99.1", "permerror"},
		{"bymx.spf.example.net", "63.211.99.3", "pass"},
		{"bymx.spf.example.net", "195.172.99.1", "pass"},
		{"bymx.spf.example.net", "63.211.99.1", "fail"},
		{"byptr.spf.example.net", "195.172.99.1", "pass"},
		{"byptr.spf.example.net", "195.172.99.3", "fail"}, // its reverse names do not lead back
		{"byptr.spf.example.net", "2001:4860:4860::8888", "pass"},
		{"byptr.spf.example.net", "63.211.99.9", "fail"},
		{"macro.spf.example.net", "195.172.99.1", "pass"},
		{"macro.spf.example.net", "195.172.99.2", "fail"},
		{"v6.spf.example.net", "2001:4860:4860::8844", "pass"},
		{"v6.spf.example.net", "195.172.99.1", "fail"},
		{"broken.spf.example.net", "195.172.99.1", "permerror"},
		{"failing.spf.example.net", "195.172.99.1", "temperror"},
	} {
		ours, library := both(t, s, c.addr, c.domain)
		if ours != c.want || library != c.want {
			t.Errorf("%s from %s: got %s, the library %s, want %s", c.domain, c.addr, ours, library, c.want)
		}
	}
}

// spfWorld is what the records of FuzzSPF can name.
const spfWorld = `
b.example. 60 IN TXT "v=spf1 ip4:195.172.99.0/24 ~all"
c.example. 60 IN TXT "v=spf1 redirect=b.example"
d.example. 60 IN TXT "v=spf1 include:a.example ?all"
b.example. 60 IN A 195.172.99.1
b.example. 60 IN AAAA 2001:4860:4860::8888
b.example. 60 IN MX 10 b.example.
1.99.172.195.in-addr.arpa. 60 IN PTR b.example.
1.99.172.195.allowed.example. 60 IN A 127.0.0.2
1.99.172.195.allowed.example. 60 IN AAAA ::2
`

var spfRecords = []string{
	"", "v=spf1", "v=spf1 -all", "v=spf1 +all -all", "V=SPF1 ALL", "v=spf1 a:b.example -all", "v=spf1 mx:b.example/24 ~all",
	"v=spf1 a:b.example//64 ?all", "v=spf1 a:b.example/24//64 -all", "v=spf1 a/33 -all", "v=spf1 a:/24 -all",
	"v=spf1 include:b.example -all", "v=spf1 include:c.example -all", "v=spf1 include:d.example -all", "v=spf1 redirect=c.example",
	"v=spf1 redirect=b.example redirect=b.example", "v=spf1 ptr:b.example -all", "v=spf1 ptr -all", "v=spf1 exists:%{ir}.allowed.example -all",
	"v=spf1 exists:%{l1r-}.%{o2r}.%{d}.%{v}.%{h}.%{S}.allowed.example -all", "v=spf1 exists:%{p}%%%_%-.allowed.example -all",
	"v=spf1 ip4:195.172.99.1 -all", "v=spf1 ip4:195.172.0.0/16 -all", "v=spf1 ip6:2001:4860::/32 -all", "v=spf1 ip4:1.2.3 -all",
	"v=spf1 exp=b.example x=y -all", "v=spf1 +redirect=b.example", "v=spf1 a a a a a a a a a a a -all", "v=spf1 %{x} -all", "v=spf1 all:x",
}

// Whatever a record says: no panic, a result of RFC 7208, and the library's, but
// where it reads on past an error or takes what the grammar does not allow.
func FuzzSPF(f *testing.F) {
	for _, record := range spfRecords {
		f.Add(record, true)
		f.Add(record, false)
	}
	f.Fuzz(func(t *testing.T, record string, v4 bool) {
		if len(record) > 255 {
			return
		}
		addr := "195.172.99.1"
		if !v4 {
			addr = "2001:4860:4860::8888"
		}
		own := &dns.TXT{Hdr: dns.RR_Header{Name: "a.example.", Rrtype: dns.TypeTXT, Class: dns.ClassINET, Ttl: 60}, Txt: []string{escape(record)}}
		s := service(t, resolver(spfWorld+own.String()+"\n"))
		ours, library := both(t, s, addr, "a.example")
		if rank(ours) >= rank("") {
			t.Fatalf("%q: the result %q", record, ours)
		}
		if _, err := parseSPF(record); err == nil && ours != library {
			t.Errorf("%q from %s: got %s, the library %s", record, addr, ours, library)
		}
	})
}

// escape writes a text as zone files do.
func escape(s string) string {
	var out strings.Builder
	for _, c := range []byte(s) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' || c == ';' {
			fmt.Fprintf(&out, `\%03d`, c)
		} else {
			out.WriteByte(c)
		}
	}
	return out.String()
}
