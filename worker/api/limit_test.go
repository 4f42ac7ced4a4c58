package api

import (
	"context"
	"fmt"
	"testing"
	"time"
)

func TestBuckets(t *testing.T) {
	c := &clock{time.Unix(1168336800, 0)}
	b := NewBuckets(120, c.now)
	allowed := func(client string, tries int) (n int, retry time.Duration) {
		for range tries {
			ok, wait := b.Allow(context.Background(), client)
			if ok {
				n++
			}
			retry = wait
		}
		return n, retry
	}
	check := func(when, client string, want int, wait time.Duration) {
		t.Helper()
		if got, retry := allowed(client, 100); got != want || retry != wait {
			t.Errorf("%s: got %d, retry after %v, want %d, %v", when, got, retry, want, wait)
		}
	}
	check("at first", "a", 60, 500*time.Millisecond)
	check("another client", "b", 60, 500*time.Millisecond)
	c.t = c.t.Add(10 * time.Second)
	check("ten seconds later", "a", 20, 500*time.Millisecond)
	c.t = c.t.Add(time.Hour)
	check("an hour later", "a", 60, 500*time.Millisecond)
	for i := range maxClients + 10 {
		b.Allow(context.Background(), fmt.Sprint(i))
	}
	if got := b.clients.size; got != maxClients {
		t.Errorf("%d clients are remembered, want %d", got, maxClients)
	}
	check("forgotten", "a", 60, 500*time.Millisecond)
	if ok, _ := NewBuckets(1, c.now).Allow(context.Background(), "a"); !ok {
		t.Error("one a minute allows none")
	}
}

func TestClientOf(t *testing.T) {
	for addr, want := range map[string]string{
		"63.211.10.1": "63.211.10.1", "::ffff:63.211.10.1": "63.211.10.1", "2001:4860:1:2:3:4:5:6": "2001:4860:1:2::/64",
		"2001:4860:1:2::": "2001:4860:1:2::/64", "fe80::1%eth0": "fe80::/64", "": "", "unknown": "", "63.211.10.1:80": "",
	} {
		if got := ClientOf(addr); got != want {
			t.Errorf("%q: got %q, want %q", addr, got, want)
		}
	}
}
