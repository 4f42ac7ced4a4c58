package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/formtrace/formtrace/worker/lookup"
)

// cached is a handler with a cache, a clock and what is done in the background,
// which waits until it is called.
func cached(t testing.TB) (h *Handler, l *looker, c *clock, later func()) {
	h, l = newHandler(t)
	c = &clock{time.Unix(1168336800, 0)}
	h.Now, h.Cache = c.now, NewMemory(1<<20, c.now)
	var waiting []func()
	h.Background = func(ctx context.Context, f func(context.Context)) {
		ctx = context.WithoutCancel(ctx)
		waiting = append(waiting, func() { f(ctx) })
	}
	return h, l, c, func() {
		for _, f := range waiting {
			f()
		}
		waiting = nil
	}
}

// The same answer cold, from the cache and ready; only the time that is left of
// it changes.
func TestCached(t *testing.T) {
	h, l, c, _ := cached(t)
	cold := do(h, "GET", "/v1/hosts/example.org?include=dns,hosting")
	c.t = c.t.Add(42 * time.Second)
	want := body(t, cold)
	if got, want := cold.Header.Get("Cache-Control"), "private, max-age=300"; got != want {
		t.Errorf("cold: got %s, want %s", got, want)
	}
	for _, target := range []string{"/v1/hosts/EXAMPLE.org.?include=hosting,dns", "/v1/hosts/example.org?include=dns,hosting", "/v1/hosts/EXAMPLE.org.?include=hosting,dns"} {
		warm := do(h, "GET", target)
		if got := body(t, warm); got != want {
			t.Errorf("%s: cold %s, cached %s", target, want, got)
		}
		if got, want := warm.Header.Get("Cache-Control"), "private, max-age=258"; got != want {
			t.Errorf("%s: got %s, want %s", target, got, want)
		}
		warm.Header.Set("Cache-Control", cold.Header.Get("Cache-Control"))
		if fmt.Sprint(cold.Header) != fmt.Sprint(warm.Header) {
			t.Errorf("%s: cold %v, cached %v", target, cold.Header, warm.Header)
		}
	}
	if got, want := strings.Join(l.asked, "; "), "example.org dns,hosting"; got != want {
		t.Errorf("looked up %s, want %s", got, want)
	}
}

// A dossier of the cache is byte for byte what the look-up would have written.
func TestAssemble(t *testing.T) {
	l := &looker{asOf: "2007-01-09T10:00:00Z"}
	for _, host := range []string{"example.org", "xn--bcher-kva.example.org", "2001:4860:4860::8888"} {
		q := asked{host, []string{"dns", "hosting", "registration", "certificate", "http", "mail"}, "example.net"}
		d := l.Dossier(context.Background(), q.only(q.sections))
		d.Hosting.Error = "<a> & \"b\"  ü" // written as it is
		want, err := d.JSON()
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]Entry{}
		for _, s := range d.Sections() {
			found[s.Name] = entry(s)
			if again, ok := NewEntry(entry(s).Body); !ok || fmt.Sprint(again) != fmt.Sprint(entry(s)) {
				t.Errorf("%s: read again it is %v, %v", s.Name, again, ok)
			}
		}
		if len(found) != 6 {
			t.Fatalf("%d sections", len(found))
		}
		got, _ := assemble(q, found, time.Now())
		if string(got) != string(want) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(got))
		if err != nil {
			t.Fatal(err)
		}
		if err := described().validate("/components/schemas/Dossier", value); err != nil {
			t.Error(err)
		}
	}
}

// Each section has its own time; only what is missing is looked up, and the
// dossier is as old as its oldest section.
func TestSections(t *testing.T) {
	h, l, c, _ := cached(t)
	asOf := func(res *http.Response) string {
		var d lookup.Dossier
		if err := json.Unmarshal([]byte(body(t, res)), &d); err != nil {
			t.Fatal(err)
		}
		return d.AsOf + " " + res.Header.Get("Cache-Control")
	}
	do(h, "GET", "/v1/hosts/example.org?include=dns")
	c.t, l.asOf = c.t.Add(100*time.Second), "2007-01-09T10:01:40Z"
	both := do(h, "GET", "/v1/hosts/example.org?include=dns,hosting")
	if got, want := asOf(both), "2007-01-09T10:00:00Z private, max-age=200"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := asOf(do(h, "GET", "/v1/hosts/example.org?include=hosting")), "2007-01-09T10:01:40Z private, max-age=300"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := strings.Join(l.asked, "; "), "example.org dns; example.org hosting"; got != want {
		t.Errorf("looked up %s, want %s", got, want)
	}
}

