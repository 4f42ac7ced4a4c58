//go:build !js

package lookup

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
	"github.com/miekg/dns"
)

// signedZone is the zone that the test signs.
const signedZone = "signed.example.org."

// zoneFiles returns the lab's zone files by origin, and every name in them that
// does not fail on purpose; in the place of a wildcard stands a name below it.
func zoneFiles(t *testing.T) (files map[string]string, names []string) {
	t.Helper()
	paths, err := filepath.Glob("../lab/data/*/*.zone")
	if err != nil || len(paths) < 10 {
		t.Fatalf("%d zone files, %v", len(paths), err)
	}
	files = map[string]string{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		origin := ""
		p := dns.NewZoneParser(bytes.NewReader(text), "", path)
		for rr, ok := p.Next(); ok; rr, ok = p.Next() {
			name := dns.CanonicalName(rr.Header().Name)
			if rr.Header().Rrtype == dns.TypeSOA {
				origin = name
			}
			if name = strings.TrimSuffix(strings.Replace(name, "*", "wild", 1), "."); name != "" && !fails(name) {
				names = append(names, name)
			}
		}
		if err := p.Err(); err != nil || origin == "" {
			t.Fatalf("%s: origin %q, %v", path, origin, err)
		}
		files[origin] = string(text)
	}
	slices.Sort(names)
	return files, slices.Compact(names)
}

// fails reports whether the lab's DNS fails on purpose for a name, or for one that
// its SPF record names.
func fails(name string) bool {
	return strings.HasSuffix(name, ".faults.example.net") || name == "failing.spf.example.net"
}

// startDNS starts three servers that nobody here wrote and returns the address of
// the last: BIND with the lab's zones, one of which it has signed; BIND as the
// resolver that asks it and validates; dnsdist, which speaks DNS over HTTPS.
func startDNS(t *testing.T, files map[string]string) (doh string) {
	t.Helper()
	err := bring.Debian(t.Context(), t.Output(), "bind9", "bind9-utils", "dnsdist")
	bring.Require(t, "BIND and dnsdist", err)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var zones strings.Builder
	for origin, text := range files {
		name := strings.TrimSuffix(origin, ".") + ".zone"
		write(name, text)
		if origin == signedZone {
			name += ".signed"
		}
		fmt.Fprintf(&zones, "zone %q { type primary; file %q; };\n", origin, name)
	}
	anchor := sign(t, dir)
	authority, resolver, front, local := freePort(t), freePort(t), freePort(t), freePort(t)
	const options = `options {
	directory %q; pid-file none; session-keyfile none; lock-file none;
	listen-on port %s { 127.0.0.1; }; listen-on-v6 { none; };
	empty-zones-enable no; notify no; max-cache-size 16M; %s
};
controls { };
`
	run(t, dir, "named", "-g", "-n", "1", "-c", write("authority.conf",
		fmt.Sprintf(options, dir, authority, "recursion no; dnssec-validation no;")+zones.String()))
	run(t, dir, "named", "-g", "-n", "1", "-c", write("resolver.conf",
		fmt.Sprintf(options, dir, resolver, "forward only; forwarders { 127.0.0.1 port "+authority+"; }; dnssec-validation yes;")+
			"trust-anchors { "+anchor+" };\n"))
	run(t, dir, "dnsdist", "--supervised", "--disable-syslog", "-C", write("dnsdist.conf", fmt.Sprintf(
		"setLocal('127.0.0.1:%s')\naddDOHLocal('127.0.0.1:%s', nil, nil, '/dns-query')\nnewServer({address='127.0.0.1:%s'})\nsetSecurityPollSuffix('')\n",
		local, front, resolver)))
	return "http://127.0.0.1:" + front + "/dns-query"
}

