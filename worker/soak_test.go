//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
)

// The memory of an isolate, and by how much ours may change when all that grows
// at first has grown.
const (
	maxIsolate = 128 << 20
	maxGrowth  = 0.10
)

// maxLeft is how many bytes of JavaScript's heap a request may leave behind at
// most, on average, when all that grows at first has grown: a socket that is never
// let go of is 750, and one request in seven opens one.
const maxLeft = 50

// soakShort is how many requests TestSoak makes unless FORMTRACE_SOAK says how
// many: 200000 is the whole of it, after which memory is compared as well.
const soakShort = 20_000

// Many mixed requests in one isolate, hits, misses, mistakes and clients that
// hang up: all that should succeed does, and memory stays where it was.
func TestSoak(t *testing.T) {
	total := soakShort
	if s := os.Getenv("FORMTRACE_SOAK"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1000 {
			t.Fatalf("FORMTRACE_SOAK=%q: expected a number of requests, at least 1000", s)
		}
		total = n
	}
	l, err := lab.Start(lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p, _ := ours(t, l)
	r := p.watched().start(t)
	look := r.inspect(t)
	memory := func(when int) (least, heap int64) {
		time.Sleep(6 * time.Second) // the longest that anything goes on for a client that left
		var text string
		for range 5 { // what is being given back is not counted
			c := r.counts(t)
			h := look.heap(t)
			if heap == 0 || h.UsedSize < heap {
				heap = h.UsedSize
			}
			if sum := h.total() + c.Memory; least == 0 || sum < least {
				least = sum
				text = fmt.Sprintf("%.1f MB: %.1f of JavaScript's heap, %.1f of buffers, %.1f of wasm; the program was started %d times",
					mega(sum), mega(h.UsedSize), mega(h.BackingStorageSize), mega(c.Memory), c.Starts)
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Logf("after %6d requests %s; workerd has %.0f MB resident", when, text, mega(r.resident(t)))
		return least, heap
	}
	s := soak{r: r}
	stop, stood := watchClock()
	defer stop()
	began := time.Now()
	s.run(t, 0, total/4)
	first, heapThen := memory(total / 4)
	s.run(t, total/4, total/2)
	memory(total / 2)
	s.run(t, total/2, total)
	last, heapNow := memory(total)
	t.Logf("%d requests in %v: %d hits, %d misses, %d mistakes, %d hung up", total, time.Since(began).Round(time.Second),
		s.kinds[hit].Load(), s.kinds[miss].Load(), s.kinds[mistake].Load(), s.kinds[hangUp].Load())
	t.Logf("%d requests were made again, as workerd had closed an idle connection", s.again.Load())
	t.Logf("this process itself stood still for at most %v", time.Duration(stood.Load()).Round(time.Millisecond))
	for kind := range s.kinds {
		if s.kinds[kind].Load() == 0 {
			t.Errorf("no request of kind %d was made", kind)
		}
	}
	if last > maxIsolate {
		t.Errorf("%.1f MB, the isolate has %.1f", mega(last), mega(maxIsolate))
	}
	left := float64(heapNow-heapThen) / float64(total-total/4)
	t.Logf("each request left %.0f bytes on JavaScript's heap", left)
	if left > maxLeft {
		t.Errorf("each request left %.0f bytes on JavaScript's heap, expected at most %d", left, maxLeft)
	}
	if change := float64(last-first) / float64(first); total >= 200_000 && (change > maxGrowth || change < -maxGrowth) {
		t.Errorf("memory changed by %.1f %%, expected at most %.0f %% either way", 100*change, 100*maxGrowth)
	}
}

// watchClock measures how long this process stands still at most: a machine that
// is too busy, or paused, explains what nothing in the worker does.
func watchClock() (stop func(), longest *atomic.Int64) {
	longest = new(atomic.Int64)
	done := make(chan struct{})
	go func() {
		const tick = 50 * time.Millisecond
		for last := time.Now(); ; {
			select {
			case <-done:
				return
			case <-time.After(tick):
			}
			now := time.Now()
			longest.Store(max(longest.Load(), int64(now.Sub(last)-tick)))
			last = now
		}
	}()
	return func() { close(done) }, longest
}

func mega(bytes int64) float64 { return float64(bytes) / (1 << 20) }

// The kinds of requests.
const (
	hit = iota
	miss
	mistake
	hangUp
	kinds
)

// mistakes are requests that are not understood, with their status.
var mistakes = []struct {
	path   string
	status int
}{
	{"/nowhere", http.StatusNotFound},
	{"/v1/hosts/10.0.0.1", http.StatusBadRequest},
	{"/v1/hosts/localhost", http.StatusBadRequest},
	{"/v1/hosts/a%2Fb", http.StatusBadRequest},
	{"/v1/hosts/%zz", http.StatusBadRequest},
	{"/v1/hosts/example.org?include=nothing", http.StatusBadRequest},
	{"/v1/rules/unknown", http.StatusNotFound},
}

// soak makes the requests.
type soak struct {
	r     *running
	kinds [kinds]atomic.Int64
	bad   atomic.Int64
	again atomic.Int64 // requests that were made again
}

// run makes the requests from one number to another, at 16 connections.
func (s *soak) run(t *testing.T, from, to int) {
	t.Helper()
	var next atomic.Int64
	next.Store(int64(from))
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			var w *wire
			for {
				i := int(next.Add(1)) - 1
				if i >= to || s.bad.Load() > 10 {
					return
				}
				if w == nil {
					var err error
					if w, err = dialWire(s.r.addr); err != nil {
						t.Error(err)
						return
					}
				}
				if !s.one(t, w, i) {
					w.conn.Close()
					w = nil
				}
			}
		})
	}
	wg.Wait()
}

