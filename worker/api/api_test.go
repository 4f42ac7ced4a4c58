package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/worker/lookup"
)

// compiled is the bundle of the curated rules.
var compiled = sync.OnceValues(func() ([]byte, error) { return rule.Compile(curated.FS) })

func rules(t testing.TB) *Rules {
	t.Helper()
	data, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	r, err := OpenRules(data)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// looker counts what it is asked, and makes every section that it is asked for.
type looker struct {
	mu    sync.Mutex
	asked []string
	ttl   map[string]uint32 // by section; else 300
	fails map[string]bool   // by section
	turn  int               // so that each answer differs from the one before
	asOf  string
	wait  func(context.Context) // before it answers
}

func (l *looker) Dossier(ctx context.Context, q lookup.Query) *lookup.Dossier {
	l.mu.Lock()
	said := q.Host + " " + strings.Join(q.Sections, ",")
	if q.From != "" {
		said += " from " + q.From
	}
	l.asked = append(l.asked, said)
	l.turn++
	d := &lookup.Dossier{Host: q.Host, AsOf: l.asOf}
	common := func(section string) lookup.Section {
		s := lookup.Section{Source: fmt.Sprint("turn ", l.turn), AsOf: l.asOf, TTL: 300}
		if ttl, ok := l.ttl[section]; ok {
			s.TTL = ttl
		}
		if l.fails[section] {
			s.TTL, s.Error = 5, "it failed"
		}
		return s
	}
	for _, section := range q.Sections {
		switch s := common(section); section {
		case "dns":
			d.DNS = &lookup.DNS{Section: s, Status: lookup.Found, Addresses: []string{"63.211.10.1"}, Aliases: []string{}, Scope: "public",
				NameServers: []string{}, MX: []lookup.Exchange{}, CAA: []lookup.Issuance{}, Pointers: []lookup.Pointer{}, DNSSEC: lookup.UnknownState}
		case "hosting":
			d.Hosting = &lookup.Hosting{Section: s, Addresses: []lookup.Address{}}
		case "registration":
			d.Registration = &lookup.Registration{Section: s, Countries: []string{}, NameServers: []string{}, Status: []string{}, Inconsistencies: []string{}}
		case "certificate":
			d.Certificate = &lookup.Certificate{Section: s, Names: []string{}, Chain: []string{}}
		case "http":
			d.HTTP = &lookup.HTTP{Section: s, Hops: []lookup.Hop{}}
		case "mail":
			d.Mail = &lookup.Mail{Section: s, Operators: []string{}}
			if q.From != "" {
				d.Mail.From = &lookup.Sender{Domain: q.From, SPF: "none", Honest: "unknown"}
			}
		}
	}
	l.mu.Unlock()
	if l.wait != nil {
		l.wait(ctx)
	}
	return d
}

// times is how often it was asked.
func (l *looker) times() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.asked)
}

func newHandler(t testing.TB) (*Handler, *looker) {
	l := &looker{asOf: "2007-01-09T10:00:00Z"}
	return New(Config{
		Lookup:  l,
		Rules:   func(context.Context) (*Rules, error) { return rules(t), nil },
		Places:  func(context.Context) (string, error) { return "2026-06-17", nil },
		Version: "1.2.3",
	}), l
}

// do makes a request and returns the answer, which openapi.json has to describe.
func do(h http.Handler, method, target string, header ...string) *http.Response {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		} else {
			r.Header.Add(header[i], header[i+1])
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	res := w.Result()
	described().check(method, target, res, readAll(res))
	return res
}