// What was kept grows older while the rest is looked up.
func TestSlowLookup(t *testing.T) {
	h, l, c, _ := cached(t)
	do(h, "GET", "/v1/hosts/example.org?include=dns")
	l.wait = func(context.Context) { c.t = c.t.Add(5 * time.Second) }
	res := do(h, "GET", "/v1/hosts/example.org?include=dns,hosting")
	if got, want := res.Header.Get("Cache-Control"), "private, max-age=295"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What is past its time is answered with at once and looked up again behind the
// client's back, once; what is far past it is not.
func TestStale(t *testing.T) {
	h, l, c, later := cached(t)
	l.ttl = map[string]uint32{"hosting": 86400}
	const target = "/v1/hosts/example.org?include=dns,hosting"
	first := body(t, do(h, "GET", target))
	c.t = c.t.Add(300 * time.Second)
	for range 3 {
		res := do(h, "GET", target)
		if got := body(t, res); got != first || res.Header.Get("Cache-Control") != "private, max-age=0" {
			t.Errorf("past its time: got %s, %s, want %s", got, res.Header.Get("Cache-Control"), first)
		}
	}
	if got, want := l.times(), 1; got != want {
		t.Errorf("looked up %d times before the background had its turn, want %d", got, want)
	}
	later()
	if got, want := strings.Join(l.asked, "; "), "example.org dns,hosting; example.org dns"; got != want {
		t.Errorf("looked up %s, want %s", got, want)
	}
	second := body(t, do(h, "GET", target))
	if second == first || !strings.Contains(second, "turn 2") {
		t.Errorf("afterwards: got %s", second)
	}
	// A look-up that fails leaves what is usable.
	c.t, l.fails = c.t.Add(300*time.Second), map[string]bool{"dns": true}
	do(h, "GET", target)
	later()
	if got := body(t, do(h, "GET", target)); got != second {
		t.Errorf("after a failure: got %s, want %s", got, second)
	}
	// But not for ever.
	c.t = c.t.Add(300 * time.Second)
	if got := body(t, do(h, "GET", target)); !strings.Contains(got, "it failed") {
		t.Errorf("far past its time: got %s", got)
	}
	// What failed is never stale.
	later()
	times := l.times()
	c.t = c.t.Add(5 * time.Second)
	do(h, "GET", target)
	later()
	if got, want := l.times(), times+1; got != want {
		t.Errorf("looked up %d times, want %d", got, want)
	}
}

// A look-up behind the client's back that failed is tried again after a while, and
// not at each request: a broken upstream would be asked without pause.
func TestRenewFailed(t *testing.T) {
	h, l, c, later := cached(t)
	l.ttl = map[string]uint32{"dns": 86400, "hosting": 86400}
	const target = "/v1/hosts/example.org?include=dns,hosting"
	do(h, "GET", target)
	c.t, l.fails = c.t.Add(86400*time.Second), map[string]bool{"dns": true}
	for range 3 {
		do(h, "GET", target)
		later()
		c.t = c.t.Add(6 * time.Second) // longer than a failure is good for
	}
	if got, want := strings.Join(l.asked[1:], "; "), "example.org dns,hosting"; got != want {
		t.Errorf("looked up %s, want %s", got, want)
	}
	c.t, l.fails = c.t.Add(longest), nil
	do(h, "GET", target)
	later()
	do(h, "GET", target)
	later()
	if got, want := strings.Join(l.asked[2:], "; "), "example.org dns"; got != want {
		t.Errorf("after a while: looked up %s, want %s", got, want)
	}
}

// What is looked up again does not go on for ever when nobody says that it ended.
func TestRenewLost(t *testing.T) {
	h, l, c, _ := cached(t)
	l.ttl = map[string]uint32{"dns": 86400}
	lost := 0
	h.Background = func(context.Context, func(context.Context)) { lost++ }
	do(h, "GET", "/v1/hosts/example.org?include=dns")
	c.t = c.t.Add(86400 * time.Second)
	for range 3 {
		do(h, "GET", "/v1/hosts/example.org?include=dns")
	}
	c.t = c.t.Add(longest + time.Second)
	do(h, "GET", "/v1/hosts/example.org?include=dns")
	if got, want := lost, 2; got != want {
		t.Errorf("begun %d times, want %d", got, want)
	}
}

// Mail is kept by whose mail it is about.
func TestFrom(t *testing.T) {
	h, l, _, _ := cached(t)
	for _, from := range []string{"a.example.org", "b.example.org", "", "a.example.org", ""} {
		q := asked{"example.org", []string{"mail"}, from}
		found := h.kept(context.Background(), q)
		if _, ok := found["mail"]; !ok {
			found = h.lookUp(context.Background(), q, q.sections)
		}
		got, _ := assemble(q, found, time.Now())
		if want := `"from":{"domain":"` + from; (from != "") != strings.Contains(string(got), want) {
			t.Errorf("%q: got %s", from, got)
		}
	}
	if got, want := l.times(), 3; got != want {
		t.Errorf("looked up %d times, want %d", got, want)
	}
}

// A registry is asked once about a domain, whichever of its hosts is asked about.
func TestRegistrationShared(t *testing.T) {
	h, l, _, _ := cached(t)
	for _, host := range []string{"a.example.co.uk", "b.example.co.uk", "example.co.uk", "a.other.co.uk"} {
		do(h, "GET", "/v1/hosts/"+host+"?include=registration,mail")
	}
	const want = "a.example.co.uk registration,mail; b.example.co.uk mail; example.co.uk mail; a.other.co.uk registration,mail"
	if got := strings.Join(l.asked, "; "); got != want {
		t.Errorf("looked up %s, want %s", got, want)
	}
}

// What was looked up for somebody who went away is there for the next: the host
// was contacted for it.
func TestGone(t *testing.T) {
	for _, ends := range []bool{false, true} {
		h, l, _, _ := cached(t)
		want := 2 // a platform that ends what belongs to a request has broken it off
		if !ends {
			h.Background = nil
			want = 1
		}
		ctx, cancel := context.WithCancel(context.Background())
		l.wait = func(context.Context) { cancel() }
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/v1/hosts/example.org", nil))
		l.wait = nil
		do(h, "GET", "/v1/hosts/example.org")
		if got := l.times(); got != want {
			t.Errorf("the platform ends it: %v: looked up %d times, want %d", ends, got, want)
		}
	}
}

func TestConditional(t *testing.T) {
	h, l, c, _ := cached(t)
	const target = "/v1/hosts/example.org"
	tag := do(h, "GET", target).Header.Get("ETag")
	c.t = c.t.Add(time.Second)
	for _, turn := range []string{"ready", "put together"} {
		for _, list := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			res := do(h, "GET", target, "If-None-Match", list)
			if res.StatusCode != 304 || body(t, res) != "" || res.Header.Get("ETag") != tag || res.Header.Get("Cache-Control") != "private, max-age=299" || res.Header.Get("Content-Type") != "" {
				t.Errorf("%s, %s: got %d, %v", turn, list, res.StatusCode, res.Header)
			}
		}
		if res := do(h, "GET", target, "If-None-Match", `"other"`); res.StatusCode != 200 || body(t, res) == "" {
			t.Errorf("%s: another tag: got %d", turn, res.StatusCode)
		}
		if res := do(h, "HEAD", target); res.StatusCode != 200 || body(t, res) != "" || res.Header.Get("ETag") != tag {
			t.Errorf("%s: HEAD: got %d, %v", turn, res.StatusCode, res.Header)
		}
		h.ready.kept.clear()
	}
	if got, want := l.times(), 1; got != want {
		t.Errorf("looked up %d times, want %d", got, want)
	}
}

