package lab

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// ask asks over DoH.
func ask(url, name, kind string) (*dns.Msg, error) {
	m := new(dns.Msg)
	m.SetQuestion(dns.Fqdn(name), dns.StringToType[kind])
	m.Id = 0
	wire, err := m.Pack()
	if err != nil {
		return nil, err
	}
	res, err := http.Post(url, dnsMessage, bytes.NewReader(wire))
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", res.Status, body)
	}
	out := new(dns.Msg)
	return out, out.Unpack(body)
}

// summary is an answer in one line: the code, then each record's type and value.
func summary(m *dns.Msg) string {
	var out []string
	for _, rr := range m.Answer {
		f := strings.Fields(rr.String())
		out = append(out, f[3]+" "+strings.Join(f[4:], " "))
	}
	slices.Sort(out)
	return strings.Join(append([]string{dns.RcodeToString[m.Rcode]}, out...), "; ")
}

func TestAnswers(t *testing.T) {
	l := start(t, Options{})
	for _, c := range []struct{ name, kind, want string }{
		{"www.mi5.gov.uk", "A", "NOERROR; A 195.172.10.20"},
		{"WWW.MI5.GOV.UK", "A", "NOERROR; A 195.172.10.20"},
		{"www.mi5.gov.uk", "AAAA", "NOERROR"},
		{"pmv2.co.uk", "A", "NOERROR; A 63.211.10.1"},
		{"www.pmv2.co.uk", "A", "NOERROR; A 63.211.10.1; CNAME pmv2.co.uk."},
		{"mi5.h0st.biz", "A", "NOERROR; A 195.68.228.53"},
		{"h0st.biz", "NS", "NOERROR; NS arwen.mailtrack.com.; NS cirdan.mailtrack.com.; NS elrond.mailtrack.com."},
		{"53.228.68.195.in-addr.arpa", "PTR", "NOERROR; PTR merry-3.mailtrack.com."},
		{"media.whatcounts.com", "A", "NOERROR; A 63.211.10.2"},
		{"shop.example.org", "A", "NOERROR; A 195.172.99.1"},
		{"a.b.example.com", "A", "NOERROR; A 63.211.99.1"},
		{"alias.example.org", "A", "NOERROR; A 63.211.99.3; CNAME end.example.net.; CNAME hop.example.com."},
		{"dangling.example.org", "A", "NXDOMAIN; CNAME nobody.missing.example.com."},
		{"mailonly.example.org", "A", "NOERROR"},
		{"faults.example.net", "A", "NOERROR"},
		{"nobody.example.net", "A", "NXDOMAIN"},
		{"elsewhere.invalid", "A", "NXDOMAIN"},
		{"example.net", "MX", "NOERROR; MX 0 ."},
		{"example.com", "TXT", `NOERROR; TXT "v=spf1 mx ~all"`},
		{"strict.example.org", "CAA", `NOERROR; CAA 128 issue ";"`},
		{"11.99.172.195.in-addr.arpa", "PTR", "NOERROR; CNAME 11.0-15.99.172.195.in-addr.arpa.; PTR www.signed.example.org."},
		{"org", "CAA", "NOERROR"},
	} {
		m, err := ask(l.DoH, c.name, c.kind)
		if err != nil {
			t.Errorf("%s %s: %v", c.name, c.kind, err)
			continue
		}
		if got := summary(m); got != c.want {
			t.Errorf("%s %s over DoH: got %s, want %s", c.name, c.kind, got, c.want)
		}
		for _, network := range []string{"udp", "tcp"} {
			q := new(dns.Msg)
			q.SetQuestion(dns.Fqdn(c.name), dns.StringToType[c.kind])
			m, _, err := (&dns.Client{Net: network}).Exchange(q, l.DNS)
			if err != nil {
				t.Errorf("%s %s over %s: %v", c.name, c.kind, network, err)
			} else if got := summary(m); got != c.want {
				t.Errorf("%s %s over %s: got %s, want %s", c.name, c.kind, network, got, c.want)
			}
		}
	}
}

