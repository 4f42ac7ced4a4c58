//go:build !js

package lookup

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/worker/lab"
)

// labService looks up in the lab.
func labService(t testing.TB, opts lab.Options) *Service {
	t.Helper()
	s, _ := labServiceAnd(t, opts)
	return s
}

func labServiceAnd(t testing.TB, opts lab.Options) (*Service, *lab.Lab) {
	t.Helper()
	l, err := lab.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	overlay, err := place.ParseOverlay(l.Places())
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &Service{
		Resolver:  &Resolver{URL: l.DoH, Client: client},
		Places:    func(context.Context) (*Places, error) { return &Places{place.Places{Overlay: overlay}}, nil },
		Now:       l.Now,
		Dialer:    &labDialer{Lab: l},
		Client:    client,
		Bootstrap: l.RDAP,
		WHOIS:     "whois.iana.org",
		CT:        l.CT,
		Roots:     l.Roots(),
	}, l
}

// one line for a dossier: dns status, addresses, aliases, scope, TTL; AS and country of each address.
func brief(d *Dossier) string {
	out := []string{string(d.DNS.Status), strings.Join(d.DNS.Addresses, ","), strings.Join(d.DNS.Aliases, ","), d.DNS.Scope}
	for _, a := range d.Hosting.Addresses {
		out = append(out, a.ASName+"/"+a.Country+"/"+a.Confidence+"/"+a.Scope)
	}
	return strings.Join(out, " ")
}

func TestLab(t *testing.T) {
	s := labService(t, lab.Options{})
	for _, c := range []struct{ host, want string }{
		{"www.mi5.gov.uk", "found 195.172.10.20  public Easynet/GB/agreed/public"},
		{"pmv2.co.uk", "found 63.211.10.1  public Level 3/US/agreed/public"},
		{"mi5.h0st.biz", "found 195.68.228.53  public Easynet/GB/agreed/public"},
		{"alias.example.org", "found 63.211.99.3 hop.example.com,end.example.net public Level 3/US/agreed/public"},
		{"dangling.example.org", "no-such-name  nobody.missing.example.com none"},
		{"mailonly.example.org", "no-data   none"},
		{"nobody.example.net", "no-such-name   none"},
		{"private.example.org", "found 10.0.0.5  private //unknown/private"},
		{"loopback.example.org", "found 127.0.0.1  private //unknown/loopback"},
		{"mixed.example.org", "found 10.0.0.5,195.172.99.5  mixed //unknown/private Easynet/GB/agreed/public"},
		{"dual.example.org", "found 195.172.99.3,195.172.99.4,2001:4860:4860::8844,2001:4860:4860::8888  public" +
			" Easynet/GB/agreed/public Easynet/GB/agreed/public //unknown/public //unknown/public"},
		{"v6only.example.org", "found 2001:4860:4860::8844  public //unknown/public"},
	} {
		d := s.Dossier(context.Background(), Query{Host: c.host, Sections: Sections})
		if got := brief(d); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.host, got, c.want)
		}
		if d.DNS.Error != "" || d.Hosting.Error != "" {
			t.Errorf("%s: errors %q, %q", c.host, d.DNS.Error, d.Hosting.Error)
		}
	}
}

// names is what the dns section says beside the addresses, in one line.
func names(d *DNS) string {
	out := []string{"NS " + strings.Join(d.NameServers, ",")}
	for _, mx := range d.MX {
		out = append(out, fmt.Sprint("MX ", mx.Preference, " ", mx.Host))
	}
	for _, caa := range d.CAA {
		out = append(out, fmt.Sprint("CAA ", caa.Critical, " ", caa.Tag, " ", caa.Value))
	}
	for _, p := range d.Pointers {
		out = append(out, "PTR "+p.Address+" "+strings.Join(p.Names, ","))
	}
	return strings.Join(append(out, string(d.DNSSEC), d.Error), "; ")
}

