//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
)

// inPlatform starts testdata/platform in place of our worker.
func inPlatform(t *testing.T, p program) (get func(do string, query ...string) string, r *running) {
	t.Helper()
	wasm := filepath.Join(t.TempDir(), "app.wasm")
	compile(t, wasm, thisPackage, "-overlay="+overlay(t, "main_js.go", "testdata/platform/main_js.go"))
	p.modules["build/app.wasm"] = wasm
	r = p.start(t)
	return func(do string, query ...string) string {
		t.Helper()
		values := url.Values{}
		for i := 0; i < len(query); i += 2 {
			values.Set(query[i], query[i+1])
		}
		res, err := http.Get("http://" + r.addr + "/" + do + "?" + values.Encode())
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		got, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(got)
	}, r
}

// Sockets in workerd are connections as Go knows them: through the lab's CONNECT
// with a TLS handshake in Go, and straight to a server on loopback.
func TestSockets(t *testing.T) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p, _ := ours(t, l)
	get, _ := inPlatform(t, p)
	echo, echo6 := startEcho(t, "127.0.0.1:0"), startEcho(t, "[::1]:0")
	port := freePort(t)
	nobody := "127.0.0.1:" + port
	const unopened = "the connection could not be opened; by the platform: false"

	for _, c := range []struct{ do, to, carry, name, want string }{
		{"tls", "195.172.99.1:443", l.Carry, "forms.example.org", "TLS 1.3, valid for the name: true, HTTP/1.1 200 OK, <nil>, closed: <nil>"},
		{"echo", "195.68.228.53:22", l.Carry, "x", "dial: the host refused the connection; by the platform: false"},
		{"echo", "195.68.228.53:443", nobody, "x", "dial: the lab could not be reached: " + unopened},
		{"echo", echo, "", "hello", `"hello\n", <nil>, from ` + echo},
		{"echo", echo6, "", "hello", `"hello\n", <nil>, from ` + echo6},
		{"echo", nobody, "", "x", "dial: " + unopened},
		{"echo", "127.0.0.2:" + port, "", "x", "dial: the platform does not let the worker connect to this address; by the platform: true"},
		{"deadline", echo, "", "hello", `true true, then "hello\n" <nil>, then true`},
		{"later", echo, "", "x", "true"},
		{"close", echo, "", "x", "true true true true"},
		{"reset", echo, "", "reset", "the connection was broken off; reset: true"},
	} {
		if got := get(c.do, "to", c.to, "carry", c.carry, "name", c.name); got != c.want {
			t.Errorf("%s to %s: got %q, want %q", c.do, c.to, got, c.want)
		}
	}
}

// What the platform remembers, limits and does after an answer.
func TestPlatform(t *testing.T) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p, cache := ours(t, l)
	p.vars["LIMITED"] = "yes"
	get, r := inPlatform(t, p.watched())
	nobody, err := net.Listen("tcp", "127.0.0.1:0") // connects, and never answers
	if err != nil {
		t.Fatal(err)
	}
	defer nobody.Close()
	silent := "http://" + nobody.Addr().String() + "/"

	for _, c := range []struct {
		do, name, want string
		asked          int // how often the platform's cache was by then
	}{
		{"contact", "a.example.org", "no", 2},
		{"contact", "a.example.org", "yes", 2},
		{"contact", "b.example.org", "no", 4},
		{"elsewhere", "a.example.org", "yes", 5},
		{"elsewhere", "c.example.org", "no", 7},
		{"contact", "c.example.org", "yes", 8}, // and the other way round
		{"together", "d.example.org", "no yes", 10},
		{"expired", "a", "true false", 13},
		{"own", "195.172.99.1", "true", 13},
		{"own", "63.211.10.1", "false", 13},
		{"limit", "a", "true 0s", 13},
		{"limit", "a", "true 0s", 13},
		{"limit", "a", "false 1m0s", 13},
		{"limit", "b", "true 0s", 13},
		{"begin", "a", "begun", 13},
		{"finished", "a", "", 13},
		{"fetch", silent, "context canceled true", 13},
		{"moments", "", "50", 13},
	} {
		got := get(c.do, "name", c.name)
		if got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.do, c.name, got, c.want)
		}
		until(t, func() bool { return cache.asked() >= c.asked }) // what is noted there is not waited for
	}
	w, err := dialWire(r.addr)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.send("/begin?name=left"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	w.conn.(*net.TCPConn).SetLinger(0)
	w.conn.Close()
	time.Sleep(500 * time.Millisecond)
	for _, name := range []string{"a", "left"} {
		if got, want := get("finished", "name", name), "finished, <nil>"; got != want {
			t.Errorf("in the background of %s: got %q, want %q", name, got, want)
		}
	}
}

// until waits for something that is soon to be.
func until(t *testing.T, f func() bool) {
	t.Helper()
	for range 2000 {
		if f() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("what was expected did not come within ten seconds")
}

// overlay makes a file for -overlay that puts one file in another's place.
func overlay(t testing.TB, old, fresh string) string {
	t.Helper()
	from, err := filepath.Abs(old)
	if err != nil {
		t.Fatal(err)
	}
	to, err := filepath.Abs(fresh)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]any{"Replace": map[string]string{from: to}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(file, text, 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// startEcho starts a server that sends one line back and closes, or resets the
// connection when the line says so.
func startEcho(t testing.TB, addr string) string {
	t.Helper()
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				line, err := bufio.NewReader(conn).ReadString('\n')
				switch {
				case err != nil:
				case line == "reset\n":
					conn.(*net.TCPConn).SetLinger(0)
				default:
					io.WriteString(conn, line)
				}
			}()
		}
	}()
	return ln.Addr().String()
}
