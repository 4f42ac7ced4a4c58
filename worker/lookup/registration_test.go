package lookup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// registries of a test: what stands at each URL and behind each address.
type upstreams struct {
	mu     sync.Mutex
	web    map[string]string // body by URL
	header http.Header
	status int
	whois  map[string]string // text by address
	asked  []string
	now    time.Time
	hang   string // the URL that never answers
}

func (u *upstreams) note(what string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.asked = append(u.asked, what)
}

// said returns what was asked since the last time.
func (u *upstreams) said() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	out := strings.Join(u.asked, " ")
	u.asked = nil
	return out
}

func (u *upstreams) Do(req *http.Request) (*http.Response, error) {
	if strings.Contains(req.URL.Path, "dns-query") {
		return resolver(registryWorld).Do(req)
	}
	u.note(req.URL.String())
	if req.URL.String() == u.hang {
		<-req.Context().Done()
		return nil, req.Context().Err()
	}
	body, ok := u.web[req.URL.String()]
	if !ok {
		return nil, errors.New("dial tcp: SECRET refused")
	}
	status := http.StatusOK
	if u.status != 0 && strings.Contains(req.URL.Path, "/domain/") {
		status = u.status
	}
	header := u.header
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
}

func (u *upstreams) Dial(_ context.Context, to netip.AddrPort) (net.Conn, error) {
	u.note(to.String())
	text, ok := u.whois[to.String()]
	if !ok {
		return nil, errors.New("connection refused")
	}
	ours, theirs := net.Pipe()
	go func() {
		defer theirs.Close()
		buffer := make([]byte, 512)
		if _, err := theirs.Read(buffer); err == nil {
			io.WriteString(theirs, text)
		}
	}()
	return ours, nil
}

const registryWorld = `
whois.iana.org.            300 IN A 63.211.98.1
whois.registry.example.    300 IN A 63.211.98.3
whois.registrar.example.   300 IN A 63.211.98.4
whois.inside.example.      300 IN A 10.0.0.5
`

const bootstrapText = `{"services":[[["com"],["https://rdap.registry.example/"]]]}`

func registryWith(u *upstreams) *Service {
	u.now = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	return &Service{
		Resolver:  &Resolver{URL: "https://resolver.example/dns-query", Client: u},
		Now:       func() time.Time { u.mu.Lock(); defer u.mu.Unlock(); return u.now },
		Client:    u,
		Dialer:    u,
		Bootstrap: "https://bootstrap.example/dns.json",
		WHOIS:     "whois.iana.org",
	}
}

func (u *upstreams) pass(d time.Duration) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.now = u.now.Add(d)
}

func look(s *Service, host string) *Registration {
	return s.Dossier(context.Background(), Query{Host: host, Sections: []string{"registration"}}).Registration
}

// The bootstrap file is fetched once for as long as it says, and the last good
// one goes on when a later one cannot be had.
func TestBootstrapMemory(t *testing.T) {
	const file, record = "https://bootstrap.example/dns.json", "https://rdap.registry.example/domain/example.com"
	u := &upstreams{
		web:    map[string]string{file: bootstrapText, record: rdapText("")},
		header: http.Header{"Cache-Control": {"public, max-age=7200"}, "Age": {"3600"}},
	}
	s := registryWith(u)
	step := func(what, want string) {
		t.Helper()
		if g := look(s, "www.example.com"); g.Error != "" {
			t.Errorf("%s: %s", what, g.Error)
		}
		if got := u.said(); got != want {
			t.Errorf("%s: asked %s, want %s", what, got, want)
		}
	}
	step("first", file+" "+record)
	step("again", record)
	u.pass(59 * time.Minute)
	step("an hour less a minute later", record)
	u.pass(2 * time.Minute)
	step("an hour and a minute later", file+" "+record)
	delete(u.web, file)
	u.pass(2 * time.Hour)
	step("the file is gone", file+" "+record)
	step("within the minute", record)
	u.pass(2 * time.Minute)
	step("two minutes later", file+" "+record)
}

// Without the bootstrap file the built-in list stands in, also when its server
// does not answer at all; with an operator's own, nobody else's servers are asked.
func TestBootstrapMissing(t *testing.T) {
	const record = "https://rdap.verisign.com/com/v1/domain/example.com"
	u := &upstreams{web: map[string]string{record: rdapText("")}}
	s := registryWith(u)
	if g := look(s, "example.com"); g.Error != "" {
		t.Errorf("refused: %s", g.Error)
	}
	u = &upstreams{web: map[string]string{record: rdapText("")}}
	s = registryWith(u)
	s.Deadline = 600 * time.Millisecond
	u.hang = s.Bootstrap
	if g := look(s, "example.com"); g.Error != "" {
		t.Errorf("hangs: %s", g.Error)
	}
	u = &upstreams{}
	s = registryWith(u)
	s.Bootstrap = "http://127.0.0.1:1/dns.json"
	if g := look(s, "example.com"); g.Error != errBootstrap.Error() || g.TTL != registryTTL {
		t.Errorf("an operator's own: %+v", g)
	}
	if got := u.said(); got != s.Bootstrap {
		t.Errorf("asked %s", got)
	}
}

