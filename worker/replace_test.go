//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
)

// When the Go program ends, by whatever, or has grown, a new one takes its place
// and no request is lost: neither those that waited nor those that come then.
func TestReplaced(t *testing.T) {
	l, err := lab.Start(lab.Options{Slow: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p, _ := ours(t, l)
	p = p.watched()
	const waiting = 20
	const only = "?include=hosting"
	for _, c := range []struct {
		end   string
		asked int // how often for each request that waited
	}{
		{"exhaust", 2}, {"corrupt", 2},
		{"grow", 1}, // the old program ends what it has begun
	} {
		_, p.cache = startCache(t)
		r := p.start(t)
		get := func(path, holds string) {
			w, err := dialWire(r.addr)
			if err != nil {
				t.Error(err)
				return
			}
			defer w.conn.Close()
			w.conn.SetDeadline(time.Now().Add(30 * time.Second))
			status, err := w.get(path)
			if err != nil || status != http.StatusOK || !bytes.Contains(w.body, []byte(holds)) {
				t.Errorf("%s, %s: status %d, %v, expected 200 with %q: %s", c.end, path, status, err, holds, w.body)
			}
		}
		get("/v1/hosts/mi5.h0st.biz"+only, "195.68.228.53")
		before := r.counts(t).Fetches
		var wg sync.WaitGroup
		for i := range waiting { // each a question of its own: the same one is looked up once
			wg.Go(func() {
				get(fmt.Sprintf("/v1/hosts/%s%s&from=form-%d.example.org", lab.FaultName(lab.FaultSlow), only, i), "63.211.99.4")
			})
		}
		until(t, func() bool { return r.counts(t).Fetches >= before+2*waiting }) // the questions for both families
		get("/watch/"+c.end, "done")
		for range waiting { // what is fetched for no answer: the platform's cache may be late and its answer asked for again
			wg.Go(func() { get("/v1/health", "ok") })
		}
		wg.Wait()
		now := r.counts(t)
		if now.Starts != 2 {
			t.Errorf("%s: the program was started %d times, want 2", c.end, now.Starts)
		}
		// The question for the address's name comes when the families have answered: once.
		if got, want := now.Fetches-before, 2*waiting*c.asked+waiting; got != want {
			t.Errorf("%s: %d fetches, want %d", c.end, got, want)
		}
	}
}

// Where no program can be started, the answer is a problem document too, and the
// next request starts one.
func TestNotStarted(t *testing.T) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p, _ := ours(t, l)
	r := p.watched().start(t)
	base := "http://" + r.addr
	for _, method := range []string{"GET", "HEAD"} {
		for _, path := range []string{"/v1/health", "/watch/bar"} {
			if got, err := exchange("GET", base+path, nil); err != nil || !strings.HasPrefix(got, "200") {
				t.Fatalf("%s: %s %v", path, got, err)
			}
		}
		res, err := http.DefaultClient.Do(&http.Request{Method: method, URL: &url.URL{Scheme: "http", Host: r.addr, Path: "/v1/health"}})
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		got := fmt.Sprint(res.StatusCode, res.Header["Content-Type"], res.Header["Cache-Control"], res.Header["Retry-After"], res.Header["X-Content-Type-Options"])
		if want := "503 [application/problem+json] [no-store] [1] [nosniff]"; err != nil || got != want {
			t.Errorf("%s: got %s, %v, want %s", method, got, err, want)
		}
		var problem struct{ Type, Title, Detail string }
		if method == "HEAD" && len(body) > 0 || method == "GET" && (json.Unmarshal(body, &problem) != nil || problem.Type != "urn:formtrace:problem:internal" || problem.Title == "" || problem.Detail == "") {
			t.Errorf("%s: body %s", method, body)
		}
	}
}

// The same question at the same time is looked up once in workerd as well, where
// each request waits by what is its own.
func TestSharedInWorkerd(t *testing.T) {
	l, err := lab.Start(lab.Options{Slow: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p, _ := ours(t, l)
	r := p.watched().start(t)
	get := func(path string) {
		w, err := dialWire(r.addr)
		if err != nil {
			t.Error(err)
			return
		}
		defer w.conn.Close()
		w.conn.SetDeadline(time.Now().Add(30 * time.Second))
		if status, err := w.get(path); err != nil || status != http.StatusOK || !bytes.Contains(w.body, []byte("63.211.99.")) {
			t.Errorf("status %d, %v: %s", status, err, w.body)
		}
	}
	get("/v1/hosts/end.example.net?include=hosting") // so that the tables are there
	before := r.counts(t).Fetches
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { get("/v1/hosts/" + lab.FaultName(lab.FaultSlow) + "?include=hosting") })
	}
	wg.Wait()
	if got, want := r.counts(t).Fetches-before, 3; got != want { // both families, and the address's name
		t.Errorf("%d fetches, want %d", got, want)
	}
}
