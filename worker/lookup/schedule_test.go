package lookup

import (
	"context"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

// timed is a Client that takes its time for every question, and notes them.
type timed struct {
	Client
	each  time.Duration
	never string // a question that is never answered

	mu         sync.Mutex
	asked      []string
	open, most int // connections now, and at most
}

func (c *timed) Do(req *http.Request) (*http.Response, error) {
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	wire := make([]byte, dns.MaxMsgSize)
	n, _ := body.Read(wire)
	m := new(dns.Msg)
	if err := m.Unpack(wire[:n]); err != nil {
		return nil, err
	}
	question := plain(m.Question[0].Name) + " " + dns.TypeToString[m.Question[0].Qtype]
	c.mu.Lock()
	c.asked = append(c.asked, question)
	c.open++
	c.most = max(c.most, c.open)
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.open--
		c.mu.Unlock()
	}()
	if question == c.never || c.never == "everything" {
		<-req.Context().Done()
		return nil, req.Context().Err()
	}
	time.Sleep(c.each)
	return c.Client.Do(req)
}

// scheduleWorld is a host with everything, and a sender whose SPF record leads on.
const scheduleWorld = `
form.example.org.   60 IN A    63.211.10.1
form.example.org.   60 IN AAAA 2001:4860:4860::8888
form.example.org.   60 IN MX   10 mx.example.net.
example.org.        60 IN NS   ns.example.net.
example.org.        60 IN MX   10 mx.example.net.
example.org.        60 IN TXT  "v=spf1 -all"
_dmarc.example.org. 60 IN TXT  "v=DMARC1; p=reject"
sender.example.com. 60 IN TXT  "v=spf1 include:one.example.com include:two.example.com mx -all"
one.example.com.    60 IN TXT  "v=spf1 include:three.example.com -all"
two.example.com.    60 IN TXT  "v=spf1 a:host.example.com -all"
three.example.com.  60 IN TXT  "v=spf1 include:four.example.com -all"
four.example.com.   60 IN TXT  "v=spf1 ip4:195.172.99.0/24 -all"
host.example.com.   60 IN A    195.172.99.1
sender.example.com. 60 IN MX   10 mx.example.com.
mx.example.com.     60 IN A    195.172.99.2
`

// scheduleGraph says which answer each question waits for; "" is none.
var scheduleGraph = map[string]string{
	"form.example.org A":            "",
	"form.example.org AAAA":         "",
	"1.10.211.63.in-addr.arpa PTR":  "form.example.org A",
	v6Pointer + " PTR":              "form.example.org AAAA",
	"form.example.org NS":           "",
	"example.org NS":                "form.example.org NS",
	"form.example.org MX":           "",
	"form.example.org CAA":          "",
	"example.org CAA":               "",
	"org CAA":                       "",
	"example.org MX":                "",
	"example.org TXT":               "",
	"_dmarc.example.org TXT":        "",
	"_dmarc.sender.example.com TXT": "",
	"_dmarc.example.com TXT":        "",
	"sender.example.com TXT":        "",
	"one.example.com TXT":           "sender.example.com TXT",
	"two.example.com TXT":           "sender.example.com TXT",
	"three.example.com TXT":         "one.example.com TXT",
	"four.example.com TXT":          "three.example.com TXT",
	"host.example.com A":            "two.example.com TXT",
	"host.example.com AAAA":         "two.example.com TXT",
	"sender.example.com MX":         "",
	"mx.example.com A":              "sender.example.com MX",
	"mx.example.com AAAA":           "sender.example.com MX",
}

const v6Pointer = "8.8.8.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.8.4.0.6.8.4.1.0.0.2.ip6.arpa"

// ideal returns how many rounds a forest of questions takes over so many
// connections when all answers take as long: the longest chain first (Hu, 1961).
func ideal(graph map[string]string, connections int) (rounds int) {
	height := map[string]int{}
	for q := range graph {
		for h := 1; q != ""; h++ {
			height[q] = max(height[q], h)
			q = graph[q]
		}
	}
	done := map[string]bool{"": true}
	for ; len(done) <= len(graph); rounds++ {
		var ready []string
		for q, parent := range graph {
			if !done[q] && done[parent] {
				ready = append(ready, q)
			}
		}
		slices.SortFunc(ready, func(a, b string) int { return height[b] - height[a] })
		for _, q := range ready[:min(len(ready), connections)] {
			done[q] = true
		}
	}
	return rounds
}

func TestIdeal(t *testing.T) {
	chain := map[string]string{"a": "", "b": "a", "c": "b", "x": "", "y": "", "z": ""}
	for _, c := range []struct{ connections, want int }{{1, 6}, {2, 3}, {6, 3}} {
		if got := ideal(chain, c.connections); got != c.want {
			t.Errorf("%d connections: got %d rounds, want %d", c.connections, got, c.want)
		}
	}
}