func body(t testing.TB, res *http.Response) string {
	t.Helper()
	var b strings.Builder
	if _, err := copyAll(&b, res); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Everything that a client can get wrong, with the kind of problem that it gets.
func TestProblems(t *testing.T) {
	h, l := newHandler(t)
	for _, c := range []struct {
		method, target string
		status         int
		kind           string
	}{
		{"GET", "//", 404, "not-found"},
		{"GET", "/index.html", 404, "not-found"},
		{"GET", "/v1", 404, "not-found"},
		{"GET", "/v1/hosts", 404, "not-found"},
		{"GET", "/v1/hosts/example.org/", 404, "not-found"},
		{"GET", "/v1/hosts/example.org/more", 404, "not-found"},
		{"GET", "/v2/hosts/example.org", 404, "not-found"},
		{"GET", "/v1/health/", 404, "not-found"},
		{"GET", "/v1/rules/", 404, "not-found"},
		{"GET", "/v1/rules/nobody", 404, "not-found"},
		{"GET", "/v1/rules/curated/", 404, "not-found"},
		{"GET", "/v1/rules/curated/1-0000000000000000.bundle", 404, "not-found"},
		{"GET", "/v1/rules/curated/1.bundle", 404, "not-found"},
		{"POST", "/nowhere", 404, "not-found"},

		{"POST", "/", 405, "method-not-allowed"},
		{"POST", "/v1/openapi.json", 405, "method-not-allowed"},
		{"POST", "/v1/hosts/example.org", 405, "method-not-allowed"},
		{"PUT", "/v1/rules/curated", 405, "method-not-allowed"},
		{"DELETE", "/v1/health", 405, "method-not-allowed"},
		{"OPTIONS", "/v1/health", 405, "method-not-allowed"},

		{"GET", "/v1/hosts/", 400, "host-malformed"},
		{"GET", "/v1/hosts/.", 400, "host-malformed"},
		{"GET", "/v1/hosts/..", 400, "host-malformed"},
		{"GET", "/v1/hosts/.example.org", 400, "host-malformed"},
		{"GET", "/v1/hosts/example..org", 400, "host-malformed"},
		{"GET", "/v1/hosts/example.org..", 400, "host-malformed"},
		{"GET", "/v1/hosts/exa%20mple.org", 400, "host-malformed"},
		{"GET", "/v1/hosts/exa%00mple.org", 400, "host-malformed"},
		{"GET", "/v1/hosts/example.org%2Fpath", 400, "host-malformed"},
		{"GET", "/v1/hosts/user@example.org", 400, "host-malformed"},
		{"GET", "/v1/hosts/example.org:443", 400, "host-malformed"},
		{"GET", "/v1/hosts/http:%2F%2Fexample.org", 400, "host-malformed"},
		{"GET", "/v1/hosts/*.example.org", 400, "host-malformed"},
		{"GET", "/v1/hosts/%FF.example.org", 400, "host-malformed"},
		{"GET", "/v1/hosts/xn--.example.org", 400, "host-malformed"},
		{"GET", "/v1/hosts/[::1", 400, "host-malformed"},
		{"GET", "/v1/hosts/[63.211.10.1]", 400, "host-malformed"},
		{"GET", "/v1/hosts/fe80::1%25eth0", 400, "host-malformed"},
		{"GET", "/v1/hosts/" + strings.Repeat("a", 64) + ".example.org", 400, "host-malformed"},

		{"GET", "/v1/hosts/" + strings.Repeat("abcdefg.", 32) + "org", 400, "host-too-long"},
		{"GET", "/v1/hosts/" + strings.Repeat("a", 5000), 400, "host-too-long"},
		{"GET", "/v1/hosts/" + strings.Repeat("%41", 5000), 400, "host-too-long"},

		{"GET", "/v1/hosts/server", 400, "host-single-label"},
		{"GET", "/v1/hosts/org.", 400, "host-single-label"},

		{"GET", "/v1/hosts/localhost", 400, "host-special-use"},
		{"GET", "/v1/hosts/app.localhost", 400, "host-special-use"},
		{"GET", "/v1/hosts/Printer.LOCAL", 400, "host-special-use"},
		{"GET", "/v1/hosts/wiki.internal", 400, "host-special-use"},
		{"GET", "/v1/hosts/a.test", 400, "host-special-use"},
		{"GET", "/v1/hosts/a.example", 400, "host-special-use"},
		{"GET", "/v1/hosts/a.invalid", 400, "host-special-use"},
		{"GET", "/v1/hosts/a.onion", 400, "host-special-use"},
		{"GET", "/v1/hosts/a.alt", 400, "host-special-use"},
		{"GET", "/v1/hosts/router.home.arpa", 400, "host-special-use"},
		{"GET", "/v1/hosts/1.0.0.127.in-addr.arpa", 400, "host-special-use"},

		{"GET", "/v1/hosts/router.lan", 400, "host-not-public"},
		{"GET", "/v1/hosts/127.0.0.1", 400, "host-not-public"},
		{"GET", "/v1/hosts/10.1.2.3", 400, "host-not-public"},
		{"GET", "/v1/hosts/192.168.0.1", 400, "host-not-public"},
		{"GET", "/v1/hosts/169.254.169.254", 400, "host-not-public"},
		{"GET", "/v1/hosts/100.64.0.1", 400, "host-not-public"},
		{"GET", "/v1/hosts/192.0.2.1", 400, "host-not-public"},
		{"GET", "/v1/hosts/0.0.0.0", 400, "host-not-public"},
		{"GET", "/v1/hosts/224.0.0.1", 400, "host-not-public"},
		{"GET", "/v1/hosts/255.255.255.255", 400, "host-not-public"},
		{"GET", "/v1/hosts/::1", 400, "host-not-public"},
		{"GET", "/v1/hosts/[::1]", 400, "host-not-public"},
		{"GET", "/v1/hosts/[fe80::1]", 400, "host-not-public"},
		{"GET", "/v1/hosts/fd00::1", 400, "host-not-public"},
		{"GET", "/v1/hosts/::ffff:10.0.0.1", 400, "host-not-public"},
		{"GET", "/v1/hosts/[::ffff:7f00:1]", 400, "host-not-public"},
		{"GET", "/v1/hosts/64:ff9b::10.0.0.1", 400, "host-not-public"},
		{"GET", "/v1/hosts/2001:db8::1", 400, "host-not-public"},

		{"GET", "/v1/hosts/2130706433", 400, "host-numeric"},
		{"GET", "/v1/hosts/0x7f000001", 400, "host-numeric"},
		{"GET", "/v1/hosts/0x7f.1", 400, "host-numeric"},
		{"GET", "/v1/hosts/127.1", 400, "host-numeric"},
		{"GET", "/v1/hosts/0177.0.0.1", 400, "host-numeric"},
		{"GET", "/v1/hosts/63.211.10.1.", 400, "host-numeric"},
		{"GET", "/v1/hosts/1.2.3.4.5", 400, "host-numeric"},
		{"GET", "/v1/hosts/256.1.1.1", 400, "host-numeric"},
		{"GET", "/v1/hosts/example.0x", 400, "host-numeric"},

		{"GET", "/v1/hosts/example.org?include=whois", 400, "include-unknown"},
		{"GET", "/v1/hosts/example.org?include=dns,", 400, "include-unknown"},
		{"GET", "/v1/hosts/example.org?include=" + strings.Repeat("x", 5000), 400, "include-unknown"},
		{"GET", "/v1/hosts/example.org?include=dns&include=hosting", 400, "query-repeated"},
		{"GET", "/v1/hosts/example.org?sections=dns", 400, "query-unknown"},
		{"GET", "/v1/hosts/example.org?include=%zz", 400, "query-malformed"},
		{"GET", "/v1/hosts/example.org?from=a.org&from=b.org", 400, "query-repeated"},
		{"GET", "/v1/hosts/example.org?from=a%20b.org", 400, "host-malformed"},
		{"GET", "/v1/hosts/example.org?from=server", 400, "host-single-label"},
		{"GET", "/v1/hosts/example.org?from=localhost", 400, "host-special-use"},
		{"GET", "/v1/hosts/example.org?from=127.1", 400, "host-numeric"},
		{"GET", "/v1/hosts/example.org?from=10.0.0.1", 400, "host-not-public"},
		{"GET", "/v1/hosts/example.org?from=63.211.10.1", 400, "from-address"},
		{"GET", "/v1/hosts/example.org?from=" + strings.Repeat("a", 5000), 400, "host-too-long"},
	} {
		name := c.method + " " + c.target
		if len(name) > 80 {
			name = name[:80] + "…"
		}
		res := do(h, c.method, c.target)
		text := body(t, res)
		if res.StatusCode != c.status {
			t.Errorf("%s: got %d, want %d: %s", name, res.StatusCode, c.status, text)
			continue
		}
		var p problem
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Errorf("%s: %v: %s", name, err, text)
			continue
		}
		if want := problemURI + c.kind; p.Type != want || p.Status != c.status || p.Title == "" || !strings.HasSuffix(p.Detail, ".") {
			t.Errorf("%s: got %s, want type %s", name, text, want)
		}
		if got, want := res.Header.Get("Content-Type"), "application/problem+json"; got != want {
			t.Errorf("%s: Content-Type: got %q, want %q", name, got, want)
		}
		if got, want := res.Header.Get("Allow") != "", c.status == 405; got != want {
			t.Errorf("%s: Allow is %q", name, res.Header.Get("Allow"))
		}
		if len(text) > 1000 {
			t.Errorf("%s: a problem of %d bytes", name, len(text))
		}
	}
	if len(l.asked) > 0 {
		t.Errorf("looked up: %v", l.asked)
	}
}

