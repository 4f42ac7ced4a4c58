package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

func flagName(s setting) string { return "-" + s.flag }

func TestUnderstand(t *testing.T) {
	const resolver, rows, clock = "https://dns.example.org/dns-query", "63.211.0.0/16,US,US,3356,Level 3\n", "2007-01-09T10:00:00Z"
	with := func(resolver, rows, clock string) func(setting) string {
		return func(s setting) string {
			switch s {
			case resolverSetting:
				return resolver
			case placeSetting:
				return rows
			case clockSetting:
				return clock
			}
			return s.standard
		}
	}
	for _, c := range []struct{ name, resolver, rows, clock, want string }{
		{"all", resolver, rows, clock, ""},
		{"least", resolver, "", "", ""},
		{"loopback", "http://127.0.0.1:53/dns-query", "", "", ""},
		{"private", "http://10.0.0.1/dns-query", "", "", ""},
		{"single label", "http://dnsdist:8053/dns-query", "", "", ""},
		{"with a query", "https://dns.example.org/dns-query?profile=a", "", "", ""},
		{"cleartext", "http://dns.example.org/dns-query", "", "", "-resolver: expected https"},
		{"no resolver", "", "", "", "-resolver: expected a URL"},
		{"a port that is none", "https://dns.example.org:99999/", "", "", "-resolver: expected a port from 1 to 65535"},
		{"name only", "dns.example.org", "", "", "-resolver: expected a URL"},
		{"another scheme", "tls://dns.example.org", "", "", "-resolver: expected a URL"},
		{"user", "https://me@dns.example.org/", "", "", "-resolver: expected a URL without user name"},
		{"bad rows", resolver, "63.211.0.0/16,USA\n", "", "-place: "},
		{"many bad rows", resolver, strings.Repeat("x\n", 1000), "", "line 10: \"x\": want an address or a prefix\nand 990 more"},
		{"bad clock", resolver, "", "yesterday", "-clock: expected a time such as"},
		{"two mistakes", "", "", "yesterday", "-clock: expected a time such as"},
	} {
		_, err := understand(flagName, with(c.resolver, c.rows, c.clock))
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	s, err := understand(flagName, with(resolver, rows, clock))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.now(), time.Date(2007, 1, 9, 10, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("clock: got %v, want %v", got, want)
	}
}

// What is no certificate is no authority.
func TestRoots(t *testing.T) {
	for text, want := range map[string]string{"": "", "not PEM": "-roots: expected certificates in PEM"} {
		_, err := understand(flagName, func(s setting) string {
			if s == rootsSetting {
				return text
			}
			return s.standard
		})
		if got := fmt.Sprint(err); (err != nil || want != "") && got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// A lab is on this machine, at a port.
func TestCarryAddress(t *testing.T) {
	for text, ok := range map[string]bool{"": true, "127.0.0.1:8053": true, "[::1]:8053": true, "127.0.0.1:0": false, "127.0.0.1": false, "localhost:8053": false, "10.0.0.1:8053": false, "63.211.10.1:443": false} {
		_, err := understand(flagName, func(s setting) string {
			if s == carrySetting {
				return text
			}
			return s.standard
		})
		if want := `-carry: expected a loopback address such as 127.0.0.1:8053, not "` + text + `"`; (err == nil) != ok || !ok && err.Error() != want {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

// wrangler.jsonc names every setting with its standard value, doc.go explains
// every one.
func TestDocumented(t *testing.T) {
	config, err := os.ReadFile("wrangler.jsonc")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range allSettings {
		if want := fmt.Sprintf("%q: %q", s.variable, s.standard); !strings.Contains(string(config), want) {
			t.Errorf("wrangler.jsonc does not say %s", want)
		}
		if !regexp.MustCompile(`(?m)^//\t-` + s.flag + ` +` + s.variable + ` `).Match(doc) {
			t.Errorf("doc.go does not explain -%s and %s", s.flag, s.variable)
		}
	}
}

// A failure to load the tables is not kept, and a bad table is an error.
func TestPlaces(t *testing.T) {
	s, err := understand(flagName, func(s setting) string { return s.standard })
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	places := s.places(func(context.Context) (string, error) {
		calls++
		if calls == 1 {
			return "", errors.New("not now")
		}
		return "not a table", nil
	})
	for range 2 {
		if p, err := places(context.Background()); err == nil {
			t.Errorf("got %v", p)
		}
	}
	if calls != 2 {
		t.Errorf("loaded %d times, want 2", calls)
	}
}