// A registry that says when it may be asked again is not asked before.
func TestRetryAfter(t *testing.T) {
	for _, c := range []struct {
		text string
		want uint32
	}{
		{"600", 600}, {"0", 60}, {"31536000", 86400}, {"Wed, 25 Nov 2026 00:10:00 GMT", 600}, {"", 60}, {"soon", 60}, {"-5", 60},
	} {
		u := &upstreams{
			web:    map[string]string{"https://bootstrap.example/dns.json": bootstrapText, "https://rdap.registry.example/domain/example.com": ""},
			status: http.StatusTooManyRequests,
			header: http.Header{"Retry-After": {c.text}},
		}
		s := registryWith(u)
		if g := look(s, "example.com"); g.TTL != c.want {
			t.Errorf("%q: kept for %d s, want %d", c.text, g.TTL, c.want)
		}
		u.said()
		u.pass(30 * time.Second)
		if g := look(s, "other.com"); g.TTL > c.want || u.said() != "" {
			t.Errorf("%q: asked again, or kept for %d s", c.text, g.TTL)
		}
	}
}

// A WHOIS server that says it was asked too often is left alone for ten minutes,
// whatever the domain, and the answer holds as long; one that is well is asked.
func TestWHOISPause(t *testing.T) {
	const server, tooOften = "63.211.98.3:43", "Query rate limit exceeded. Try again later.\n"
	u := &upstreams{
		web:   map[string]string{"https://bootstrap.example/dns.json": bootstrapText},
		whois: map[string]string{"63.211.98.1:43": "refer: whois.registry.example\n", server: tooOften},
	}
	s := registryWith(u)
	for _, c := range []struct {
		after  time.Duration
		domain string
		says   string // what the server would say
		asked  bool
		want   string
		ttl    uint32
	}{
		{0, "a.example", tooOften, true, "the WHOIS server whois.registry.example was asked too often and gave no answer", 600},
		{0, "a.example", tooOften, false, "the WHOIS server whois.registry.example was asked too often and is left alone for a while", 600},
		{9 * time.Minute, "b.example", "Domain Name: b.example\nRegistrar: Example Registrar\n", false, "the WHOIS server whois.registry.example was asked too often and is left alone for a while", 60},
		{59 * time.Second, "b.example", "Domain Name: b.example\nRegistrar: Example Registrar\n", false, "the WHOIS server whois.registry.example was asked too often and is left alone for a while", 1},
		{time.Second, "b.example", "Domain Name: b.example\nRegistrar: Example Registrar\n", true, "", 86400},
		{0, "c.example", tooOften, true, "the WHOIS server whois.registry.example was asked too often and gave no answer", 600},
	} {
		u.pass(c.after)
		u.whois[server] = c.says
		g := look(s, c.domain)
		if asked := strings.HasSuffix(u.said(), server); asked != c.asked || g.Error != c.want || g.TTL != c.ttl {
			t.Errorf("%s, %v later: asked %t, %q for %d s; want %t, %q, %d", c.domain, c.after, asked, g.Error, g.TTL, c.asked, c.want, c.ttl)
		}
	}
}

// By WHOIS: only port 43 of public addresses is contacted, and each server once.
func TestRegistrationByWHOIS(t *testing.T) {
	const thin = "Domain Name: a.example\nCreation Date: 2001-02-03T04:05:06Z\nRegistrar: Example Registrar\nRegistrar WHOIS Server: %s\n"
	for _, c := range []struct{ refers, asked, want string }{
		{"whois.registrar.example", "63.211.98.1:43 63.211.98.3:43 63.211.98.4:43", ""},
		{"WHOIS://Whois.Registrar.Example:43/", "63.211.98.1:43 63.211.98.3:43 63.211.98.4:43", ""},
		{"whois.inside.example", "63.211.98.1:43 63.211.98.3:43", "is at an address that is not contacted"},
		{"127.0.0.1", "63.211.98.1:43 63.211.98.3:43", "is at an address that is not contacted"},
		{"0x7f.1", "63.211.98.1:43 63.211.98.3:43", "is at an address that is not contacted"},
		{"[::ffff:10.0.0.5]", "63.211.98.1:43 63.211.98.3:43", "is at an address that is not contacted"},
		{"169.254.169.254", "63.211.98.1:43 63.211.98.3:43", "is at an address that is not contacted"},
		{"localhost", "63.211.98.1:43 63.211.98.3:43", "not the name of a host"},
		{"metadata.internal", "63.211.98.1:43 63.211.98.3:43", "is at an address that is not contacted"},
		{"whois.registrar.example:22", "63.211.98.1:43 63.211.98.3:43", "only the ports"},
		{"whois.iana.org", "63.211.98.1:43 63.211.98.3:43", "asked already"},
		{"SECRET@registrar.example", "63.211.98.1:43 63.211.98.3:43", "not the name of a host"},
		{"nobody.registrar.example", "63.211.98.1:43 63.211.98.3:43", "could not be reached"},
	} {
		u := &upstreams{
			web: map[string]string{"https://bootstrap.example/dns.json": bootstrapText},
			whois: map[string]string{
				"63.211.98.1:43": "refer: whois.registry.example\n",
				"63.211.98.3:43": fmt.Sprintf(thin, c.refers),
				"63.211.98.4:43": "Domain Name: a.example\nRegistrant Organization: Example Widgets Ltd\nRegistrant Country: GB\n",
			},
		}
		g := look(registryWith(u), "a.example")
		if c.want == "" && (g.Error != "" || g.Organisation != "Example Widgets Ltd") || c.want != "" && !strings.Contains(g.Error, c.want) || strings.Contains(g.Error, "SECRET") {
			t.Errorf("%s: %+v", c.refers, g)
		}
		if g.Created != "2001-02-03T04:05:06Z" {
			t.Errorf("%s: the registry's facts are lost: %+v", c.refers, g)
		}
		if got := strings.TrimPrefix(u.said(), "https://bootstrap.example/dns.json "); got != c.asked {
			t.Errorf("%s: contacted %s, want %s", c.refers, got, c.asked)
		}
	}
}