// What is looked up for which spelling.
func TestHosts(t *testing.T) {
	all := strings.Join(lookup.Sections, ",")
	usual := "dns,hosting,registration,certificate,mail" // http is looked up on demand only
	from := " from www.example.net"                      // only the mail section asks for it
	for _, c := range []struct{ target, want string }{
		{"/v1/hosts/example.org", "example.org " + usual},
		{"/v1/hosts/example.org?include=", "example.org " + usual},
		{"/v1/hosts/example.org?include=" + all, "example.org " + all},
		{"/v1/hosts/example.org?include=hosting", "example.org hosting"},
		{"/v1/hosts/example.org?include=hosting,dns", "example.org dns,hosting"},
		{"/v1/hosts/example.org?include=hosting%2Cdns", "example.org dns,hosting"},
		{"/v1/hosts/example.org?from=www.example.net", "example.org " + usual + from},
		{"/v1/hosts/example.org?include=dns&from=www.example.net", "example.org dns"},
		{"/v1/hosts/example.org?from=", "example.org " + usual},
		{"/v1/hosts/EXAMPLE.org.", "example.org " + usual},
		{"/v1/hosts/%65xample.org", "example.org " + usual},
		{"/v1/hosts/b%C3%BCcher.example.org", "xn--bcher-kva.example.org " + usual},
		{"/v1/hosts/xn--bcher-kva.example.org", "xn--bcher-kva.example.org " + usual},
		{"/v1/hosts/1.example.org", "1.example.org " + usual},
		{"/v1/hosts/63.211.10.1", "63.211.10.1 " + usual},
		{"/v1/hosts/2001:4860:4860::8888", "2001:4860:4860::8888 " + usual},
		{"/v1/hosts/[2001:4860:4860:0:0:0:0:8888]", "2001:4860:4860::8888 " + usual},
		{"/v1/hosts/%5B2001:4860:4860::8888%5D", "2001:4860:4860::8888 " + usual},
		{"/v1/hosts/::ffff:63.211.10.1", "63.211.10.1 " + usual},
	} {
		h, l := newHandler(t)
		res := do(h, "GET", c.target)
		if res.StatusCode != 200 {
			t.Errorf("%s: %d: %s", c.target, res.StatusCode, body(t, res))
			continue
		}
		if got := strings.Join(l.asked, "; "); got != c.want {
			t.Errorf("%s: got %s, want %s", c.target, got, c.want)
		}
	}
}

