package e2e

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/formtrace/formtrace/rules/host"
)

// The network layer stops cleartext for public hosts, and for no other: its
// rules, as Chromium applies them, agree with rules/host on every name and
// address here.
func TestNetworkHosts(t *testing.T) {
	s := setUp(t)
	hosts := []string{
		"example.com", "www.example.co.uk", "a.b.c.example", "xn--bcher-kva.example", "localhost.example.com", "local.example.com", "10.example.com",
		"localhost", "app.localhost", "printer", "nas", "a", "xn--bcher-kva", "wiki.internal", "printer.local", "router.home.arpa", "arpa", "1.0.0.10.in-addr.arpa",
		"x.lan", "x.home", "x.corp", "x.intranet", "x.private", "x.localdomain", "x.test", "x.invalid", "x.alt", "duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion",
		"localx", "x.locals", "internal.com", "example.com.", "printer.", "printer.local.",
		"0.0.0.0", "9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0", "100.63.255.255", "100.64.0.0", "100.99.1.1", "100.127.255.255", "100.128.0.0",
		"126.255.255.255", "127.0.0.1", "127.255.255.255", "128.0.0.0", "169.253.1.1", "169.254.169.254", "172.15.255.255", "172.16.0.0", "172.29.1.1", "172.31.255.255", "172.32.0.0",
		"192.0.0.1", "192.0.1.1", "192.0.2.1", "192.167.1.1", "192.168.0.1", "192.169.0.1", "198.17.1.1", "198.18.0.1", "198.19.255.255", "198.20.0.1", "203.0.113.1", "8.8.8.8",
		"[::]", "[::1]", "[::2]", "[1::1]", "[fc00::1]", "[fdff:1::]", "[fe00::1]", "[fe80::1]", "[febf::1]", "[fec0::1]", "[fb00::1]", "[2001:db8::1]", "[2606:4700::1111]",
		"[64:ff9b:1::1]", "[64:ff9b::808:808]", "[::ffff:a00:1]", "[::ffff:aff:1]", "[::ffff:b00:1]", "[::ffff:7f00:1]", "[::ffff:0:1]", "[::ffff:ff:1]", "[::ffff:100:1]",
		"[::ffff:c0a8:1]", "[::ffff:c0a9:1]", "[::ffff:ac10:1]", "[::ffff:ac20:1]", "[::ffff:a9fe:1]", "[::ffff:6440:1]", "[::ffff:6480:1]", "[::ffff:c612:1]", "[::ffff:c614:1]",
		"[::ffff:c000:1]", "[::ffff:c000:101]", "[::ffff:808:808]",
	}
	stopped, allowed := 0, 0
	for _, name := range hosts {
		for _, c := range []struct{ before, after string }{{"http://", "/path?query=1#part"}, {"http://", ":8080/"}, {"http://10.0.0.1:80@", "/"}} {
			url := c.before + name + c.after
			public := host.NetworkOf(name) == host.Public
			// In an address with a user's name in it, only what is told by its domain is taken for private.
			if c.before != "http://" && !public {
				continue
			}
			if got := stops(t, s.with, url, "post", "main_frame"); got != public {
				t.Errorf("%s is stopped: %v, want %v", url, got, public)
			}
			if public {
				stopped++
			} else {
				allowed++
			}
		}
	}
	if stopped < 50 || allowed < 50 {
		t.Errorf("%d stopped and %d allowed: the test does not see what it should", stopped, allowed)
	}
	for _, c := range []struct {
		url, method, kind string
		want              bool
	}{
		{"http://example.com/", "post", "sub_frame", true},
		{"http://example.com/", "post", "object", true},
		{"http://example.com/", "get", "main_frame", false},
		{"http://example.com/", "post", "xmlhttprequest", false},
		{"https://example.com/", "post", "main_frame", false},
		{"https://dangerous.example/", "post", "main_frame", true},
		{"https://forms.dangerous.example/", "post", "sub_frame", true},
		{"https://danger.example/", "post", "main_frame", false},
		{"https://dangerous.example/", "get", "main_frame", false},
	} {
		if got := stops(t, s.with, c.url, c.method, c.kind); got != c.want {
			t.Errorf("%+v is stopped: %v, want %v", c, got, c.want)
		}
	}
}

// stops asks Chromium itself what the rules do to a request.
func stops(t *testing.T, b *Browser, url, method, kind string) bool {
	t.Helper()
	request, err := json.Marshal(map[string]string{"url": url, "method": method, "type": kind})
	if err != nil {
		t.Fatal(err)
	}
	var matched []struct {
		RuleID    int
		RulesetID string
	}
	if err := b.Background(t.Context(), fmt.Sprintf(`chrome.declarativeNetRequest.testMatchOutcome(%s).then(({ matchedRules }) => matchedRules)`, request), &matched); err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	if len(matched) > 1 {
		t.Fatalf("%s: %d rules apply", url, len(matched))
	}
	return len(matched) == 1 && matched[0].RuleID == 1 // both redirect to the stopped page
}