// A link to a registrar's RDAP server is from outside: what is not https at a
// public address is not fetched.
func TestRelatedIsChecked(t *testing.T) {
	for _, c := range []struct{ link, asked, want string }{
		{"https://10.0.0.5/domain/example.com", "", "10.0.0.5 is not a public address"},
		{"https://0x7f.1/domain/example.com", "", "127.0.0.1 is not a public address"},
		{"https://[::1]/domain/example.com", "", "::1 is not a public address"},
		{"https://[64:ff9b::a00:5]/domain/example.com", "", "not a public address"},
		{"https://whois.inside.example/domain/example.com", "", "10.0.0.5 is not a public address"},
		{"http://whois.registrar.example/domain/example.com", "", "only https"},
		{"https://whois.registrar.example:8443/domain/example.com", "", "only https"},
		{"https://SECRET:SECRET@whois.registrar.example/", "", "only https"},
		{"https://localhost/", "", "only https"},
		{"file:///etc/passwd", "", "only https"},
		{"gopher://whois.registrar.example/", "", "only https"},
		{"/domain/example.com", "", "only https"},
		{"::", "", "an address that is none"},
		{"https://whois.registrar.example/domain/example.com", " 63.211.98.4:443", "could not be reached"},
	} {
		u := &upstreams{web: map[string]string{
			"https://bootstrap.example/dns.json":               bootstrapText,
			"https://rdap.registry.example/domain/example.com": rdapText(`,"links":[{"rel":"related","type":"application/rdap+json","href":"` + c.link + `"}]`),
		}}
		g := look(registryWith(u), "example.com")
		if !strings.Contains(g.Error, c.want) || strings.Contains(g.Error, "SECRET") {
			t.Errorf("%s: got %q, want %q", c.link, g.Error, c.want)
		}
		if got, want := u.said(), "https://bootstrap.example/dns.json https://rdap.registry.example/domain/example.com"+c.asked; got != want {
			t.Errorf("%s: asked %s, want %s", c.link, got, want)
		}
	}
}

// That a suffix has no server is believed only of an answer about the suffix.
func TestNoServer(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"domain:       EXAMPLE\n", errNoServer.Error()},
		{"% This query returned 0 objects.\n", errNoServer.Error()},
		{"domain:       OTHER\n", "the WHOIS server whois.iana.org gave an answer that is malformed"},
		{"<!doctype html>\n", "the WHOIS server whois.iana.org gave an answer that is malformed"},
		{"refer: SECRET@example.com\n", "the WHOIS server whois.iana.org refers to what is no server that is asked: the referral is not the name of a host"},
		{"", "the WHOIS server whois.iana.org gave no answer"},
	} {
		u := &upstreams{
			web:   map[string]string{"https://bootstrap.example/dns.json": bootstrapText},
			whois: map[string]string{"63.211.98.1:43": c.text},
		}
		if g := look(registryWith(u), "a.example"); g.Error != c.want || g.TTL != registryTTL {
			t.Errorf("%q: got %q for %d s, want %q", c.text, g.Error, g.TTL, c.want)
		}
	}
}

// A defect costs the section only.
func TestRegistrationDefect(t *testing.T) {
	s := registryWith(&upstreams{})
	s.Client = nil
	s.Resolver = nil
	s.Dialer = nil
	g := look(s, "example.com")
	if g.Error == "" || g.Countries == nil || g.TTL > registryTTL {
		t.Errorf("%+v", g)
	}
}
