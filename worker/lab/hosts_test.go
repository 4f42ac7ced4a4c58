package lab

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// Every line of hosts.txt is understood, and what is not is said.
func TestHosts(t *testing.T) {
	l := start(t, Options{})
	if n := len(l.hosts); n < 40 {
		t.Errorf("only %d hosts", n)
	}
	for line, want := range map[string]string{
		"key rsa-512":              `key "rsa-512": expected one of rsa-1024, sha1, garbage`,
		"nonsense":                 `"nonsense" is no setting`,
		"from yesterday":           "parsing time",
		"header X":                 `header "X": expected NAME: VALUE`,
		"tls 1.0 | handshake nope": `handshake "nope": expected one of`,
		"at here":                  "ParseAddr",
	} {
		if _, err := parseEntry(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", line, err, want)
		}
	}
}

// Somebody listens only where a host of the lab is, on the ports of its schemes.
func TestConnect(t *testing.T) {
	l := start(t, Options{})
	for _, c := range []struct {
		state, to string
		want      error
	}{
		{StateA, "63.211.10.1:80", nil}, // pmv2.co.uk has no https
		{StateA, "63.211.10.1:443", errNobody},
		{StateA, "195.68.228.53:443", errNobody}, // mi5.h0st.biz is of state B, and https only
		{StateB, "195.68.228.53:443", nil},
		{StateB, "195.68.228.53:80", errNobody},
		{StateA, "195.172.99.1:443", nil}, // the test sites
		{StateA, "63.211.99.20:443", nil},
		{StateA, "63.211.99.20:8080", errNobody},
		{StateA, "63.211.99.21:443", errEdge},
		{StateA, "63.211.99.22:443", errNobody}, // second.tls.example.net is only at its other address
		{StateA, "63.211.99.24:443", nil},
		{StateA, "8.8.8.8:443", errNobody},
		{StateA, "[2001:4860:4860::8844]:443", errNobody},
	} {
		if err := l.SetState(c.state); err != nil {
			t.Fatal(err)
		}
		conn, err := l.Connect(context.Background(), netip.MustParseAddrPort(c.to))
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("state %s, %s: got %v, want %v", c.state, c.to, err, c.want)
		}
		if conn != nil {
			conn.Close()
		}
	}
	// An address that hangs does so until the asker has enough.
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	if conn, err := l.Connect(ctx, netip.MustParseAddrPort("63.211.99.23:443")); err == nil || time.Since(began) < 40*time.Millisecond {
		t.Errorf("63.211.99.23:443: %v, %v after %v", conn, err, time.Since(began))
	}
}

func TestCT(t *testing.T) {
	l := start(t, Options{})
	for _, c := range []struct {
		query string
		want  int
	}{
		{"?q=edge.tls.example.net&output=json", 4}, {"?q=WWW.example.net&output=json", 1}, {"?q=*.tls.example.net&output=json", 1}, {"?q=nobody.example.net&output=json", 0},
	} {
		res, err := http.Get(l.CT + c.query)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		var found []struct {
			Issuer string `json:"issuer_name"`
		}
		if err != nil || json.Unmarshal(body, &found) != nil || len(found) != c.want {
			t.Errorf("%s: got %s, want %d certificates", c.query, body, c.want)
		}
	}
	if res, err := http.Get(l.CT + "?q=x"); err != nil || res.StatusCode != http.StatusBadRequest {
		t.Errorf("without output=json: %v %v", res, err)
	}
}
