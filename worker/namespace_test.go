//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
	"github.com/formtrace/formtrace/worker/lookup"
	"github.com/miekg/dns"
)

// inNamespace tells a run of this test that it is in a network of its own, and
// names the worker to start there.
const inNamespace = "FORMTRACE_IN_NAMESPACE"

// public is the one address that may be contacted: redirects live there.
const public = "63.211.99.99"

// The real program, in a network namespace that has only loopback and where
// every address there is, IPv4 and IPv6, is one of this machine: whatever it
// connected to would be heard. Every spelling and every redirect of the tables
// is tried, and every address of theirs as what a name resolves to.
func TestNamespace(t *testing.T) {
	if program := os.Getenv(inNamespace); program != "" {
		insideNamespace(t, program)
		return
	}
	_, err := exec.LookPath("unshare")
	bring.Require(t, "unshare (util-linux)", err)
	_, err = exec.LookPath("ip")
	bring.Require(t, "ip (iproute2)", err)
	unshare := []string{"unshare", "--net"}
	if os.Geteuid() != 0 {
		unshare = append(unshare, "--map-root-user")
	}
	out, err := exec.Command(unshare[0], append(unshare[1:], "ip", "link", "set", "lo", "up")...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	bring.Require(t, "a network namespace", err)

	dir := t.TempDir()
	program := filepath.Join(dir, "worker")
	if _, err := goTool(t.Context(), nil, "build", "-o", program, thisPackage); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), unshare[0], append(unshare[1:], self, "-test.run=^TestNamespace$", "-test.v")...)
	cmd.Env = append(os.Environ(), inNamespace+"="+program)
	text, err := cmd.CombinedOutput()
	t.Logf("%s", text)
	if err != nil || !strings.Contains(string(text), "--- PASS: TestNamespace") {
		t.Errorf("inside the namespace: %v", err)
	}
}

func insideNamespace(t *testing.T, program string) {
	for _, args := range []string{
		"link set lo up", "route add local 0.0.0.0/0 dev lo", "-6 route add local ::/0 dev lo", "addr add " + public + "/32 dev lo",
	} {
		if out, err := exec.Command("ip", strings.Fields(args)...).CombinedOutput(); err != nil {
			t.Fatalf("ip %s: %v: %s", args, err, out)
		}
	}
	h := new(hearing)
	for _, port := range []string{"22", "25", "43", "53", "80", "443", "6379", "8080", "8443"} {
		for _, network := range []string{"tcp4", "tcp6"} {
			h.listen(t, network, port)
		}
	}
	// That the ears work: what is done here, they hear.
	for _, to := range []string{"127.0.0.1:80", "127.0.0.1:443", "127.0.0.1:43", "[::1]:80", "10.0.0.5:443", "169.254.169.254:80", "[fd00::1]:443", "8.8.8.8:43"} {
		conn, err := net.DialTimeout("tcp", to, 5*time.Second)
		if err != nil {
			t.Fatalf("%s cannot be heard: %v", to, err)
		}
		conn.Close()
		if heard := h.wait(1); !slices.Equal(heard, []string{to}) {
			t.Fatalf("%s: heard %v", to, heard)
		}
	}

	base := startNative(t, program, startResolver(t))
	asked := 0
	ask := func(host string) (status int, d lookup.Dossier) {
		asked++
		res, err := http.Get(base + "/v1/hosts/" + url.PathEscape(host) + "?include=dns,hosting,certificate,http")
		if err != nil {
			t.Fatalf("%q: %v", host, err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode == http.StatusOK {
			if err := json.Unmarshal(body, &d); err != nil {
				t.Fatalf("%q: %v", host, err)
			}
		}
		return res.StatusCode, d
	}
	silent := func(what string) {
		t.Helper()
		if heard := h.taken(); len(heard) > 0 {
			t.Errorf("%s: heard %v", what, heard)
		}
	}

	for _, trick := range lab.HostTricks {
		ask(trick)
		silent(fmt.Sprintf("%q", trick))
	}
	names := 0
	for _, trick := range lab.HostTricks {
		addr, err := netip.ParseAddr(strings.Trim(trick, "[]"))
		if err != nil || addr.Zone() != "" {
			continue
		}
		names++
		name := hexName(addr)
		status, d := ask(name)
		silent(trick + " behind a name")
		if status != http.StatusOK || d.DNS == nil || d.DNS.Scope != "private" || !strings.Contains(d.Certificate.Error, "was not contacted") {
			t.Errorf("%s, which is %s: status %d, %+v", name, addr, status, d.DNS)
		}
	}
	if names < 40 {
		t.Errorf("only %d addresses behind names", names)
	}
	for i, trick := range lab.RedirectTricks {
		name := fmt.Sprintf("r%d.tricks.example.org", i)
		_, d := ask(name)
		heard := h.taken()
		if i := slices.IndexFunc(heard, func(to string) bool { return !strings.HasPrefix(to, public+":") }); i >= 0 || len(heard) < 2 {
			t.Errorf("redirect to %q: heard %v, want %s only", trick, heard, public)
		}
		if d.HTTP == nil || d.HTTP.Error == "" || len(d.HTTP.Hops) == 0 {
			t.Errorf("redirect to %q: %+v", trick, d.HTTP)
		}
	}
	// A name that is somewhere else each time it is asked for.
	ask("rebind.tricks.example.org")
	if heard := h.taken(); !slices.Equal(heard, []string{public + ":443", public + ":80"}) {
		t.Errorf("a name that changes: heard %v", heard)
	}
	t.Logf("%d hosts, %d addresses behind names, %d redirects: %d requests, nothing heard but at %s", len(lab.HostTricks), names, len(lab.RedirectTricks), asked, public)
}

// hearing is the ears: listeners on every address, and what they heard.
type hearing struct {
	mu sync.Mutex
	to []string
}

// listen listens on a port of every address. At the public address, http is
// answered with a redirect by the name asked for; all others hear and say nothing.
func (h *hearing) listen(t *testing.T, network, port string) {
	host := "0.0.0.0"
	if network == "tcp6" {
		host = "::"
	}
	ln, err := net.Listen(network, net.JoinHostPort(host, port))
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
			to := conn.LocalAddr().String()
			h.mu.Lock()
			h.to = append(h.to, to)
			h.mu.Unlock()
			go func() {
				defer conn.Close()
				if to != public+":80" {
					return
				}
				req, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				var i int
				location := "http://127.0.0.1/"
				if _, err := fmt.Sscanf(req.Host, "r%d.", &i); err == nil && i < len(lab.RedirectTricks) {
					location = lab.RedirectTricks[i]
				}
				io.WriteString(conn, "HTTP/1.1 302 Found\r\nLocation: "+location+"\r\n\r\n")
			}()
		}
	}()
}

