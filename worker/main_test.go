//go:build !js

package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Mistakes in the call are named and end with 2, what fails later with 1.
func TestUsage(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.csv")
	if err := os.WriteFile(empty, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"-h", 0, "-resolver"},
		{"-nonsense", 2, "-nonsense"},
		{"serve", 2, `"serve": expected flags, or build`},
		{"-resolver gopher:x", 2, "-resolver: expected a URL such as https://"},
		{"-clock noon", 2, "-clock: expected a time such as 2007-01-09T10:00:00Z"},
		{"-place " + empty + ".missing", 2, "-place: expected a file"},
		{"-place " + empty, 2, "the file is empty"},
		{"-listen 8787", 2, "-listen: expected an address such as 127.0.0.1:8787"},
		{"-listen 127.0.0.1:99999", 1, "-listen: "},
		{"-limit many", 2, "-limit: expected a number from 0 to 1000000, not \"many\""},
		{"-limit -1", 2, "-limit: expected a number"},
		{"-data " + empty + ".missing -listen 127.0.0.1:0", 1, "-data: expected a folder that can be read: "},
		{"-data " + empty + " -listen 127.0.0.1:0", 1, "-data: expected a folder, and "},
		{"-data " + filepath.Dir(empty) + " -listen 127.0.0.1:0", 1, "-data: empty.csv: expected a name such as geo-whois-asn-country-ipv4.csv"},
		{"build -data " + filepath.Dir(empty), 1, "-data: empty.csv: expected a name"},
		{"build -x", 2, "-x"},
		{"build here", 2, `"here": expected flags only`},
	} {
		var out strings.Builder
		if got := run(context.Background(), strings.Fields(c.args), strings.NewReader(""), &out); got != c.code || !strings.Contains(out.String(), c.want) {
			t.Errorf("worker %s: exit %d, want %d with %q:\n%s", c.args, got, c.code, c.want, out.String())
		}
	}
}

// The program serves until it is told to stop, and lets requests finish.
func TestServe(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	r, w := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"-listen", "127.0.0.1:0", "-resolver", "http://127.0.0.1:1/dns-query"}, strings.NewReader(""), w)
		w.Close()
	}()
	buf := make([]byte, 1024)
	n, err := r.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, r)
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(string(buf[:n]))
	res, err := http.Get(url + "/v1/health")
	if err != nil {
		t.Fatalf("%s: %v", buf[:n], err)
	}
	body, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil || res.StatusCode != 200 || !strings.Contains(string(body), `"places":{"revision":"`) || strings.Contains(string(body), `"revision":""`) {
		t.Errorf("health: %d %s %v", res.StatusCode, body, err)
	}
	stop()
	select {
	case got := <-code:
		if got != 0 {
			t.Errorf("exit %d, want 0", got)
		}
	case <-time.After(15 * time.Second):
		t.Error("still serving 15 s after it was told to stop")
	}
}

// With -attached it ends with its standard input, and not before.
func TestAttached(t *testing.T) {
	in, hold := io.Pipe()
	out, w := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(t.Context(), []string{"-attached", "-listen", "127.0.0.1:0", "-resolver", "http://127.0.0.1:1/dns-query"}, in, w)
		w.Close()
	}()
	buf := make([]byte, 1024)
	n, err := out.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, out)
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(string(buf[:n]))
	res, err := http.Get(url + "/v1/health")
	if err != nil {
		t.Fatalf("%s: %v", buf[:n], err)
	}
	res.Body.Close()
	hold.Close()
	select {
	case got := <-code:
		if got != 0 {
			t.Errorf("exit %d, want 0", got)
		}
	case <-time.After(15 * time.Second):
		t.Error("still serving 15 s after its standard input ended")
	}
}