// AD is set for answers from signed zones, to those who ask for it, and EDNS0 is
// answered with EDNS0.
func TestAuthenticated(t *testing.T) {
	l := start(t, Options{})
	for _, c := range []struct {
		name  string
		asked bool
		want  bool
	}{
		{"www.signed.example.org", true, true},
		{"www.signed.example.org", false, false},
		{"nobody.signed.example.org", true, true},
		{"outside.signed.example.org", true, false},
		{"www.example.org", true, false},
		{"elsewhere.invalid", true, false},
	} {
		q := new(dns.Msg)
		q.SetQuestion(dns.Fqdn(c.name), dns.TypeA)
		q.AuthenticatedData = c.asked
		q.SetEdns0(1232, false)
		m, _, err := new(dns.Client).Exchange(q, l.DNS)
		if err != nil {
			t.Fatal(err)
		}
		if m.AuthenticatedData != c.want || m.IsEdns0() == nil {
			t.Errorf("%s, asked %v: AD %v, want %v; OPT %v", c.name, c.asked, m.AuthenticatedData, c.want, m.IsEdns0())
		}
	}
}

// Every answer takes as long as it is told to.
func TestDelay(t *testing.T) {
	l := start(t, Options{Delay: 50 * time.Millisecond})
	began := time.Now()
	if m, err := ask(l.DoH, "example.net", "A"); err != nil || time.Since(began) < 50*time.Millisecond {
		t.Errorf("%v, %v, after %v", m, err, time.Since(began))
	}
}

// Every fault has its name in the zone, and shows.
func TestFaults(t *testing.T) {
	l := start(t, Options{Slow: 50 * time.Millisecond})
	for _, f := range Faults {
		if got := l.zones.fault(dns.Question{Name: dns.Fqdn(FaultName(f))}); got != f {
			t.Errorf("%s: the zone says %q", FaultName(f), got)
		}
	}
	began := time.Now()
	m, err := ask(l.DoH, FaultName(FaultSlow), "A")
	if err != nil || summary(m) != "NOERROR; A 63.211.99.4" || time.Since(began) < 50*time.Millisecond {
		t.Errorf("slow: %v, %v, after %v", m, err, time.Since(began))
	}
	if m, err := ask(l.DoH, FaultName(FaultTruncated), "A"); err != nil || !m.Truncated {
		t.Errorf("truncated: %v, %v", m, err)
	}
	if m, err := ask(l.DoH, FaultName(FaultWrongID), "A"); err != nil || m.Id == 0 {
		t.Errorf("wrong-id: %v, %v", m, err)
	}
	for _, f := range []Fault{FaultMalformed, FaultNotDNS, FaultUnavailable} {
		if m, err := ask(l.DoH, FaultName(f), "A"); err == nil {
			t.Errorf("%s: answered %v", f, m)
		}
	}
}

func TestZoneErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no SOA", "a.example. 60 IN A 192.0.2.1\n", "no SOA"},
		{"not a zone", "<html>\n", "not a zone"},
		{"outside", "example.org. 60 IN SOA a. b. 1 2 3 4 5\nexample.com. 60 IN A 192.0.2.1\n", "outside"},
	} {
		if _, err := parseZone(c.name, c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", c.name, err, c.want)
		}
	}
}

func TestDoHErrors(t *testing.T) {
	l := start(t, Options{})
	for _, c := range []struct {
		method, url, kind, body string
		want                    int
	}{
		{"POST", l.DoH, "text/plain", "x", 415},
		{"POST", l.DoH, dnsMessage, "x", 400},
		{"GET", l.DoH, "", "", 400},
		{"GET", l.DoH + "?dns=%21", "", "", 400},
		{"PUT", l.DoH, dnsMessage, "x", 405},
	} {
		req, err := http.NewRequest(c.method, c.url, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", c.kind)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != c.want {
			t.Errorf("%s %s %q: got %d, want %d", c.method, c.url, c.body, res.StatusCode, c.want)
		}
	}
}