// scheduled looks up everything that DNS knows of the host, in a time that is
// simulated, and returns how long that took.
func scheduled(t *testing.T, c *timed) (*Dossier, time.Duration) {
	t.Helper()
	c.Client = resolver(scheduleWorld)
	s := service(t, c)
	began := time.Now()
	d := s.Dossier(context.Background(), Query{Host: "form.example.org", Sections: []string{"dns", "hosting", "mail"}, From: "sender.example.com"})
	return d, time.Since(began)
}

// Every question is asked once, over at most six connections, in as many rounds
// as the best schedule takes.
func TestSchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const each = 20 * time.Millisecond
		c := &timed{each: each}
		d, took := scheduled(t, c)
		if got, want := d.Mail.From.SPF, "fail"; got != want || d.DNS.Error+d.Hosting.Error+d.Mail.Error != "" {
			t.Errorf("SPF %q, want %q; errors %q, %q, %q", got, want, d.DNS.Error, d.Hosting.Error, d.Mail.Error)
		}
		slices.Sort(c.asked)
		if got, want := strings.Join(c.asked, "\n"), strings.Join(slices.Sorted(maps.Keys(scheduleGraph)), "\n"); got != want {
			t.Errorf("asked:\n%s\nwant:\n%s", got, want)
		}
		if c.most > maxConnections {
			t.Errorf("%d connections at once", c.most)
		}
		want := ideal(scheduleGraph, maxConnections)
		if got := took.Seconds() / each.Seconds(); got != float64(want) {
			t.Errorf("%.2f rounds, where the best schedule takes %d", got, want)
		}
		t.Logf("%d subrequests in %d rounds over %d connections", len(c.asked), want, maxConnections)
	})
}

// A question that is never answered costs its own section what it is about, and
// the deadline.
func TestNeverAnswered(t *testing.T) {
	for _, c := range []struct{ never, dns, hosting, mail string }{
		{"form.example.org MX", "mx: " + errSlow.Error(), "", ""},
		{"example.org NS", "nameServers: " + errSlow.Error(), "", ""},
		{"org CAA", "caa: " + errSlow.Error(), "", ""},
		{"1.10.211.63.in-addr.arpa PTR", "pointers: " + errSlow.Error(), "reverse: " + errSlow.Error(), ""},
		{"form.example.org AAAA", "some addresses may be missing: " + errSlow.Error(), "some addresses may be missing: " + errSlow.Error(), "from: " + errNoHost.Error()},
		{"_dmarc.example.org TXT", "", "", "dmarc: " + errSlow.Error()},
		{"three.example.com TXT", "", "", "from: " + errSPFOpen.Error()},
		{"everything", errSlow.Error(), noAddresses, "operators, spf, dmarc: " + errSlow.Error() + "; from: " + errNoHost.Error()},
	} {
		synctest.Test(t, func(t *testing.T) {
			d, took := scheduled(t, &timed{each: time.Millisecond, never: c.never})
			if took < defaultDeadline || took > defaultDeadline+grace {
				t.Errorf("%s: took %v", c.never, took)
			}
			if got, want := [3]string{d.DNS.Error, d.Hosting.Error, d.Mail.Error}, [3]string{c.dns, c.hosting, c.mail}; got != want {
				t.Errorf("%s:\ngot  %q\nwant %q", c.never, got, want)
			}
			if known := c.never != "everything"; known != (len(d.DNS.Addresses) > 0) || known != (len(d.Hosting.Addresses) > 0) {
				t.Errorf("%s: addresses %v, %v", c.never, d.DNS.Addresses, d.Hosting.Addresses)
			}
			synctest.Wait()
		})
	}
}

// dials is a Dialer that notes that it was called.
type dials struct{ n int }

func (d *dials) Dial(context.Context, netip.AddrPort) (net.Conn, error) {
	d.n++
	return nil, errors.New("refused")
}

// A resolver that answers nothing leaves the others a connection.
func TestConnectionLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &dials{}
		s := service(t, &timed{Client: resolver(""), never: "everything"})
		s.Dialer = d
		q, end := s.query(t.Context(), Query{Host: "form.example.org", Sections: []string{"dns", "certificate"}})
		defer end()
		go q.dns(t.Context())
		synctest.Wait()
		began := time.Now()
		if _, err := q.contact(t.Context(), netip.MustParseAddrPort("63.211.10.1:443")); err == nil || d.n != 1 || time.Since(began) > 0 {
			t.Errorf("%v, %d dialled, after %v", err, d.n, time.Since(began))
		}
	})
}

// No more than so many questions are asked, whatever an SPF record wants.
func TestQuestionsBounded(t *testing.T) {
	s := service(t, resolver(""))
	q, end := s.query(context.Background(), Query{Host: "form.example.org"})
	defer end()
	for i := range maxQuestions + 1 {
		_, err := q.ask(strings.Repeat("a", i%50+1)+"."+strings.Repeat("b", i/50+1)+".example", dns.TypeA, endsHere)
		if want := i == maxQuestions; want != errors.Is(err, errMany) {
			t.Fatalf("question %d: %v", i, err)
		}
	}
	if got := len(q.asked); got != maxQuestions {
		t.Errorf("%d questions, want %d", got, maxQuestions)
	}
}