// What is forgotten does not come back by a look-up that was under way.
func TestForget(t *testing.T) {
	h, l, _, _ := cached(t)
	do(h, "GET", "/v1/hosts/example.org")
	h.Forget()
	l.wait = func(context.Context) { h.Forget() }
	do(h, "GET", "/v1/hosts/example.org")
	l.wait = nil
	do(h, "GET", "/v1/hosts/example.org")
	do(h, "GET", "/v1/hosts/example.org")
	if got, want := l.times(), 3; got != want {
		t.Errorf("looked up %d times, want %d", got, want)
	}
}

// What the bridge asks for without an *http.Request is what ServeHTTP says.
func TestQuick(t *testing.T) {
	h, l, c, _ := cached(t)
	q := Quick{Method: "GET", Scheme: "https", Host: "worker.example.org", Path: "/v1/hosts/example.org", Query: "include=dns"}
	if a, ok := h.Cached(q); ok {
		t.Errorf("before anything was looked up: got %+v", a)
	}
	do(h, "GET", "/v1/hosts/example.org?include=dns")
	c.t = c.t.Add(10 * time.Second)
	want := do(h, "GET", "/v1/hosts/example.org?include=dns")
	got, ok := h.Cached(q)
	if !ok || string(got.Body) != body(t, want) || got.Status != 200 {
		t.Errorf("got %+v, %v", got, ok)
	}
	for name, value := range map[string]string{"Content-Type": got.ContentType, "Cache-Control": got.CacheControl, "ETag": got.ETag} {
		if want := want.Header.Get(name); value != want || value == "" {
			t.Errorf("%s: got %q, want %q", name, value, want)
		}
	}
	q.IfNoneMatch = got.ETag
	if a, ok := h.Cached(q); !ok || a.Status != 304 || len(a.Body) > 0 {
		t.Errorf("If-None-Match: got %+v, %v", a, ok)
	}
	q.Method, q.IfNoneMatch = "HEAD", ""
	if a, ok := h.Cached(q); !ok || a.Status != 200 || len(a.Body) > 0 {
		t.Errorf("HEAD: got %+v, %v", a, ok)
	}
	for name, change := range map[string]func(*Quick){
		"POST":          func(q *Quick) { q.Method = "POST" },
		"another query": func(q *Quick) { q.Query = "include=hosting" },
		"another path":  func(q *Quick) { q.Path = "/v1/health" },
		"cleartext":     func(q *Quick) { h.HTTPSOnly, q.Scheme = true, "http" },
		"too old":       func(*Quick) { c.t = c.t.Add(time.Hour) },
	} {
		q := q
		if change(&q); name == "too old" {
			continue // last, as it cannot be taken back
		}
		if a, ok := h.Cached(q); ok {
			t.Errorf("%s: got %+v", name, a)
		}
		h.HTTPSOnly = false
	}
	c.t = c.t.Add(time.Hour)
	if a, ok := h.Cached(q); ok {
		t.Errorf("too old: got %+v", a)
	}
	if got, want := l.times(), 1; got != want {
		t.Errorf("looked up %d times, want %d", got, want)
	}
}

// A cache that fails is one that forgot.
func TestBrokenCache(t *testing.T) {
	h, _, _, _ := cached(t)
	h.Cache = broken{}
	if got, want := do(h, "GET", "/v1/hosts/example.org").StatusCode, 200; got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}

type broken struct{}

func (broken) Get(context.Context, string) (Entry, bool) { panic("defect") }
func (broken) Put(context.Context, string, Entry)        { panic("defect") }

// Marks that nobody takes away do not pile up.
func TestMarks(t *testing.T) {
	var m marks
	now := time.Unix(1168336800, 0)
	for i := range 10_000 {
		now = now.Add(time.Second)
		if _, ok := m.begin(fmt.Sprint(i), now); !ok {
			t.Fatalf("%d is marked", i)
		}
	}
	if got, want := len(m.begun), 2*minMany; got > want {
		t.Errorf("%d marks, want at most %d", got, want)
	}
}
