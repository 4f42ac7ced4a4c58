package lookup

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// message packs an answer to "a.example. A" from records in zone text; code is
// the response code. Each line of authority begins with "~".
func message(t testing.TB, code int, text string) []byte {
	t.Helper()
	m := new(dns.Msg)
	m.SetQuestion("a.example.", dns.TypeA)
	m.Id, m.Response, m.Rcode = 0, true, code
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		line, authority := strings.CutPrefix(line, "~")
		rr, err := dns.NewRR(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		switch {
		case rr == nil:
		case authority:
			m.Ns = append(m.Ns, rr)
		default:
			m.Answer = append(m.Answer, rr)
		}
	}
	wire, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return wire
}

var question = dns.Question{Name: "a.example.", Qtype: dns.TypeA, Qclass: dns.ClassINET}

// line is what an answer says, in one line.
func line(r records, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	return fmt.Sprintf("%s %v %v %d", r.status, r.addresses, r.aliases, r.ttl)
}

func TestParse(t *testing.T) {
	const soa = "~example. 900 IN SOA ns.example. h.example. 1 2 3 4 120"
	chain := ""
	for i := range 20 {
		chain += fmt.Sprintf("c%d.example. 60 IN CNAME c%d.example.\n", i, i+1)
	}
	for _, c := range []struct {
		name string
		code int
		text string
		want string
	}{
		{"one address", 0, "a.example. 300 IN A 198.51.100.1", "found [198.51.100.1] [] 300"},
		{"smallest TTL", 0, "a.example. 300 IN A 198.51.100.1\na.example. 200 IN A 198.51.100.2", "found [198.51.100.1 198.51.100.2] [] 200"},
		{"TTL of zero", 0, "a.example. 0 IN A 198.51.100.1", "found [198.51.100.1] [] 30"},
		{"TTL of a year", 0, "a.example. 31536000 IN A 198.51.100.1", "found [198.51.100.1] [] 86400"},
		{"highest bit of the TTL", 0, "a.example. 4294967295 IN A 198.51.100.1", "found [198.51.100.1] [] 30"},
		{"alias", 0, "a.example. 90 IN CNAME B.example.\nb.example. 300 IN A 198.51.100.1", "found [198.51.100.1] [b.example] 90"},
		{"aliases in the wrong order", 0, "c.example. 300 IN A 198.51.100.1\nb.example. 300 IN CNAME c.example.\na.example. 300 IN CNAME b.example.", "found [198.51.100.1] [b.example c.example] 300"},
		{"alias to nothing", 3, "a.example. 90 IN CNAME b.example.\n" + soa, "no-such-name [] [b.example] 90"},
		{"circle", 0, "a.example. 90 IN CNAME b.example.\nb.example. 90 IN CNAME a.example.", "error: " + errAliases.Error()},
		{"itself", 0, "a.example. 90 IN CNAME a.example.", "error: " + errAliases.Error()},
		{"too far", 0, "a.example. 90 IN CNAME c0.example.\n" + chain, "error: " + errAliases.Error()},
		{"two aliases", 0, "a.example. 90 IN CNAME b.example.\na.example. 90 IN CNAME c.example.", "error: " + errTwo.Error()},
		{"somebody else's address", 0, "b.example. 300 IN A 198.51.100.1\n" + soa, "no-data [] [] 120"},
		{"address of the wrong family", 0, "a.example. 300 IN AAAA 2001:db8::1\n" + soa, "no-data [] [] 120"},
		{"another class", 0, "a.example. 300 CH A 198.51.100.1", "no-data [] [] 30"},
		{"no data, no SOA", 0, "", "no-data [] [] 30"},
		{"no such name", 3, soa, "no-such-name [] [] 120"},
		{"no such name, for a week", 3, "~example. 604800 IN SOA ns.example. h.example. 1 2 3 4 604800", "no-such-name [] [] 300"},
		{"no such name, and an address", 3, "a.example. 300 IN A 198.51.100.1", "error: " + errMalformed.Error()},
		{"SERVFAIL", 2, "", "error: the DNS resolver answered SERVFAIL"},
		{"REFUSED", 5, "", "error: the DNS resolver answered REFUSED"},
		{"unknown code", 14, "", "error: the DNS resolver answered code 14"},
	} {
		if got := line(parse(message(t, c.code, c.text), question)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// What is not an answer to the question at all.
func TestParseOther(t *testing.T) {
	good := message(t, 0, "a.example. 300 IN A 198.51.100.1")
	change := func(f func(m *dns.Msg)) []byte {
		m := new(dns.Msg)
		if err := m.Unpack(good); err != nil {
			t.Fatal(err)
		}
		f(m)
		wire, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		return wire
	}
	for _, c := range []struct {
		name string
		wire []byte
		want error
	}{
		{"good", good, nil},
		{"another case", change(func(m *dns.Msg) { m.Question[0].Name = "A.Example." }), nil},
		{"empty", nil, errMalformed},
		{"a header's half", good[:6], errMalformed},
		{"cut", good[:len(good)-1], errMalformed},
		{"a question", change(func(m *dns.Msg) { m.Response = false }), errMalformed},
		{"an update", change(func(m *dns.Msg) { m.Opcode = dns.OpcodeUpdate }), errMalformed},
		{"another id", change(func(m *dns.Msg) { m.Id = 1 }), errOther},
		{"another name", change(func(m *dns.Msg) { m.Question[0].Name = "b.example." }), errOther},
		{"another type", change(func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeAAAA }), errOther},
		{"no question", change(func(m *dns.Msg) { m.Question = nil }), errOther},
		{"two questions", change(func(m *dns.Msg) { m.Question = append(m.Question, m.Question[0]) }), errOther},
		{"truncated", change(func(m *dns.Msg) { m.Truncated = true }), errTruncated},
		{"a web page", []byte("<!doctype html><title>Sign in to this network</title>"), errMalformed},
	} {
		if _, err := parse(c.wire, question); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

// Other types than addresses, and what their answers say beside them.
func TestParseKinds(t *testing.T) {
	for _, c := range []struct {
		kind uint16
		text string
		want string
	}{
		{dns.TypeNS, "a.example. 300 IN NS b.example.", "found 1 records  300"},
		{dns.TypeMX, "a.example. 300 IN MX 0 .\na.example. 300 IN A 198.51.100.1", "found 1 records  300"},
		{dns.TypeTXT, "a.example. 90 IN CNAME b.example.\nb.example. 300 IN TXT \"x\"", "found 1 records  90"},
		{dns.TypeNS, "~Example. 900 IN SOA ns.example. h.example. 1 2 3 4 120", "no-data 0 records example. 120"},
		{dns.TypeCAA, "a.example. 300 IN TXT \"x\"", "no-data 0 records  30"},
	} {
		m := new(dns.Msg)
		if err := m.Unpack(message(t, 0, c.text)); err != nil {
			t.Fatal(err)
		}
		m.Question[0].Qtype, m.AuthenticatedData = c.kind, true
		wire, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		r, err := parse(wire, m.Question[0])
		if got := fmt.Sprintf("%s %d records %s %d", r.status, len(r.list), r.zone, r.ttl); got != c.want || err != nil || !r.validated {
			t.Errorf("%s: got %s, %v, want %s", c.text, got, err, c.want)
		}
	}
}

// kinds are the types that are asked for.
var kinds = []uint16{dns.TypeA, dns.TypeAAAA, dns.TypeNS, dns.TypeMX, dns.TypeCAA, dns.TypePTR, dns.TypeTXT}

// Whatever a resolver sends: no panic, and no answer that breaks a promise, in
// what is read of it either.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"a.example. 300 IN A 198.51.100.1",
		"a.example. 90 IN CNAME b.example.\nb.example. 300 IN A 198.51.100.1",
		"a.example. 90 IN CNAME b.example.\nb.example. 90 IN CNAME a.example.",
		"a.example. 300 IN AAAA 2001:db8::1\na.example. 300 IN TXT \"x\"",
		"~example. 900 IN SOA ns.example. h.example. 1 2 3 4 120",
		"a.example. 300 IN MX 10 b.example.\na.example. 300 IN NS b.example.\na.example. 300 IN PTR b.example.",
		"a.example. 300 IN CAA 128 issue \"ca.example\"\na.example. 300 IN TXT \"v=spf1 -all\" \"\\200\"",
	} {
		for _, code := range []int{dns.RcodeSuccess, dns.RcodeNameError, dns.RcodeServerFailure} {
			for i := range kinds {
				f.Add(message(f, code, text), uint8(i))
			}
		}
	}
	f.Add([]byte{}, uint8(0))
	f.Fuzz(func(t *testing.T, wire []byte, kind uint8) {
		q := question
		q.Qtype = kinds[int(kind)%len(kinds)]
		m := new(dns.Msg)
		if m.Unpack(wire) == nil && len(m.Question) == 1 { // the type that was asked for
			m.Question[0].Qtype = q.Qtype
			if packed, err := m.Pack(); err == nil {
				wire = packed
			}
		}
		r, err := parse(wire, q)
		if err != nil {
			return
		}
		if (r.status == Found) != (len(r.addresses)+len(r.list) > 0) {
			t.Errorf("status %s with %d addresses, %d records", r.status, len(r.addresses), len(r.list))
		}
		if r.status == Failed || r.ttl < minTTL || r.ttl > maxTTL || len(r.aliases) > maxAliases {
			t.Errorf("out of bounds: %+v", r)
		}
		for _, addr := range r.addresses {
			if addr.Is4() != (q.Qtype == dns.TypeA) {
				t.Errorf("an answer for %s with %s", dns.TypeToString[q.Qtype], addr)
			}
		}
		for _, rr := range r.list {
			if rr.Header().Rrtype != q.Qtype {
				t.Errorf("an answer for %s with %s", dns.TypeToString[q.Qtype], rr)
			}
		}
		s := service(t, canned(r))
		d := s.Dossier(t.Context(), Query{Host: "a.example", Sections: []string{"dns", "mail"}, From: "b.example"})
		if len(d.DNS.NameServers) > maxRecords || len(d.DNS.MX) > maxRecords || len(d.DNS.CAA) > maxRecords || d.Mail.From.Honest == "" {
			t.Errorf("out of bounds: %+v, %+v", d.DNS, d.Mail)
		}
		for _, caa := range d.DNS.CAA {
			if len(caa.Tag) > maxRecordText+4 || len(caa.Value) > maxRecordText+4 {
				t.Errorf("a CAA record of %d and %d bytes", len(caa.Tag), len(caa.Value))
			}
		}
		text(t, d)
	})
}

// canned is a Client that answers every question with the same records, as far as
// they are of the type.
type canned records

func (c canned) Do(req *http.Request) (*http.Response, error) {
	wire, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	m := new(dns.Msg)
	if err := m.Unpack(wire); err != nil {
		return nil, err
	}
	m.Response = true
	for _, rr := range c.list {
		if rr.Header().Rrtype == m.Question[0].Qtype {
			rr = dns.Copy(rr)
			rr.Header().Name = m.Question[0].Name
			m.Answer = append(m.Answer, rr)
		}
	}
	out, err := m.Pack()
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {dnsMessage}}, Body: io.NopCloser(bytes.NewReader(out))}, nil
}
