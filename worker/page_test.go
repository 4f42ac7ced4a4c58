//go:build !js

package main

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
	"github.com/formtrace/formtrace/worker/lookup"
)

// The page in a real browser, with a worker in the lab behind it: readable in
// both colour schemes and at 320 pixels, usable by keyboard, without a complaint
// of axe or of the console. FORMTRACE_PICTURES names a folder for screenshots.
func TestPageInBrowser(t *testing.T) {
	browser, err := bring.Browser(t.Context(), testLog{t})
	bring.Require(t, "a browser", err)
	bring.Require(t, "puppeteer and axe (npm packages)", bring.Packages(t.Context(), ".", testLog{t}))
	l, err := lab.Start(lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s, err := understand(flagName, inLab(l))
	if err != nil {
		t.Fatal(err)
	}
	handler, err := s.handler(context.Background(), true)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	sample, err := everySection().JSON()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"--no-proxy-server", "--no-first-run", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-gpu",
		"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"}
	if os.Geteuid() == 0 { // Chromium's sandbox refuses to run as root
		args = append(args, "--no-sandbox")
	}
	input, err := json.Marshal(map[string]any{
		"browser": browser, "args": args, "url": server.URL + "/", "host": "mi5.h0st.biz", "sample": string(sample), "pictures": os.Getenv("FORMTRACE_PICTURES"),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "testdata/page.mjs", string(input))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("page.mjs: %v\n%s", err, stderr.String())
	}
	var wrong []string
	if err := json.Unmarshal(out, &wrong); err != nil {
		t.Fatalf("page.mjs printed %s: %v", out, err)
	}
	for _, w := range wrong {
		t.Error(w)
	}
}

// everySection is a dossier with something in every section.
func everySection() *lookup.Dossier {
	s := lookup.Section{Source: "a test", AsOf: "2007-01-12T15:00:00Z", TTL: 300}
	failed := s
	failed.Error = "the host did not answer in time"
	return &lookup.Dossier{
		Host: "collect.example.org", AsOf: s.AsOf,
		DNS: &lookup.DNS{Section: s, Status: lookup.Found, Addresses: []string{"63.211.10.1", "2001:4860:4860::8888"}, Aliases: []string{"a-rather-long-name-of-a-content-delivery-network.customers.example.net"},
			Scope: "public", NameServers: []string{"ns1.example.net", "ns2.example.net"}, MX: []lookup.Exchange{{Preference: 10, Host: "mx.example.net"}},
			CAA: []lookup.Issuance{{Tag: "issue", Value: "ca.example.net"}}, Pointers: []lookup.Pointer{{Address: "63.211.10.1", Names: []string{"host.example.net"}}}, DNSSEC: lookup.NotValidated},
		Hosting: &lookup.Hosting{Section: s, Addresses: []lookup.Address{{Address: "63.211.10.1", Network: "63.211.0.0/16", ASN: 3356, ASName: "Level 3",
			Country: "US", RegisteredCountry: "US", ASCountry: "US", Confidence: "agreed", Scope: "public", Reverse: "host.example.net"}}},
		Registration: &lookup.Registration{Section: s, Domain: "example.org", Created: "2006-12-30T00:00:00Z", Expires: "2007-12-30", Registrar: "<i>Registrar</i> Ltd",
			Organisation: "Example Organisation", Country: "GB", Countries: []string{"GB", "US"}, NameServers: []string{"ns1.example.net"}, Status: []string{"client transfer prohibited"},
			Inconsistencies: []string{"the registrant's country is GB, the technical contact's US"}},
		Certificate: &lookup.Certificate{Section: s, Names: []string{"*.example.org", "example.org"}, Wildcard: true, Issuer: "Example CA", Chain: []string{"Example CA"},
			NotBefore: "2007-01-01T00:00:00Z", NotAfter: "2008-01-01T00:00:00Z", Key: "RSA 2048", Protocol: "TLS 1.2", Reason: "it is signed by an authority that is not known"},
		HTTP: &lookup.HTTP{Section: failed, Status: 200, Server: "Apache/2.0.52", PoweredBy: "PHP/4.3.9", Hops: []lookup.Hop{{Scheme: "http", Host: "collect.example.org", Address: "63.211.10.1", Country: "US", Status: 301}}},
		Mail: &lookup.Mail{Section: s, Domain: "example.org", Operators: []string{"example.net"}, SPF: "v=spf1 ip4:63.211.0.0/16 -all", SPFAll: "fail", DMARC: "none",
			From: &lookup.Sender{Domain: "www.example.com", SPF: "fail", DMARC: "reject", Honest: "no"}},
	}
}
