package lab

import (
	"embed"
	"fmt"
	"net/netip"
	"path"
	"slices"
	"strings"
	"time"
)

// entry is what hosts.txt says of a host. A line is a host, then settings that
// are separated by " | " and begin with their name:
//
//	names NAME, NAME      subject alternative names; the host's own otherwise, or "none"
//	organisation TEXT     the subject's
//	issuer TEXT           an intermediate of that organisation, "self", "stranger" or "stale"
//	from, to DATE         the certificate's validity
//	key KIND              rsa-1024, sha1 (what signs) or garbage (no certificate at all)
//	use client            a certificate that is not for servers
//	tls VERSION           the only version spoken: 1.0 or 1.1
//	handshake FAULT       hang, cut, refuse, garbage or ssl3
//	at ADDRESS            the only one of its addresses where it answers
//	connect FAULT         hang, or platform: as Cloudflare refuses its own addresses
//	schemes SCHEME        the only scheme spoken
//	http FAULT            timeout, truncated, malformed, huge, slow, interim or endless
//	redirect URL          every request is redirected there
//	header NAME: VALUE    a field of every answer; [tab] is one, [byte] is no text
//
// A host beginning with "*." stands for the certificate of all names below it,
// and is no host.
type entry struct {
	names                []string
	organisation, issuer string
	from, to             time.Time
	key, use             string
	tls, handshake       string
	at                   netip.Addr
	connect, scheme      string
	http, redirect       string
	headers              [][2]string
}

// settings of an entry that name one of several things.
var choices = map[string][]string{
	"key":       {"rsa-1024", "sha1", "garbage"},
	"use":       {"client"},
	"tls":       {"1.0", "1.1"},
	"handshake": {"hang", "cut", "refuse", "garbage", "ssl3"},
	"connect":   {"hang", "platform"},
	"schemes":   {"http", "https"},
	"http":      {"timeout", "truncated", "malformed", "huge", "slow", "interim", "endless"},
}

// loadHosts reads the hosts.txt of every folder.
func loadHosts(fsys embed.FS, dirs ...string) (map[string]*entry, error) {
	out := map[string]*entry{}
	for _, dir := range dirs {
		name := path.Join(dir, "hosts.txt")
		text, err := fsys.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("lab: %w", err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			host, rest, _ := strings.Cut(line, " ")
			e, err := parseEntry(strings.TrimSpace(rest))
			if err != nil {
				return nil, fmt.Errorf("lab: %s:%d: %w", name, i+1, err)
			}
			out[host] = e
		}
	}
	return out, nil
}

// parseEntry reads the settings of a line.
func parseEntry(text string) (*entry, error) {
	e := &entry{from: validFrom, to: validTo}
	for setting := range strings.SplitSeq(text, " | ") {
		key, value, _ := strings.Cut(strings.TrimSpace(setting), " ")
		if allowed, ok := choices[key]; ok && !slices.Contains(allowed, value) {
			return nil, fmt.Errorf("%s %q: expected one of %s", key, value, strings.Join(allowed, ", "))
		}
		var err error
		switch key {
		case "names":
			e.names = strings.Split(value, ", ")
			if value == "none" {
				e.names = []string{}
			}
		case "organisation":
			e.organisation = value
		case "issuer":
			e.issuer = value
		case "from":
			e.from, err = time.Parse(time.DateOnly, value)
		case "to":
			e.to, err = time.Parse(time.DateOnly, value)
		case "key":
			e.key = value
		case "use":
			e.use = value
		case "tls":
			e.tls = value
		case "handshake":
			e.handshake = value
		case "at":
			e.at, err = netip.ParseAddr(value)
		case "connect":
			e.connect = value
		case "schemes":
			e.scheme = value
		case "http":
			e.http = value
		case "redirect":
			e.redirect = value
		case "header":
			name, content, ok := strings.Cut(value, ": ")
			if !ok {
				return nil, fmt.Errorf("header %q: expected NAME: VALUE", value)
			}
			e.headers = append(e.headers, [2]string{name, strings.NewReplacer("[tab]", "\t", "[byte]", "\xff").Replace(content)})
		default:
			return nil, fmt.Errorf("%q is no setting", key)
		}
		if err != nil {
			return nil, err
		}
	}
	return e, nil
}

// certificateOf returns the entry that says what a host's certificate is, and
// the name that it is kept under.
func (l *Lab) certificateOf(host string) (string, *entry) {
	for name := host; ; {
		if e := l.hosts[name]; e != nil {
			return name, e
		}
		_, parent, ok := strings.Cut(strings.TrimPrefix(name, "*."), ".")
		if !ok {
			return host, &entry{from: validFrom, to: validTo}
		}
		name = "*." + parent
	}
}

// speaks reports whether the entry's host answers over a scheme.
func (e *entry) speaks(scheme string) bool { return e.scheme == "" || e.scheme == scheme }