func TestHeaders(t *testing.T) {
	h, _ := newHandler(t)
	about := rules(t).About()
	for _, c := range []struct{ target, kind, caching string }{
		{"/v1/hosts/example.org", "application/json", "private, max-age=300"},
		{"/v1/hosts/localhost", "application/problem+json", "no-store"},
		{"/v1/health", "application/json", "no-store"},
		{"/v1/openapi.json", "application/openapi+json", "no-cache"},
		{"/", "text/html; charset=utf-8", "no-cache"},
		{"/v1/rules/curated", "application/json", "no-cache"},
		{about.URL, "application/octet-stream", "public, max-age=31536000, immutable"},
	} {
		get, head := do(h, "GET", c.target), do(h, "HEAD", c.target)
		for _, res := range []*http.Response{get, head} {
			if got := res.Header.Get("Content-Type"); got != c.kind {
				t.Errorf("%s: Content-Type: got %q, want %q", c.target, got, c.kind)
			}
			if got := res.Header.Get("Cache-Control"); got != c.caching {
				t.Errorf("%s: Cache-Control: got %q, want %q", c.target, got, c.caching)
			}
			if got := res.Header.Get("X-Content-Type-Options"); got != "nosniff" {
				t.Errorf("%s: X-Content-Type-Options: got %q", c.target, got)
			}
			for name := range res.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s: a CORS header: %s", c.target, name)
				}
			}
		}
		if head.StatusCode != get.StatusCode || body(t, head) != "" || body(t, get) == "" {
			t.Errorf("%s: HEAD %d, GET %d", c.target, head.StatusCode, get.StatusCode)
		}
	}
}

