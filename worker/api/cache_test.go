package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"
)

func copyAll(w io.Writer, res *http.Response) (int64, error) {
	defer res.Body.Close()
	return io.Copy(w, res.Body)
}

// clock is set by hand.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func TestMemory(t *testing.T) {
	ctx := context.Background()
	c := &clock{time.Unix(1168336800, 0)}
	m := NewMemory(10*(100+overhead+2), c.now)
	put := func(key string, keep time.Duration) { m.Put(ctx, key, Entry{Body: make([]byte, 100), Keep: keep}) }
	put("k0", time.Minute)
	c.t = c.t.Add(59 * time.Second)
	if e, ok := m.Get(ctx, "k0"); !ok || e.Age != 59*time.Second || len(e.Body) != 100 {
		t.Errorf("after 59 s: %v %v", e, ok)
	}
	c.t = c.t.Add(time.Second)
	if _, ok := m.Get(ctx, "k0"); ok || m.size != 0 {
		t.Errorf("after a minute it is still there; size %d", m.size)
	}
	for i := range 10 {
		put(fmt.Sprint("k", i), time.Minute)
	}
	m.Get(ctx, "k0") // used: k1 goes first
	put("kA", time.Minute)
	for key, want := range map[string]bool{"k0": true, "k1": false, "k2": true, "kA": true} {
		if _, ok := m.Get(ctx, key); ok != want {
			t.Errorf("%s: there: %v, want %v", key, ok, want)
		}
	}
	if m.size > m.max || len(m.byKey) != m.order.Len() {
		t.Errorf("size %d of %d, %d keys, %d in order", m.size, m.max, len(m.byKey), m.order.Len())
	}
	m.Put(ctx, "big", Entry{Body: make([]byte, m.max), Keep: time.Minute})
	if _, ok := m.Get(ctx, "big"); ok {
		t.Error("an entry larger than the cache was kept")
	}
	put("never", 0)
	if _, ok := m.Get(ctx, "never"); ok {
		t.Error("an entry to be kept for no time was kept")
	}
}

// The same answer cold and cached, but for its age.
func TestCached(t *testing.T) {
	h, l := newHandler(t)
	c := &clock{time.Unix(1168336800, 0)}
	h.Cache = NewMemory(1<<20, c.now)
	cold := do(h, "GET", "/v1/hosts/example.org")
	c.t = c.t.Add(42 * time.Second)
	warm := do(h, "GET", "/v1/hosts/EXAMPLE.org.?include=hosting,dns")
	if a, b := body(t, cold), body(t, warm); a != b {
		t.Errorf("cold %s, cached %s", a, b)
	}
	if got, want := warm.Header.Get("Age"), "42"; got != want || cold.Header.Get("Age") != "" {
		t.Errorf("Age: got %q, want %q; cold %q", got, want, cold.Header.Get("Age"))
	}
	warm.Header.Del("Age")
	if fmt.Sprint(cold.Header) != fmt.Sprint(warm.Header) {
		t.Errorf("cold %v, cached %v", cold.Header, warm.Header)
	}
	do(h, "GET", "/v1/hosts/example.org?include=dns")
	c.t = c.t.Add(5 * time.Minute)
	do(h, "GET", "/v1/hosts/example.org")
	if got, want := len(l.asked), 3; got != want {
		t.Errorf("looked up %d times, want %d: %v", got, want, l.asked)
	}
}

// What was broken off because the asker went away is not kept.
func TestNotCached(t *testing.T) {
	h, l := newHandler(t)
	h.Cache = NewMemory(1<<20, time.Now)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", "/v1/hosts/example.org", nil)
	if err != nil {
		t.Fatal(err)
	}
	h.ServeHTTP(discard{http.Header{}}, r)
	do(h, "GET", "/v1/hosts/example.org")
	if got, want := len(l.asked), 2; got != want {
		t.Errorf("looked up %d times, want %d", got, want)
	}
}

type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}