// one makes the i-th request and reports whether the connection can go on.
func (s *soak) one(t *testing.T, w *wire, i int) bool {
	want, path, holds := http.StatusOK, "", `"status":"found"`
	var kind int
	switch n := i % 20; {
	case n < 14:
		kind, path = hit, fmt.Sprintf("/v1/hosts/known-%d.example.org", i%50)
	case n < 16:
		kind, path = miss, fmt.Sprintf("/v1/hosts/new-%d.example.org", i)
	case n < 19:
		m := mistakes[i/20%len(mistakes)]
		kind, path, want, holds = mistake, m.path, m.status, ""
	case i/20%2 == 0:
		kind, path = hangUp, fmt.Sprintf("/v1/hosts/gone-%d.example.org", i)
	default:
		kind, path = hangUp, "/v1/hosts/"+lab.FaultName(lab.FaultTimeout)
	}
	s.kinds[kind].Add(1)
	if kind == hangUp {
		if err := w.send(path); err != nil {
			t.Errorf("%s: %v", path, err)
			s.bad.Add(1)
		}
		time.Sleep(time.Duration(i%7) * time.Millisecond)
		if i/20%3 > 0 { // workerd notices a reset at once, an ordinary end when it answers
			w.conn.(*net.TCPConn).SetLinger(0)
		}
		return false
	}
	w.conn.SetDeadline(time.Now().Add(30 * time.Second))
	used := w.used
	status, err := w.get(path)
	if used && errors.Is(err, errIdle) {
		// workerd closes a connection on which nothing came for five seconds, for
		// which a busy machine is enough; every client asks again then (RFC 9112, 9.3.1).
		s.again.Add(1)
		fresh, failed := dialWire(s.r.addr)
		if failed != nil {
			t.Error(failed)
			s.bad.Add(1)
			return false
		}
		w.conn.Close()
		*w = *fresh
		w.conn.SetDeadline(time.Now().Add(30 * time.Second))
		status, err = w.get(path)
	}
	if err != nil || status != want || !bytes.Contains(w.body, []byte(holds)) {
		t.Errorf("request %d, %s: status %d, %v, want %d with %s: %s", i, path, status, err, want, holds, w.body)
		s.bad.Add(1)
		return false
	}
	return true
}
