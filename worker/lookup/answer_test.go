package lookup

import (
	"errors"
	"fmt"
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

// Whatever a resolver sends: no panic, and no answer that breaks a promise.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"a.example. 300 IN A 198.51.100.1",
		"a.example. 90 IN CNAME b.example.\nb.example. 300 IN A 198.51.100.1",
		"a.example. 90 IN CNAME b.example.\nb.example. 90 IN CNAME a.example.",
		"a.example. 300 IN AAAA 2001:db8::1\na.example. 300 IN TXT \"x\"",
		"~example. 900 IN SOA ns.example. h.example. 1 2 3 4 120",
	} {
		for _, code := range []int{dns.RcodeSuccess, dns.RcodeNameError, dns.RcodeServerFailure} {
			f.Add(message(f, code, text))
		}
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, wire []byte) {
		r, err := parse(wire, question)
		if err != nil {
			return
		}
		if (r.status == Found) != (len(r.addresses) > 0) {
			t.Errorf("status %s with %d addresses", r.status, len(r.addresses))
		}
		if r.status == Failed || r.ttl < minTTL || r.ttl > maxTTL || len(r.aliases) > maxAliases {
			t.Errorf("out of bounds: %+v", r)
		}
		for _, addr := range r.addresses {
			if !addr.Is4() {
				t.Errorf("an answer for A with %s", addr)
			}
		}
	})
}