func TestLabNames(t *testing.T) {
	s := labService(t, lab.Options{})
	const caa = "CAA false iodef ; CAA false issue ca.example.net; "
	for _, c := range []struct{ host, want string }{
		{"mi5.h0st.biz", "NS arwen.mailtrack.com,cirdan.mailtrack.com,elrond.mailtrack.com; PTR 195.68.228.53 merry-3.mailtrack.com; not-validated; "},
		{"195.68.228.53", "NS ; PTR 195.68.228.53 merry-3.mailtrack.com; unknown; "},
		{"example.org", "NS ns.lab.invalid; MX 10 mx.example.org; MX 20 mx.example.com; " + caa + "PTR 195.172.99.1 web-1.example.org; not-validated; "},
		{"a.b.c.example.org", "NS ns.lab.invalid; " + caa + "PTR 195.172.99.1 web-1.example.org; not-validated; "},
		{"strict.example.org", "NS ns.lab.invalid; CAA true issue ;; PTR 195.172.99.1 web-1.example.org; not-validated; "},
		{"byalias.example.org", "NS ns.lab.invalid; CAA true issue ;; PTR 195.172.99.1 web-1.example.org; not-validated; "},
		{"alias.example.org", "NS ns.lab.invalid; " + caa + "PTR 63.211.99.3 ; not-validated; "},
		{"dual.example.org", "NS ns.lab.invalid; " + caa + "PTR 195.172.99.3 web-3a.example.org,web-3b.example.org; PTR 195.172.99.4 ; " +
			"PTR 2001:4860:4860::8844 ; PTR 2001:4860:4860::8888 dual.example.org; not-validated; "},
		{"private.example.org", "NS ns.lab.invalid; " + caa + "not-validated; "},
		{"example.net", "NS ns.lab.invalid; MX 0 .; PTR 63.211.99.2 ; not-validated; "},
		{"signed.example.org", "NS ns.lab.invalid,ns2.lab.invalid; MX 10 mx.signed.example.org; " + caa + "PTR 195.172.99.11 www.signed.example.org; validated; "},
		{"deep.a.b.signed.example.org", "NS ns.lab.invalid,ns2.lab.invalid; " + caa + "PTR 195.172.99.12 ; validated; "},
		{"nobody.signed.example.org", "NS ns.lab.invalid,ns2.lab.invalid; " + caa + "validated; "},
		{"inside.signed.example.org", "NS ns.lab.invalid,ns2.lab.invalid; " + caa + "PTR 195.172.99.11 www.signed.example.org; PTR 2001:4860:4860::8844 ; validated; "},
		{"outside.signed.example.org", "NS ns.lab.invalid,ns2.lab.invalid; " + caa + "PTR 63.211.99.3 ; not-validated; "},
		{"no-ipv6.faults.example.net", "NS ns.lab.invalid; PTR 63.211.99.5 ; unknown; some addresses may be missing: the DNS resolver answered SERVFAIL"},
		{"refused.faults.example.net", "NS ; unknown; the DNS resolver answered REFUSED"},
	} {
		d := s.Dossier(context.Background(), Query{Host: c.host, Sections: []string{"dns", "hosting"}})
		if got := names(d.DNS); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.host, got, c.want)
		}
		for i, p := range d.DNS.Pointers {
			if scope(parseAddrs(t, p.Address)) != "public" {
				t.Errorf("%s: the reverse name of %s was looked up", c.host, p.Address)
			}
			if want := append(p.Names, "")[0]; len(d.Hosting.Addresses) == len(d.DNS.Pointers) && d.Hosting.Addresses[i].Reverse != want {
				t.Errorf("%s: hosting has the reverse name %q, want %q", c.host, d.Hosting.Addresses[i].Reverse, want)
			}
		}
	}
}

func parseAddrs(t *testing.T, s string) []netip.Addr {
	t.Helper()
	addr, err := netip.ParseAddr(s)
	if err != nil {
		t.Fatal(err)
	}
	return []netip.Addr{addr}
}

