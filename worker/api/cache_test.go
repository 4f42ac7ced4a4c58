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
	if _, ok := m.Get(ctx, "k0"); ok || m.kept.size != 0 {
		t.Errorf("after a minute it is still there; size %d", m.kept.size)
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
	if k := m.kept; k.size > k.max || len(k.byKey) != k.order.Len() {
		t.Errorf("size %d of %d, %d keys, %d in order", k.size, k.max, len(k.byKey), k.order.Len())
	}
	m.Put(ctx, "big", Entry{Body: make([]byte, m.kept.max), Keep: time.Minute})
	if _, ok := m.Get(ctx, "big"); ok {
		t.Error("an entry larger than the cache was kept")
	}
	put("never", 0)
	if _, ok := m.Get(ctx, "never"); ok {
		t.Error("an entry to be kept for no time was kept")
	}
}

// An entry is what its section's JSON says.
func TestNewEntry(t *testing.T) {
	for _, c := range []struct {
		body string
		want string
	}{
		{`{"source":"s","asOf":"2007-01-09T10:00:00Z","ttl":300,"error":"","status":"found"}`, "2007-01-09T10:00:00Z 5m0s 5m0s false"},
		{`{"source":"s","asOf":"2007-01-09T10:00:00Z","ttl":86400,"error":""}`, "2007-01-09T10:00:00Z 24h0m0s 1h0m0s false"},
		{`{"source":"s","asOf":"2007-01-09T10:00:00Z","ttl":5,"error":"no"}`, "2007-01-09T10:00:00Z 5s 0s true"},
		{`{"ttl":300}`, "none"}, {`[]`, "none"}, {`null`, "none"}, {``, "none"}, {`{"asOf":"x","ttl":-1}`, "none"}, {`{"asOf":"x","ttl":1}x`, "none"},
	} {
		got := "none"
		if e, ok := NewEntry([]byte(c.body)); ok {
			got = fmt.Sprint(e.AsOf, " ", e.Keep, " ", e.Stale, " ", e.Failed)
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.body, got, c.want)
		}
	}
}

// The far cache is asked only when the near one has nothing that is good, and
// what it has is near from then on, no younger.
func TestLayered(t *testing.T) {
	ctx := context.Background()
	c := &clock{time.Unix(1168336800, 0)}
	near, far := NewMemory(1<<20, c.now), NewMemory(1<<20, c.now)
	l := Layered{near, far}
	get := func(c Cache) string {
		e, ok := c.Get(ctx, "k")
		return fmt.Sprint(string(e.Body), " ", e.Age, " ", ok)
	}
	check := func(when string, c Cache, want string) {
		t.Helper()
		if got := get(c); got != want {
			t.Errorf("%s: got %s, want %s", when, got, want)
		}
	}
	check("empty", l, " 0s false")
	far.Put(ctx, "k", Entry{Body: []byte("a"), Keep: time.Minute, Stale: time.Minute})
	c.t = c.t.Add(10 * time.Second)
	check("far", l, "a 10s true")
	c.t = c.t.Add(10 * time.Second)
	check("near afterwards", near, "a 20s true")
	far.Put(ctx, "k", Entry{Body: []byte("b"), Keep: time.Minute, Stale: time.Minute})
	check("near is good", l, "a 20s true")
	c.t = c.t.Add(50 * time.Second)
	check("near is old", l, "b 50s true")
	check("near afterwards", near, "b 50s true")
	far.Clear()
	c.t = c.t.Add(20 * time.Second)
	check("near is old and far forgot", l, "b 1m10s true")
	l.Put(ctx, "k", Entry{Body: []byte("c"), Keep: time.Minute})
	check("both near", near, "c 0s true")
	check("both far", far, "c 0s true")
}
