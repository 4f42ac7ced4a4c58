package api

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
)

//go:generate go run ./gen

// The page for people as it is written is page.html; this is what package gen
// makes of it.
//
//go:embed page.min.html
var pageHTML string

//go:embed openapi.json
var openAPIJSON []byte

// What is the same for everybody. Clients ask each time whether it still is.
var (
	page    = newStatic("text/html; charset=utf-8", []byte(pageHTML), policy(pageHTML))
	openAPI = newStatic("application/openapi+json", compact(openAPIJSON), "")
)

type static struct {
	answer Answer
	policy string // Content-Security-Policy
}

func newStatic(kind string, body []byte, policy string) *static {
	sum := sha256.Sum256(body)
	return &static{Answer{
		Status: http.StatusOK, ContentType: kind, CacheControl: "no-cache", ETag: `"` + hex.EncodeToString(sum[:16]) + `"`, Body: body,
	}, policy}
}

func (s *static) serve(w http.ResponseWriter, r *http.Request) {
	if s.policy != "" {
		header := w.Header()
		header.Set("Content-Security-Policy", s.policy)
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
	}
	s.answer.forClient(r.Method, strings.Join(r.Header.Values("If-None-Match"), ",")).write(w)
}

// policy lets a page have its own style and script, by their hashes (CSP 3), ask
// its own origin, and nothing else.
func policy(html string) string {
	return "default-src 'none'; style-src " + hash(html, "<style>", "</style>") + "; script-src " + hash(html, "<script>", "</script>") +
		"; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// hash is the hash of what stands between two marks of a page.
func hash(html, begin, end string) string {
	_, text, _ := strings.Cut(html, begin)
	text, _, _ = strings.Cut(text, end)
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// compact takes the spaces out of JSON.
func compact(text []byte) []byte {
	var b bytes.Buffer
	if err := json.Compact(&b, text); err != nil {
		panic(err) // a test reads it: cannot be
	}
	return b.Bytes()
}