func TestLabMail(t *testing.T) {
	s := labService(t, lab.Options{})
	const org = "example.org example.com,example.org fail reject; "
	for _, c := range []struct{ host, from, want string }{
		{"www.example.org", "", org},
		{"www.example.com", "", "example.com example.com softfail none; "},
		{"example.net", "", "example.net  fail ; "},
		{"mi5.h0st.biz", "mi5.gov.uk", "h0st.biz   ; none  unknown; "}, // of 2007 nothing more is known
		{"195.172.99.1", "example.org", "   ; pass reject yes; "},
		{"www.example.org", "example.org", org + "pass reject yes; "},
		{"mixed.example.org", "example.org", org + "pass reject yes; "}, // one of its addresses may
		{"pmv2.co.uk", "example.org", "pmv2.co.uk   ; fail reject no; "},
		{"pmv2.co.uk", "example.com", "pmv2.co.uk   ; softfail none unknown; "},
		{"pmv2.co.uk", "example.net", "pmv2.co.uk   ; fail  no; "},
		{"pmv2.co.uk", "below.example.org", "pmv2.co.uk   ; none quarantine unknown; "},
		{"pmv2.co.uk", "strict.spf.example.net", "pmv2.co.uk   ; softfail reject no; "},
		{"pmv2.co.uk", "nullmx.spf.example.net", "pmv2.co.uk   ; none  no; "},
		{"pmv2.co.uk", "nobody.example.net", "pmv2.co.uk   ; none  no; "},
		{"pmv2.co.uk", "failing.spf.example.net", "pmv2.co.uk   ; temperror  unknown; from: " + errSPFOpen.Error()},
		{"mailonly.example.org", "example.org", org + " reject unknown; "}, // it has no address to send from
		{"timeout.faults.example.net", "example.org", "example.net  fail ; temperror reject unknown; from: " + errNoHost.Error()},
		{"pmv2.co.uk", "refused.faults.example.net", "pmv2.co.uk   ; temperror  unknown; from: the DNS resolver answered REFUSED"},
	} {
		s.Deadline = 300 * time.Millisecond
		m := s.Dossier(context.Background(), Query{Host: c.host, Sections: []string{"mail"}, From: c.from}).Mail
		got := strings.Join([]string{m.Domain, strings.Join(m.Operators, ","), m.SPFAll, m.DMARC}, " ") + "; "
		if m.From != nil {
			got += m.From.SPF + " " + m.From.DMARC + " " + m.From.Honest + "; "
		}
		if got += m.Error; got != c.want {
			t.Errorf("%s from %q:\ngot  %s\nwant %s", c.host, c.from, got, c.want)
		}
	}
}

// Each way in which a resolver can fail makes the dns section fail, says why,
// stays within the deadline and leaves the dossier standing.
func TestLabFaults(t *testing.T) {
	s := labService(t, lab.Options{})
	s.Deadline = 2 * time.Second
	want := map[lab.Fault]string{
		lab.FaultTimeout:       errSlow.Error(),
		lab.FaultRefused:       "the DNS resolver answered REFUSED",
		lab.FaultServfail:      "the DNS resolver answered SERVFAIL",
		lab.FaultTruncated:     errTruncated.Error(),
		lab.FaultMalformed:     errMalformed.Error(),
		lab.FaultWrongQuestion: errOther.Error(),
		lab.FaultWrongID:       errOther.Error(),
		lab.FaultHuge:          errHuge.Error(),
		lab.FaultSlow:          "",
		lab.FaultNoIPv6:        "some addresses may be missing: the DNS resolver answered SERVFAIL",
		lab.FaultNotDNS:        errNotDNS.Error(),
		lab.FaultUnavailable:   "the DNS resolver answered with HTTP status 503",
		lab.FaultRedirect:      "the DNS resolver answered with HTTP status 302",
	}
	for _, f := range lab.Faults {
		sentence, ok := want[f]
		if !ok {
			t.Errorf("%s: no expectation for this fault", f)
			continue
		}
		began := time.Now()
		d := s.Dossier(context.Background(), Query{Host: lab.FaultName(f), Sections: Sections})
		if took := time.Since(began); took > s.Deadline+2*time.Second {
			t.Errorf("%s: took %v", f, took)
		}
		if d.DNS.Error != sentence {
			t.Errorf("%s: got %q, want %q", f, d.DNS.Error, sentence)
		}
		if found := f == lab.FaultSlow || f == lab.FaultNoIPv6; found != (d.DNS.Status == Found) || found != (len(d.Hosting.Addresses) > 0) || (f == lab.FaultSlow) != (d.Hosting.Error == "") {
			t.Errorf("%s: dns %s, hosting error %q", f, d.DNS.Status, d.Hosting.Error)
		}
		if d.DNS.Source == "" || d.DNS.AsOf == "" || d.DNS.TTL == 0 {
			t.Errorf("%s: a failed section without source, time or TTL: %+v", f, d.DNS)
		}
	}
}

// A slow name is answered when it is there in time, and not when it is not.
func TestLabSlow(t *testing.T) {
	s := labService(t, lab.Options{Slow: time.Minute})
	s.Deadline = 50 * time.Millisecond
	d := s.Dossier(context.Background(), Query{Host: lab.FaultName(lab.FaultSlow), Sections: Sections})
	if got, want := d.DNS.Error, errSlow.Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A resolver that is not there.
func TestLabGone(t *testing.T) {
	s := labService(t, lab.Options{})
	s.Resolver.URL = "http://127.0.0.1:1/dns-query"
	d := s.Dossier(context.Background(), Query{Host: "pmv2.co.uk", Sections: Sections})
	if got, want := d.DNS.Error, errUnreachable.Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
