package api

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"
)

func zip(_ string, data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

// Bundles and deltas are compressed for who takes that; what comes out is what was
// signed. The two have entity tags of their own, and caches know why.
func TestCompressed(t *testing.T) {
	h, _ := newHandler(t)
	h.Published, h.Gzip = publish(t), zip
	all := []string{rules(t).About().URL}
	for name := range publish(t) {
		if strings.HasSuffix(name, ".bundle") || strings.HasSuffix(name, ".delta") {
			all = append(all, "/v1/rules/"+name)
		}
	}
	if len(all) != 4 {
		t.Fatalf("got %v", all)
	}
	for _, target := range all {
		plain := do(h, "GET", target)
		want := body(t, plain)
		packed := do(h, "GET", target, "Accept-Encoding", "br, gzip;q=0.5")
		if plain.Header.Get("Content-Encoding") != "" || packed.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s: Content-Encoding %q and %q", target, plain.Header.Get("Content-Encoding"), packed.Header.Get("Content-Encoding"))
		}
		r, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != want {
			t.Errorf("%s: %d bytes decompressed (%v), want %d", target, len(got), err, len(want))
		}
		if plain.Header.Get("Vary") != "Accept-Encoding" || packed.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: Vary %q and %q", target, plain.Header.Get("Vary"), packed.Header.Get("Vary"))
		}
		tag, own := packed.Header.Get("ETag"), plain.Header.Get("ETag")
		if tag != strings.TrimSuffix(own, `"`)+`-gzip"` {
			t.Errorf("%s: ETag %s and %s", target, own, tag)
		}
		again := do(h, "GET", target, "Accept-Encoding", "gzip", "If-None-Match", tag)
		if again.StatusCode != 304 || again.Header.Get("Content-Encoding") != "" || again.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s with its ETag: %d, %v", target, again.StatusCode, again.Header)
		}
		if got := do(h, "GET", target, "If-None-Match", tag).StatusCode; got != 200 {
			t.Errorf("%s with the other's ETag: %d, want 200", target, got)
		}
		if head := do(h, "HEAD", target, "Accept-Encoding", "gzip"); head.Header.Get("ETag") != tag || head.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("HEAD %s: %v", target, head.Header)
		}
	}
	for _, target := range []string{"/v1/rules/curated", "/v1/rules/keys.json", "/v1/rules/watch/about.json"} {
		if res := do(h, "GET", target, "Accept-Encoding", "gzip"); res.Header.Get("Content-Encoding") != "" || res.Header.Get("Vary") != "" {
			t.Errorf("%s: %v", target, res.Header)
		}
	}
	h.Gzip = nil
	if res := do(h, "GET", all[0], "Accept-Encoding", "gzip"); res.Header.Get("Content-Encoding") != "" || res.Header.Get("Vary") != "" {
		t.Errorf("a platform without: %v", res.Header)
	}
}

func TestTakes(t *testing.T) {
	for list, want := range map[string]bool{
		"gzip": true, "GZIP": true, "gzip, deflate, br, zstd": true, "br;q=1, gzip ; q=0.1": true, "*": true, "*;q=0, gzip": true, "identity, *;q=0.2": true,
		"": false, "br": false, "gzip;q=0": false, "gzip;q=0.000": false, "*, gzip;q=0": false, "*;q=0": false, "gzipped": false, "x-gzip": false,
	} {
		if got := takes(list, "gzip"); got != want {
			t.Errorf("%q: got %v", list, got)
		}
	}
}