// sign signs the zone with BIND's tools and returns its trust anchor.
func sign(t *testing.T, dir string) string {
	t.Helper()
	tool := func(name string, args ...string) string {
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	key := tool("dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-f", "KSK", signedZone)
	tool("dnssec-signzone", "-q", "-S", "-z", "-o", signedZone, strings.TrimSuffix(signedZone, ".")+".zone")
	text, err := os.ReadFile(filepath.Join(dir, key+".key"))
	if err != nil {
		t.Fatal(err)
	}
	for rr := range strings.Lines(string(text)) {
		parsed, err := dns.NewRR(rr)
		if k, ok := parsed.(*dns.DNSKEY); err == nil && ok {
			return fmt.Sprintf("%q static-key %d %d %d %q;", signedZone, k.Flags, k.Protocol, k.Algorithm, k.PublicKey)
		}
	}
	t.Fatal("dnssec-keygen made no key")
	return ""
}

// freePort returns a port of loopback that nobody has, neither by TCP nor by UDP.
func freePort(t *testing.T) string {
	t.Helper()
	for range 20 {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		pc, err := net.ListenPacket("udp", ln.Addr().String())
		ln.Close()
		if err != nil {
			continue
		}
		pc.Close()
		_, port, _ := net.SplitHostPort(ln.Addr().String())
		return port
	}
	t.Fatal("no port that is free for both UDP and TCP")
	return ""
}

// run runs a server until the test ends; what it said is shown if that failed.
func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	var said output
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Logf("%s:\n%s", name, said.last(3000))
		}
	})
}

// output keeps what a program says.
type output struct {
	sync.Mutex
	bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.Lock()
	defer o.Unlock()
	return o.Buffer.Write(p)
}

func (o *output) last(n int) string {
	o.Lock()
	defer o.Unlock()
	s := o.String()
	return s[max(0, len(s)-n):]
}

// TestAgainstBIND: the sections are the same whether the lab answers or BIND,
// from the same zone files, for every name in them.
func TestAgainstBIND(t *testing.T) {
	files, names := zoneFiles(t)
	if len(names) < 60 {
		t.Fatalf("only %d names", len(names))
	}
	real, ours := labService(t, lab.Options{}), labService(t, lab.Options{})
	real.Resolver = &Resolver{URL: startDNS(t, files), Client: http.DefaultClient}
	ready := time.Now().Add(20 * time.Second)
	for {
		d := real.Dossier(t.Context(), Query{Host: "www." + strings.TrimSuffix(signedZone, "."), Sections: []string{"dns"}}).DNS
		if d.Error == "" && d.Status == Found {
			break
		} else if time.Now().After(ready) {
			t.Fatalf("the servers do not answer: %+v", d)
		}
		time.Sleep(100 * time.Millisecond)
	}
	validated, senders := 0, 0
	compare := func(q Query) {
		got, want := real.Dossier(context.Background(), q), ours.Dossier(context.Background(), q)
		for i, s := range got.Sections() { // a resolver that keeps answers counts down
			ttl := &s.Common.TTL
			if wanted := want.Sections()[i].Common.TTL; *ttl <= wanted && wanted <= *ttl+30 {
				*ttl = wanted
			}
		}
		if got, want := text(t, got), text(t, want); got != want {
			t.Errorf("%s from %q:\nBIND %slab  %s", q.Host, q.From, got, want)
		}
		if want.DNS != nil && got.DNS.DNSSEC == Validated {
			validated++
		}
		if got.Mail != nil && got.Mail.From != nil && got.Mail.From.SPF != "none" {
			senders++
		}
	}
	for _, name := range names {
		compare(Query{Host: name, Sections: []string{"dns", "mail"}})
		compare(Query{Host: "dual.example.org", Sections: []string{"mail"}, From: name})
	}
	if validated < 3 || senders < 10 {
		t.Errorf("only %d validated answers, and %d SPF results", validated, senders)
	}
	t.Logf("%d names, %d of them validated; %d with an SPF result", len(names), validated, senders)
}
