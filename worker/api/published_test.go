package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	signed "github.com/formtrace/formtrace/rules/channel"
	"github.com/formtrace/formtrace/rules/rule"
)

// shelf is a published folder in memory.
type shelf map[string]string

func (s shelf) File(_ context.Context, name string) ([]byte, string, error) {
	text, ok := s[name]
	if text == "broken" {
		return nil, "", errors.New("it cannot be read")
	}
	if !ok {
		return nil, "", fs.ErrNotExist
	}
	sum := sha256.Sum256([]byte(text))
	return []byte(text), hex.EncodeToString(sum[:]), nil
}

// publish is a folder with two versions of the channel watch, a file that cannot
// be read, and one that is not for others.
func publish(t *testing.T) shelf {
	t.Helper()
	dir := t.TempDir()
	for version := range 2 {
		data, err := rule.Compile(fstest.MapFS{
			"channel.yaml":                 {Data: fmt.Appendf(nil, "kind: channel\nid: watch\nversion: %d\nissued: 2026-01-01\nexpires: 2099-01-01\n", version+1)},
			"jurisdictions/countries.yaml": {Data: []byte("kind: countries\nsource: own\ncountries: {GB: United Kingdom}\n")},
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := signed.Publish(dir, data, signed.Sign(signer, data)); err != nil {
			t.Fatal(err)
		}
	}
	list := &signed.Keys{Version: 1, Issued: "2026-01-01T00:00:00Z", Revoked: []string{}, Keys: []signed.Listed{{Channel: "watch", Key: signer.Public(),
		From: "2026-01-01T00:00:00Z", Until: "2027-01-01T00:00:00Z", Scope: &signed.Scope{Domains: []string{"example.net"}}}}}
	data, sig, err := signed.SignKeys(signer, list)
	if err != nil {
		t.Fatal(err)
	}
	sigText, err := json.Marshal(sig)
	if err != nil {
		t.Fatal(err)
	}
	out := shelf{"keys.json": string(data), "keys.json.sig": string(sigText), "own/about.json": "broken", "secret": "not for others"}
	fsys := os.DirFS(dir)
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		out[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var signer = func() *signed.Key {
	k, err := signed.NewKey()
	if err != nil {
		panic(err)
	}
	return k
}()

func TestPublished(t *testing.T) {
	h, _ := newHandler(t)
	h.Published = publish(t)
	first, delta := "", ""
	for name := range publish(t) {
		if strings.HasPrefix(name, "watch/1-") && strings.HasSuffix(name, ".bundle") {
			first = "/v1/rules/" + name
		} else if strings.HasSuffix(name, ".delta") {
			delta = "/v1/rules/" + name
		}
	}
	for target, want := range map[string]struct {
		status        int
		kind, caching string
	}{
		"/v1/rules/keys.json":        {200, "application/json", "no-cache"},
		"/v1/rules/keys.json.sig":    {200, "application/json", "no-cache"},
		"/v1/rules/watch/about.json": {200, "application/json", "no-cache"},
		first:                        {200, "application/octet-stream", forever},
		delta:                        {200, "application/octet-stream", forever},
		"/v1/rules/watch/8-0123456789abcdef.bundle":            {404, "application/problem+json", "no-store"},
		"/v1/rules/other/about.json":                           {404, "application/problem+json", "no-store"},
		"/v1/rules/own/about.json":                             {500, "application/problem+json", "no-store"},
		"/v1/rules/secret":                                     {404, "application/problem+json", "no-store"},
		"/v1/rules/watch":                                      {404, "application/problem+json", "no-store"},
		"/v1/rules/../rules/secret":                            {404, "application/problem+json", "no-store"},
		"/v1/rules/watch/..%2fsecret":                          {404, "application/problem+json", "no-store"},
		"/v1/rules/watch/%2e%2e%2fkeys.json":                   {404, "application/problem+json", "no-store"},
		"/v1/rules/watch//about.json":                          {404, "application/problem+json", "no-store"},
		"/v1/rules/curated":                                    {200, "application/json", "no-cache"}, // what the worker was built with
		rules(t).About().URL:                                   {200, "application/octet-stream", forever},
		"/v1/rules/WATCH/about.json":                           {404, "application/problem+json", "no-store"},
		"/v1/rules/watch/7-0123456789abcdef.bundle/about.json": {404, "application/problem+json", "no-store"},
	} {
		for _, method := range []string{"GET", "HEAD"} {
			res := do(h, method, target)
			if res.StatusCode != want.status || res.Header.Get("Content-Type") != want.kind || res.Header.Get("Cache-Control") != want.caching {
				t.Errorf("%s %s: got %d, %q, %q; want %v", method, target, res.StatusCode, res.Header.Get("Content-Type"), res.Header.Get("Cache-Control"), want)
			}
			if got := res.Header.Get("Access-Control-Allow-Origin"); got != "" {
				t.Errorf("%s: a CORS header: %s", target, got)
			}
			if tag := res.Header.Get("ETag"); want.status == 200 {
				if got := do(h, method, target, "If-None-Match", tag).StatusCode; tag == "" || got != 304 {
					t.Errorf("%s %s with its ETag %s: got %d, want 304", method, target, tag, got)
				}
			}
		}
	}
	h.Published = shelf{}
	for _, target := range []string{"/v1/rules/keys.json", "/v1/rules/keys.json.sig", "/v1/rules/watch/about.json"} {
		for _, method := range []string{"GET", "HEAD"} {
			if got := do(h, method, target).StatusCode; got != 404 {
				t.Errorf("%s %s of an empty folder: got %d, want 404", method, target, got)
			}
		}
	}
	if got := do(h, "POST", "/v1/rules/keys.json").StatusCode; got != 405 {
		t.Errorf("POST: got %d, want 405", got)
	}
}

func TestIsPublished(t *testing.T) {
	for name, want := range map[string][2]bool{
		"keys.json": {true, false}, "keys.json.sig": {true, false}, "a-b/about.json": {true, false},
		"a/1-0f.bundle": {true, true}, "a/1-to-2-0f.delta": {true, true},
		"": {}, "keys": {}, "a": {}, "a/": {}, "/about.json": {}, "a/b/about.json": {}, "../keys.json": {}, "./keys.json": {}, "a/..": {},
		"a/1-0F.bundle": {}, "a/-0f.bundle": {}, "a/1-.bundle": {}, "a/1.bundle": {}, "a/1-to-2.delta": {}, "a/1-2-0f.delta": {}, "a/1-to-2-0f.bundle": {},
		"a/x-0f.bundle": {}, "a/1-0f.bundle.part": {}, "A/about.json": {}, "a\x00/about.json": {}, "a/.put-1": {},
	} {
		if ok, immutable := isPublished(name); ok != want[0] || immutable != want[1] {
			t.Errorf("%q: got %v, %v; want %v", name, ok, immutable, want)
		}
	}
}
