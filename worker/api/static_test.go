package api

import (
	"regexp"
	"strings"
	"testing"
)

// The page loads nothing from anywhere, and its policy allows what is in it and
// nothing else.
func TestPage(t *testing.T) {
	h, _ := newHandler(t)
	res := do(h, "GET", "/")
	html, policy := body(t, res), res.Header.Get("Content-Security-Policy")
	for _, mark := range []string{"<style>", "</style>", "<script>", "</script>", `<html lang="en">`, `<label for="host">`} {
		if got := strings.Count(html, mark); got != 1 {
			t.Errorf("%s is there %d times, want once", mark, got)
		}
	}
	if m := regexp.MustCompile(`(?i)https?://|["=(]//|\sstyle=|\son[a-z]+=|innerHTML|outerHTML|insertAdjacent|document\.write|eval\(`).FindString(html); m != "" {
		t.Errorf("the page has %q", m)
	}
	want := regexp.MustCompile(`^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; script-src 'sha256-[A-Za-z0-9+/]{43}='; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$`)
	if !want.MatchString(policy) {
		t.Errorf("got the policy %s", policy)
	}
	const source = "<style>a{}</style>x<script>b()</script>"
	if got, want := hash(source, "<script>", "</script>"), "'sha256-cf242PFc/kb7xD0Qzhsmd9vvRkc+cWFmbi+k+YvtdKc='"; got != want {
		t.Errorf("hash of b(): got %s, want %s", got, want)
	}
	if len(html) > 12<<10 {
		t.Errorf("the page has %d bytes, limit %d", len(html), 12<<10)
	}
}

// What is the same for everybody is not sent again to who has it.
func TestStaticConditional(t *testing.T) {
	h, _ := newHandler(t)
	for _, target := range []string{"/", "/v1/openapi.json"} {
		tag := do(h, "GET", target).Header.Get("ETag")
		for _, method := range []string{"GET", "HEAD"} {
			if res := do(h, method, target, "If-None-Match", tag); res.StatusCode != 304 || body(t, res) != "" {
				t.Errorf("%s %s: got %d", method, target, res.StatusCode)
			}
		}
	}
}