func TestHealth(t *testing.T) {
	h, _ := newHandler(t)
	got := body(t, do(h, "GET", "/v1/health"))
	if !strings.HasPrefix(got, `{"status":"ok","worker":{"version":"1.2.3"},"bundle":{"channel":"curated",`) || !strings.HasSuffix(got, `"places":{"revision":"2026-06-17"}}`+"\n") {
		t.Errorf("got %s", got)
	}
	h.Places = func(context.Context) (string, error) { return "", errors.New("gone") }
	if got, want := do(h, "GET", "/v1/health").StatusCode, 503; got != want {
		t.Errorf("without tables: got %d, want %d", got, want)
	}
}

func TestLoopbackOnly(t *testing.T) {
	h, _ := newHandler(t)
	h.LoopbackOnly = true
	for _, c := range []struct {
		host string
		want int
	}{
		{"127.0.0.1:8787", 200}, {"127.0.0.1", 200}, {"localhost:8787", 200}, {"LOCALHOST", 200}, {"[::1]:8787", 200}, {"[::1]", 200},
		{"a.localhost:1", 200}, {"127.0.0.1.", 421}, {"evil.example.org:8787", 421}, {"localhost.example.org", 421}, {"10.0.0.1:8787", 421}, {"", 421},
	} {
		if got := do(h, "GET", "/v1/health", "Host", c.host).StatusCode; got != c.want {
			t.Errorf("Host %q: got %d, want %d", c.host, got, c.want)
		}
	}
}

// Where the platform does not say whether it runs on a person's own machine,
// cleartext is answered under loopback names only.
// A page has the browser ask a worker on loopback; an extension, a program and
// a person ask themselves.
func TestFromPage(t *testing.T) {
	const ask = "http://127.0.0.1:8787/v1/hosts/example.org"
	for _, c := range []struct {
		target string
		header []string
		status int
	}{
		{ask, nil, 200},
		{ask, []string{"Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "cors"}, 200},
		{ask, []string{"Origin", "chrome-extension://abc", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors"}, 200},
		{ask, []string{"Origin", "http://127.0.0.1:8787", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors"}, 200},
		{ask, []string{"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "no-cors"}, 200},
		{ask, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, 200},
		{ask, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, 403},
		{ask, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"}, 403},
		{ask, []string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "no-cors"}, 403},
		{ask, []string{"Origin", "https://form.example", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors"}, 403},
		{ask, []string{"Origin", "http://127.0.0.1:8000", "Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "cors"}, 403},
		{ask, []string{"Origin", "null"}, 403},
		{"https://worker.example/v1/hosts/example.org", []string{"Origin", "https://form.example"}, 200},
	} {
		h, l := newHandler(t)
		res := do(h, "GET", c.target, c.header...)
		if res.StatusCode != c.status || (l.times() > 0) != (c.status == 200) {
			t.Errorf("%s, %q: %d and %d look-ups, want %d: %s", c.target, c.header, res.StatusCode, l.times(), c.status, body(t, res))
		}
	}
}

func TestHTTPSOnly(t *testing.T) {
	h, _ := newHandler(t)
	h.HTTPSOnly = true
	for _, c := range []struct {
		target string
		want   int
	}{
		{"http://127.0.0.1:8787/v1/health", 200}, {"http://localhost:8787/v1/health", 200}, {"http://[::1]:8787/v1/health", 200},
		{"https://formtrace.example.org/v1/health", 200}, {"https://127.0.0.1:8787/v1/health", 200},
		{"http://formtrace.example.org/v1/health", 421}, {"http://evil.example.org:8787/v1/health", 421}, {"/v1/health", 421},
		{"http://10.0.0.1:8787/v1/health", 421}, {"http://localhost.example.org/v1/health", 421},
	} {
		if got := do(h, "GET", c.target).StatusCode; got != c.want {
			t.Errorf("%s: got %d, want %d", c.target, got, c.want)
		}
	}
}

// A defect is a problem document too.
func TestPanic(t *testing.T) {
	h, _ := newHandler(t)
	h.Places = func(context.Context) (string, error) { panic("defect") }
	res := do(h, "GET", "/v1/health")
	if got, want := res.StatusCode, 500; got != want || !strings.Contains(body(t, res), problemURI+"internal") {
		t.Errorf("got %d, want %d", got, want)
	}
}

func TestMisconfigured(t *testing.T) {
	res := do(Misconfigured(errors.New("RESOLVER: expected a URL")), "GET", "/v1/health")
	if got, want := res.StatusCode, 503; got != want || !strings.Contains(body(t, res), "RESOLVER: expected a URL") {
		t.Errorf("got %d, want %d", got, want)
	}
}
