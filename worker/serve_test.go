//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
)

// serving is the program, running in this process.
type serving struct {
	url   string
	lines chan string
	code  chan int
	stop  func()
}

func start(t *testing.T, args ...string) *serving {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r, w := io.Pipe()
	s := &serving{lines: make(chan string, 100), code: make(chan int, 1), stop: stop}
	go func() {
		s.code <- run(ctx, append([]string{"-listen", "127.0.0.1:0"}, args...), strings.NewReader(""), w)
		w.Close()
	}()
	go func() {
		defer close(s.lines)
		for lines := bufio.NewScanner(r); lines.Scan(); {
			s.lines <- lines.Text()
		}
	}()
	line := s.line(t, "listening on http://")
	s.url = regexp.MustCompile(`http://[0-9.:]+`).FindString(line)
	return s
}

// line waits for a line of the log that has this in it.
func (s *serving) line(t *testing.T, want string) string {
	t.Helper()
	late := time.After(3 * time.Minute)
	for {
		select {
		case line, ok := <-s.lines:
			if !ok {
				t.Fatalf("the program ended before it said %q", want)
			}
			if strings.Contains(line, want) {
				return line
			}
		case <-late:
			t.Fatalf("the program did not say %q", want)
		}
	}
}

// rest ends the program and returns what else it says.
func (s *serving) rest(t *testing.T) string {
	t.Helper()
	s.stop()
	select {
	case code := <-s.code:
		if code != 0 {
			t.Errorf("exit %d, want 0", code)
		}
	case <-time.After(15 * time.Second):
		t.Fatal("still serving 15 s after it was told to stop")
	}
	var out strings.Builder
	for line := range s.lines {
		fmt.Fprintln(&out, line)
	}
	return out.String()
}

