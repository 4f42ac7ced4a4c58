package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"testing"
	"time"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lookup"
	"github.com/miekg/dns"
)

// everybody is a resolver for which every name is this machine.
type everybody struct{}

func (everybody) Do(req *http.Request) (*http.Response, error) {
	wire, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	m := new(dns.Msg)
	if err := m.Unpack(wire); err != nil {
		return nil, err
	}
	m.Response = true
	h := dns.RR_Header{Name: m.Question[0].Name, Rrtype: m.Question[0].Qtype, Class: dns.ClassINET, Ttl: 60}
	switch m.Question[0].Qtype {
	case dns.TypeA:
		m.Answer = []dns.RR{&dns.A{Hdr: h, A: net.IPv4(127, 0, 0, 1)}}
	case dns.TypeAAAA:
		m.Answer = []dns.RR{&dns.AAAA{Hdr: h, AAAA: net.IPv6loopback}}
	}
	out, err := m.Pack()
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/dns-message"}}, Body: io.NopCloser(bytes.NewReader(out))}, nil
}

// dialled records every connection and opens none.
type dialled []netip.AddrPort

func (d *dialled) Dial(_ context.Context, to netip.AddrPort) (net.Conn, error) {
	*d = append(*d, to)
	return nil, errors.New("nobody")
}

// No spelling in a path leads to a connection, where every name is this machine;
// a public address does.
func TestTricks(t *testing.T) {
	if n := len(lab.HostTricks); n < 60 {
		t.Fatalf("only %d spellings", n)
	}
	to := new(dialled)
	h := New(Config{Lookup: &lookup.Service{
		Resolver: &lookup.Resolver{URL: "https://resolver.example/dns-query", Client: everybody{}},
		Places:   func(context.Context) (*lookup.Places, error) { return &lookup.Places{Places: place.Places{}}, nil },
		Now:      time.Now,
		Dialer:   to,
	}})
	const include = "?include=dns,certificate,http"
	for _, trick := range append([]string{"public.example.org"}, lab.HostTricks...) {
		// As a path has it, and as a client has it that escapes too little.
		for _, escaped := range []string{url.PathEscape(trick), trick} {
			target := &url.URL{Scheme: "http", Host: "worker.example", Path: "/v1/hosts/" + trick, RawPath: "/v1/hosts/" + escaped, RawQuery: include[1:]}
			r := &http.Request{Method: "GET", URL: target, Host: "worker.example", Header: http.Header{}}
			w := &unread{header: http.Header{}}
			h.ServeHTTP(w, r)
			if w.status == 0 || w.status >= 500 {
				t.Errorf("%q: status %d", trick, w.status)
			}
			if len(*to) > 0 {
				t.Errorf("%q: contacted %v", trick, *to)
				*to = nil
			}
		}
	}
	if res := do(h, "GET", "/v1/hosts/63.211.10.1"+include); res.StatusCode != 200 || len(*to) != 2 {
		t.Errorf("a public address: status %d, contacted %v", res.StatusCode, *to)
	}
}

// unread is a response that nobody reads.
type unread struct {
	header http.Header
	status int
}

func (d *unread) Header() http.Header         { return d.header }
func (d *unread) Write(b []byte) (int, error) { return len(b), nil }
func (d *unread) WriteHeader(status int)      { d.status = status }