// taken returns what was heard since the last call.
func (h *hearing) taken() (out []string) {
	time.Sleep(5 * time.Millisecond) // what was accepted is noted by then
	h.mu.Lock()
	defer h.mu.Unlock()
	out, h.to = h.to, nil
	return out
}

// wait waits until so many connections were heard.
func (h *hearing) wait(n int) (out []string) {
	for range 200 {
		if out = append(out, h.taken()...); len(out) >= n {
			break
		}
	}
	return out
}

// hexName is a name that the resolver has resolve to an address.
func hexName(addr netip.Addr) string { return fmt.Sprintf("x%x.tricks.example.org", addr.AsSlice()) }

// startResolver starts DNS over HTTP on loopback, as an operator would set it:
// hexName's names, r0, r1, … at the public address, rebind there at the first
// question only; every other name is this machine.
func startResolver(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	asked := map[string]bool{}
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		m := new(dns.Msg)
		if err != nil || m.Unpack(body) != nil || len(m.Question) != 1 {
			http.Error(w, "expected a question", http.StatusBadRequest)
			return
		}
		m.Response = true
		q := m.Question[0]
		addr := netip.MustParseAddr("127.0.0.1")
		mu.Lock()
		again := asked[q.String()]
		asked[q.String()] = true
		mu.Unlock()
		var raw []byte
		switch name := strings.TrimSuffix(q.Name, ".tricks.example.org."); {
		case strings.HasPrefix(name, "r") && name != "rebind", name == "rebind" && !again:
			addr = netip.MustParseAddr(public)
		case regexp.MustCompile(`^x[0-9a-f]+$`).MatchString(name):
			fmt.Sscanf(name[1:], "%x", &raw)
			addr, _ = netip.AddrFromSlice(raw)
		}
		h := dns.RR_Header{Name: q.Name, Rrtype: q.Qtype, Class: dns.ClassINET, Ttl: 60}
		switch {
		case addr.Is4() && q.Qtype == dns.TypeA:
			m.Answer = append(m.Answer, &dns.A{Hdr: h, A: addr.AsSlice()})
		case addr.Is6() && q.Qtype == dns.TypeAAAA:
			m.Answer = append(m.Answer, &dns.AAAA{Hdr: h, AAAA: addr.AsSlice()})
		}
		wire, err := m.Pack()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/dns-message")
		w.Write(wire)
	})}
	go srv.Serve(ln)
	t.Cleanup(func() { srv.Close() })
	return "http://" + ln.Addr().String() + "/dns-query"
}

// startNative runs the program as an operator would and returns its address.
func startNative(t *testing.T, program, resolver string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "-listen", "127.0.0.1:0", "-resolver", resolver, "-ct", "", "-rdap", resolver, "-limit", "0")
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		var exit *exec.ExitError
		if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
			t.Error(err)
		}
	})
	line, err := bufio.NewReader(pipe).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, pipe)
	return regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(line)
}
