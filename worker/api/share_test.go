package api

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"
)

// The same question at the same time is looked up once; where whoever had it
// looked up went away, the next does it; another question does not wait.
func TestShared(t *testing.T) {
	for name, c := range map[string]struct {
		target string
		gone   bool // the first client, on a platform that ends what is its
		waits  bool
		want   int
	}{
		"the same":               {"/v1/hosts/EXAMPLE.org.?include=hosting,dns", false, true, 1},
		"the first has gone":     {"/v1/hosts/example.org?include=dns,hosting", true, true, 2},
		"other sections":         {"/v1/hosts/example.org?include=dns", false, false, 2},
		"another host":           {"/v1/hosts/www.example.org?include=dns,hosting", false, false, 2},
		"the same, nothing kept": {"/v1/hosts/example.org?include=dns,hosting", false, true, 2},
	} {
		t.Run(name, func(t *testing.T) {
			h, l, _, _ := cached(t)
			if name == "the same, nothing kept" {
				l.ttl = map[string]uint32{"dns": 0, "hosting": 0}
			}
			enter, leave, waiting, wake := make(chan bool), make(chan bool), make(chan bool), make(chan struct{})
			h.Timer = func(time.Duration) (<-chan struct{}, func()) {
				waiting <- true
				return wake, func() {}
			}
			l.wait = func(context.Context) { enter <- true; <-leave }
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			first, second := make(chan string, 1), make(chan string, 1)
			go func() {
				w := httptest.NewRecorder()
				h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/v1/hosts/example.org?include=dns,hosting", nil))
				first <- w.Body.String()
			}()
			<-enter
			go func() { second <- body(t, do(h, "GET", c.target)) }()
			if c.waits {
				<-waiting
			} else {
				<-enter
				leave <- true // to either of the two
			}
			if c.gone {
				cancel()
			}
			leave <- true
			one := <-first
			if c.waits {
				close(wake)
				if c.want == 2 {
					<-enter
					leave <- true
				}
			}
			if two := <-second; c.waits && (two == one) != (c.want == 1) {
				t.Errorf("got %s after %s", two, one)
			}
			if got := l.times(); got != c.want {
				t.Errorf("looked up %d times, want %d", got, c.want)
			}
			if n := len(h.looking.begun); n > 0 {
				t.Errorf("%d marks are left", n)
			}
		})
	}
}

// Nobody waits for ever for a look-up that never ends.
func TestSharedLost(t *testing.T) {
	h, l, _, _ := cached(t)
	h.Timer = func(time.Duration) (<-chan struct{}, func()) {
		up := make(chan struct{})
		close(up)
		return up, func() {}
	}
	release, ok := h.looking.begin("example.org/dns?from=", h.now())
	if !ok {
		t.Fatal("marked already")
	}
	defer release()
	if got := do(h, "GET", "/v1/hosts/example.org?include=dns").StatusCode; got != 200 || l.times() != 1 {
		t.Errorf("status %d after %d look-ups", got, l.times())
	}
}
