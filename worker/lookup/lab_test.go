//go:build !js

package lookup

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/worker/lab"
)

// labService looks up in the lab.
func labService(t *testing.T, opts lab.Options) *Service {
	t.Helper()
	s, _ := labServiceAnd(t, opts)
	return s
}

func labServiceAnd(t *testing.T, opts lab.Options) (*Service, *lab.Lab) {
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
	return &Service{
		Resolver: &Resolver{URL: l.DoH, Client: &http.Client{
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}},
		Places: func(context.Context) (*Places, error) { return &Places{place.Places{Overlay: overlay}}, nil },
		Now:    l.Now,
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
