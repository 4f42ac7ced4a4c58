package channel_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/formtrace/formtrace/rules/channel"
	"github.com/formtrace/formtrace/rules/rule"
)

// compile makes a bundle.
func compile(t testing.TB, id string, version int, expires string) []byte {
	t.Helper()
	data, err := rule.Compile(fstest.MapFS{
		"channel.yaml":                 {Data: fmt.Appendf(nil, "kind: channel\nid: %s\nversion: %d\nissued: 2026-01-01\nexpires: %s\n", id, version, expires)},
		"jurisdictions/countries.yaml": {Data: []byte("kind: countries\nsource: own\ncountries: {GB: United Kingdom}\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func key(t testing.TB) *channel.Key {
	t.Helper()
	k, err := channel.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// private is a key as the standard library has it.
func private(t testing.TB, k *channel.Key) ed25519.PrivateKey {
	t.Helper()
	text, err := k.MarshalPEM()
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	own, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return own.(ed25519.PrivateKey)
}

func listed(k *channel.Key) channel.Listed {
	return channel.Listed{Channel: "own", Key: k.Public(), From: "2026-01-01T00:00:00Z", Until: "2027-01-01T00:00:00Z"}
}

func list(version int, keys ...channel.Listed) *channel.Keys {
	return &channel.Keys{Version: version, Issued: "2026-01-01T00:00:00Z", Keys: keys}
}

var today = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// client is one that has version 2 of a bundle.
func client(t testing.TB, root, signer *channel.Key, at time.Time) *channel.Client {
	t.Helper()
	c := &channel.Client{Root: root.Public(), Channel: "own", Now: func() time.Time { return at }}
	data, sig, err := channel.SignKeys(root, list(1, listed(signer)))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.OfferKeys(data, sig); err != nil {
		t.Fatal(err)
	}
	b := compile(t, "own", 2, "2027-01-01")
	c.Now = func() time.Time { return today }
	if err := c.Offer(b, channel.Sign(signer, b)); err != nil {
		t.Fatal(err)
	}
	c.Now = func() time.Time { return at }
	return c
}

// TestTooLarge: what is larger than any bundle is not even looked at.
func TestTooLarge(t *testing.T) {
	root, signer := key(t), key(t)
	c := client(t, root, signer, today)
	data := make([]byte, channel.MaxBundle+1)
	var r *channel.Refusal
	if err := c.Offer(data, channel.Sign(signer, data)); !errors.As(err, &r) || r.Reason != channel.TooLarge || c.Installed.Version() != 2 {
		t.Errorf("got %v, want a refusal for its size", err)
	}
}

// TestStale: what is installed and expires goes on, and says so.
func TestStale(t *testing.T) {
	root, signer := key(t), key(t)
	if c := client(t, root, signer, today); c.Stale() {
		t.Error("a bundle before its day is stale")
	}
	if c := client(t, root, signer, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)); !c.Stale() || c.Installed == nil {
		t.Error("a bundle past its day is not stale, or is gone")
	}
}

// TestExpired: a bundle is good until its last second, and never from then on.
func TestExpired(t *testing.T) {
	root, signer := key(t), key(t)
	until := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	data := compile(t, "own", 3, "2026-12-01")
	var r *channel.Refusal
	if err := client(t, root, signer, until).Offer(data, channel.Sign(signer, data)); !errors.As(err, &r) || r.Reason != channel.Expired {
		t.Errorf("at its last moment: got %v, want a refusal", err)
	}
	if err := client(t, root, signer, until.Add(-time.Second)).Offer(data, channel.Sign(signer, data)); err != nil {
		t.Errorf("a second before: %v", err)
	}
}

// TestPurposes: what a signature is over, written down once more: browsers check
// the same, and no signature serves for another thing.
func TestPurposes(t *testing.T) {
	k := key(t)
	data := compile(t, "own", 3, "2026-12-01")
	keys, sig, err := channel.SignKeys(k, list(1, listed(k)))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		purpose string
		data    []byte
		sig     *channel.Signed
	}{{"formtrace bundle 1\n", data, channel.Sign(k, data)}, {"formtrace keys 1\n", keys, sig}} {
		raw, err := base64.StdEncoding.DecodeString(x.sig.Signature)
		if err != nil || !ed25519.Verify(ed25519.PublicKey(k.Public()), append([]byte(x.purpose), x.data...), raw) {
			t.Errorf("%q: not signed with this before it (%v)", x.purpose, err)
		}
	}
	if _, err := channel.OpenKeys(k.Public(), keys, channel.Sign(k, keys)); err == nil {
		t.Error("a bundle's signature is taken for a list's")
	}
}

// TestKeys: lists of keys are believed only from the root key, and never older.
func TestKeys(t *testing.T) {
	root, signer := key(t), key(t)
	c := client(t, root, signer, today)
	offer := func(by *channel.Key, l *channel.Keys, change func([]byte) []byte) error {
		data, sig, err := channel.SignKeys(by, l)
		if err != nil {
			t.Fatal(err)
		}
		return c.OfferKeys(change(data), sig)
	}
	same := func(b []byte) []byte { return b }
	for _, x := range []struct {
		name string
		err  error
		want channel.Reason
	}{
		{"by another key", offer(signer, list(2, listed(signer)), same), channel.BadSignature},
		{"changed", offer(root, list(2, listed(signer)), func(b []byte) []byte { return bytes.Replace(b, []byte("2027"), []byte("2037"), 1) }), channel.BadSignature},
		{"with a field that nobody knows", func() error {
			data := []byte(`{"version":2,"issued":"2026-01-01T00:00:00Z","keys":[],"revoked":[],"except":["all"]}`)
			signature := ed25519.Sign(private(t, root), append([]byte("formtrace keys 1\n"), data...))
			return c.OfferKeys(data, &channel.Signed{Key: root.Public().ID(), Signature: base64.StdEncoding.EncodeToString(signature)})
		}(), channel.Damaged},
		{"too large", c.OfferKeys(make([]byte, 2<<20), &channel.Signed{}), channel.TooLarge},
	} {
		var r *channel.Refusal
		if !errors.As(x.err, &r) || r.Reason != x.want {
			t.Errorf("%s: got %v, want %s", x.name, x.err, x.want)
		}
	}
	if err := offer(root, list(3, listed(signer)), same); err != nil {
		t.Fatal(err)
	}
	if err := offer(root, list(3, listed(signer)), same); err != nil {
		t.Errorf("the same list again: %v", err)
	}
	var r *channel.Refusal
	if err := offer(root, list(2, listed(signer)), same); !errors.As(err, &r) || r.Reason != channel.Older {
		t.Errorf("an older list: %v", err)
	}
	for _, x := range []struct {
		name string
		list *channel.Keys
		want string
	}{
		{"no version", list(0), "version: 0"},
		{"no time", &channel.Keys{Version: 1, Issued: "now"}, "issued: \"now\""},
		{"a channel's name", list(1, channel.Listed{Channel: "A b", Key: signer.Public(), From: "2026-01-01T00:00:00Z", Until: "2027-01-01T00:00:00Z"}), `channel: "A b"`},
		{"times", list(1, channel.Listed{Channel: "a", Key: signer.Public(), From: "2027-01-01T00:00:00Z", Until: "2026-01-01T00:00:00Z"}), "the second after the first"},
		{"no key", list(1, channel.Listed{Channel: "a", From: "2026-01-01T00:00:00Z", Until: "2027-01-01T00:00:00Z"}), "key: expected 32 bytes"},
		{"a scope", list(1, channel.Listed{Channel: "a", Key: signer.Public(), From: "2026-01-01T00:00:00Z", Until: "2027-01-01T00:00:00Z", Scope: &channel.Scope{Domains: []string{"co.uk"}}}), `"co.uk" is not a registrable domain`},
	} {
		if _, _, err := channel.SignKeys(root, x.list); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: got %v, want %s", x.name, err, x.want)
		}
	}
}

// TestKeyFiles: keys survive being written, and other files are not taken for keys.
func TestKeyFiles(t *testing.T) {
	k := key(t)
	text, err := k.MarshalPEM()
	if err != nil {
		t.Fatal(err)
	}
	again, err := channel.ParseKey(text)
	if err != nil || again.Public().String() != k.Public().String() {
		t.Errorf("%v", err)
	}
	var p channel.PublicKey
	if data, err := json.Marshal(k.Public()); err != nil || json.Unmarshal(data, &p) != nil || p.ID() != k.Public().ID() {
		t.Errorf("public key: %s %v", data, err)
	}
	for _, bad := range []string{"", "text", string(text) + "more", strings.Replace(string(text), "M", "N", 1)} {
		if _, err := channel.ParseKey([]byte(bad)); err == nil || !strings.Contains(err.Error(), "expected") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, bad := range []string{"", "AAAA", k.Public().String() + "A", strings.Repeat("!", 44)} {
		if _, err := channel.ParsePublic(bad); err == nil {
			t.Errorf("%q is a public key", bad)
		}
	}
}
