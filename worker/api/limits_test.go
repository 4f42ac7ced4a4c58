package api

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"
)

// strict is a Limiter that lets so many through, by client.
type strict struct {
	left map[string]int
}

func (s strict) Allow(_ context.Context, client string) (bool, time.Duration) {
	s.left[client]--
	return s.left[client] >= 0, 1500 * time.Millisecond
}

// Only what has to be looked up counts.
func TestLimited(t *testing.T) {
	h, l, _, _ := cached(t)
	h.Limiter = strict{map[string]int{"a": 1, "b": 1}}
	h.Client = func(r *http.Request) string { return r.Header.Get("Client") }
	for _, c := range []struct {
		client, target string
		want           int
	}{
		{"a", "/v1/hosts/one.example.org", 200},
		{"a", "/v1/hosts/two.example.org", 429},
		{"a", "/v1/hosts/one.example.org", 200},
		{"a", "/v1/hosts/ONE.example.org", 200},
		{"a", "/v1/hosts/localhost", 400},
		{"a", "/v1/health", 200},
		{"a", "/v1/rules/curated", 200},
		{"a", "/", 200},
		{"b", "/v1/hosts/two.example.org", 200},
		{"a", "/v1/hosts/two.example.org", 200},
		{"b", "/v1/hosts/three.example.org", 429},
		{"", "/v1/hosts/three.example.org", 429},
	} {
		res := do(h, "GET", c.target, "Client", c.client)
		if res.StatusCode != c.want {
			t.Errorf("%s, %s: got %d, want %d", c.client, c.target, res.StatusCode, c.want)
		}
		if c.want == 429 && (res.Header.Get("Retry-After") != "2" || !strings.Contains(body(t, res), problemURI+"rate-limited")) {
			t.Errorf("%s, %s: Retry-After %q", c.client, c.target, res.Header.Get("Retry-After"))
		}
	}
	if got, want := l.times(), 2; got != want {
		t.Errorf("looked up %d times, want %d", got, want)
	}
}

// There are so many look-ups at once and no more, and one that never ended does
// not hold its place for ever.
func TestBusy(t *testing.T) {
	h, l, c, _ := cached(t)
	h.lookups.max = 1
	enter, leave := make(chan bool), make(chan bool)
	l.wait = func(context.Context) { enter <- true; <-leave }
	first := make(chan int)
	go func() { first <- do(h, "GET", "/v1/hosts/one.example.org").StatusCode }()
	<-enter
	l.wait = nil
	res := do(h, "GET", "/v1/hosts/two.example.org")
	if res.StatusCode != 503 || res.Header.Get("Retry-After") != "2" || !strings.Contains(body(t, res), problemURI+"busy") {
		t.Errorf("got %d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
	c.t = c.t.Add(longest + time.Second)
	if got, want := do(h, "GET", "/v1/hosts/two.example.org").StatusCode, 200; got != want {
		t.Errorf("after %v: got %d, want %d", longest, got, want)
	}
	leave <- true
	if got, want := <-first, 200; got != want {
		t.Errorf("the first: got %d, want %d", got, want)
	}
	if got := len(h.lookups.begun); got != 0 {
		t.Errorf("%d places are taken at the end", got)
	}
}
