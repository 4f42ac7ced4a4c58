//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/formtrace/formtrace/rules/channel"
	"github.com/formtrace/formtrace/rules/rule"
)

// publisher publishes versions of a channel, with keys of its own.
type publisher struct {
	dir string
	key *channel.Key
}

func newPublisher(t *testing.T) *publisher {
	t.Helper()
	k, err := channel.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	p := &publisher{t.TempDir(), k}
	list := &channel.Keys{Version: 1, Issued: "2026-01-01T00:00:00Z", Revoked: []string{}, Keys: []channel.Listed{{Channel: "own", Key: k.Public(), From: "2026-01-01T00:00:00Z", Until: "2099-01-01T00:00:00Z"}}}
	data, sig, err := channel.SignKeys(k, list)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(sig)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{channel.KeysFile: data, channel.KeysFile + ".sig": text} {
		if err := os.WriteFile(filepath.Join(p.dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func (p *publisher) publish(t *testing.T, version int) *channel.About {
	t.Helper()
	data, err := rule.Compile(fstest.MapFS{
		"channel.yaml":                 {Data: fmt.Appendf(nil, "kind: channel\nid: own\nversion: %d\nissued: 2026-01-01\nexpires: 2099-01-01\n", version)},
		"jurisdictions/countries.yaml": {Data: []byte("kind: countries\nsource: own\ncountries: {GB: United Kingdom}\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	about, err := channel.Publish(p.dir, data, channel.Sign(p.key, data))
	if err != nil {
		t.Fatal(err)
	}
	return about
}

// What is published while the worker runs is served from then on, and nothing
// outside the folder ever is.
func TestShelf(t *testing.T) {
	p := newPublisher(t)
	first := p.publish(t, 1)
	s, err := openShelf(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	about, digest, err := s.File(t.Context(), "own/about.json")
	if err != nil || !strings.Contains(string(about), `"version": 1,`) || len(digest) != 64 {
		t.Errorf("got %s, %q, %v", about, digest, err)
	}
	p.publish(t, 2)
	if again, other, err := s.File(t.Context(), "own/about.json"); err != nil || !strings.Contains(string(again), `"version": 2,`) || other == digest {
		t.Errorf("after a new version: got %s, %q, %v", again, other, err)
	}
	if data, _, err := s.File(t.Context(), "own/"+first.File); err != nil || len(data) != first.Size {
		t.Errorf("the older bundle: %d bytes, %v", len(data), err)
	}
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("not for others"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(p.dir, "own", "9-0f.bundle")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../outside", "own/../../outside", "own/9-0f.bundle", "own", outside} {
		if data, _, err := s.File(t.Context(), name); err == nil {
			t.Errorf("%s: got %q", name, data)
		}
	}
	if _, _, err := s.File(t.Context(), "own/9-00.bundle"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if err := os.Truncate(filepath.Join(p.dir, "own", first.File), channel.MaxBundle+1); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.File(t.Context(), "own/"+first.File); err == nil || !strings.Contains(err.Error(), "larger than any bundle") {
		t.Errorf("a file that is too large: %v", err)
	}
	if _, err := openShelf(t.TempDir()); err == nil || !strings.Contains(err.Error(), "with keys.json in it") {
		t.Errorf("an empty folder: %v", err)
	}
}

// What is deployed is the keys, and of each channel what is current.
func TestCopyPublished(t *testing.T) {
	p := newPublisher(t)
	for version := range 5 {
		p.publish(t, version+1)
	}
	to := filepath.Join(t.TempDir(), "channels")
	if err := copyPublished(p.dir, to); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(to, "own", "*"))
	if err != nil || len(found) != 5 { // about.json, the bundle, three deltas
		t.Errorf("got %v, %v", found, err)
	}
	large := filepath.Join(p.dir, "own", p.publish(t, 6).File)
	if err := os.Truncate(large, maxAsset+1); err != nil {
		t.Fatal(err)
	}
	if err := copyPublished(p.dir, to); err == nil || !strings.Contains(err.Error(), "Cloudflare takes at most 26214400") {
		t.Errorf("a bundle too large for Cloudflare: %v", err)
	}
	if err := copyPublished("", to); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was published before is still there: %v", err)
	}
	if err := copyPublished(t.TempDir(), to); err == nil {
		t.Error("a folder that nobody published was taken")
	}
}

// A bundle is compressed once, and what is kept stays bounded.
func TestZipped(t *testing.T) {
	z := new(zipped)
	text := []byte(strings.Repeat("a bundle ", 1000))
	first := z.gzip("a", text)
	if again := z.gzip("a", text); &again[0] != &first[0] || len(first) > len(text)/10 {
		t.Errorf("compressed twice, or to %d of %d bytes", len(first), len(text))
	}
	z.size = maxZipped
	if z.gzip("b", text); len(z.kept) != 1 || z.size > len(text) {
		t.Errorf("%d kept with %d bytes", len(z.kept), z.size)
	}
}