func get(t *testing.T, url string, header ...string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Add(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// An operator's tables are read at the start and again at SIGHUP, without a
// request lost; a mistake in them leaves those in use; and nothing that is said
// names a host.
func TestData(t *testing.T) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dir := t.TempDir()
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "geo-whois-asn-country-ipv4.csv"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("63.211.0.0,63.211.255.255,DE\n")
	s := start(t, "-data", dir, "-resolver", l.DoH)
	ask := func() string {
		status, body := get(t, s.url+"/v1/hosts/pmv2.co.uk?include=hosting")
		if status != 200 {
			t.Fatalf("%d: %s", status, body)
		}
		return regexp.MustCompile(`"country":"(.*?)"`).FindStringSubmatch(body)[1]
	}
	if got := ask(); got != "DE" {
		t.Errorf("at the start: got %q, want DE", got)
	}
	hup := func() {
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	// Requests meanwhile are all answered, by the old tables or by the new ones.
	meanwhile, done := make(chan int), make(chan bool)
	go func() {
		asked := 0
		defer func() { meanwhile <- asked }()
		for {
			select {
			case <-done:
				return
			default:
			}
			res, err := http.Get(fmt.Sprintf("%s/v1/hosts/pmv2.co.uk?include=hosting&from=a%d.example.org", s.url, asked))
			if err != nil || res.StatusCode != 200 {
				t.Errorf("while the tables were read: %v, %v", res, err)
				return
			}
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
			asked++
		}
	}()
	write("63.211.0.0,63.211.255.255,FR\n")
	hup()
	s.line(t, "read the tables again: ")
	close(done)
	if n := <-meanwhile; n < 10 {
		t.Errorf("only %d requests meanwhile", n)
	}
	if got := ask(); got != "FR" {
		t.Errorf("after SIGHUP: got %q, want FR", got)
	}
	write("63.211.0.0,63.211.255.255,France\n")
	hup()
	if line := s.line(t, "stay as they are"); !strings.Contains(line, `geo-whois-asn-country-ipv4.csv: line 1: expected the two capital letters of a country, not "France"`) {
		t.Errorf("got %s", line)
	}
	if got := ask(); got != "FR" {
		t.Errorf("after a mistake: got %q, want FR", got)
	}
	if said := s.rest(t); !strings.Contains(said, "worker: stopped") || strings.Contains(said, "pmv2") {
		t.Errorf("said %s", said)
	}
}

// A client has so many look-ups, whatever it asks for; behind a proxy on this
// machine the proxy's word counts.
func TestLimit(t *testing.T) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := start(t, "-limit", "4", "-resolver", l.DoH) // two at once
	defer s.rest(t)
	for _, c := range []struct {
		host, forwarded string
		want            int
	}{
		{"one.example.org", "63.211.10.1", 200},
		{"two.example.org", "63.211.10.1", 200},
		{"three.example.org", "63.211.10.1", 429},
		{"one.example.org", "63.211.10.1", 200}, // from the cache
		{"three.example.org", "63.211.10.1, 195.172.10.20", 200},
		{"four.example.org", "2001:4860::1", 200},
		{"five.example.org", "2001:4860::2", 200},
		{"six.example.org", "2001:4860::3", 429}, // the same network
		{"six.example.org", "", 200},
	} {
		got, body := get(t, s.url+"/v1/hosts/"+c.host, "X-Forwarded-For", c.forwarded)
		if got != c.want {
			t.Errorf("%s for %s: got %d, want %d: %s", c.host, c.forwarded, got, c.want, body)
		}
	}
}

// Who comes from elsewhere is who it is, whatever it says.
func TestClientOf(t *testing.T) {
	for _, c := range []struct{ from, forwarded, want string }{
		{"63.211.10.1:1234", "", "63.211.10.1"},
		{"63.211.10.1:1234", "1.2.3.4", "63.211.10.1"},
		{"[2001:4860::1]:1234", "1.2.3.4", "2001:4860::/64"},
		{"127.0.0.1:1234", "", "127.0.0.1"},
		{"127.0.0.1:1234", "1.2.3.4", "1.2.3.4"},
		{"127.0.0.1:1234", "9.9.9.9, 1.2.3.4", "1.2.3.4"},
		{"127.0.0.1:1234", "unknown", "127.0.0.1"},
		{"[::1]:1234", "2001:4860::1", "2001:4860::/64"},
		{"@", "1.2.3.4", ""},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.from
		r.Header.Set("X-Forwarded-For", c.forwarded)
		if got := clientOf(r); got != c.want {
			t.Errorf("%s for %q: got %q, want %q", c.from, c.forwarded, got, c.want)
		}
	}
}

// Upstreams' failures are counted, and nothing else is said of them.
func TestCounting(t *testing.T) {
	status := 200
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	c := &counting{RoundTripper: http.DefaultTransport}
	ask := func(ctx context.Context) {
		req, err := http.NewRequestWithContext(ctx, "GET", server.URL+"/secret.example.org", nil)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := c.RoundTrip(req); err == nil {
			res.Body.Close()
		}
	}
	ask(t.Context())
	status = 404
	ask(t.Context())
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	ask(gone)
	if got := c.failed.Load(); got != 0 {
		t.Errorf("%d failures, want none", got)
	}
	for _, status = range []int{429, 500, 503} {
		ask(t.Context())
	}
	server.Close()
	ask(t.Context())
	if got := c.failed.Load(); got != 4 {
		t.Errorf("%d failures, want 4", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	go c.report(ctx, 10*time.Millisecond, w)
	line, err := bufio.NewReader(r).ReadString('\n')
	if want := "worker: requests to upstreams that failed in the last 10ms: 4\n"; err != nil || line != want {
		t.Errorf("got %q, %v, want %q", line, err, want)
	}
	cancel()
}

// Of what net/http says, only that no connections can be taken is passed on.
func TestAcceptErrors(t *testing.T) {
	var out strings.Builder
	a := acceptErrors{&out}
	fmt.Fprintln(a, "http: TLS handshake error from 63.211.10.1:4000: EOF")
	fmt.Fprintln(a, "http: Accept error: too many open files; retrying in 5ms")
	if got, want := out.String(), "worker: http: Accept error: too many open files; retrying in 5ms\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
