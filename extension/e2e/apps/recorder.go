//go:build linux

package apps

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// Recorder is a proxy before an application that notes what a browser submits:
// every request with a body, and every document asked for with a query.
type Recorder struct {
	proxy   *httputil.ReverseProxy
	tokens  []replacement
	chatter *regexp.Regexp // what is not noted; nil for nothing

	mu        sync.Mutex
	submitted []string
}

type replacement struct {
	pattern *regexp.Regexp
	with    string
}

func newRecorder(address string, tokens []string, chatter *regexp.Regexp) *Recorder {
	target := &url.URL{Scheme: "http", Host: address}
	return &Recorder{
		proxy: &httputil.ReverseProxy{
			Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(target)
				r.Out.Host = r.In.Host
				r.SetXForwarded()
			},
			ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
				if r.Context().Err() == nil { // the browser still waits
					http.Error(w, "the application does not answer: "+err.Error(), http.StatusBadGateway)
				}
			},
		},
		tokens:  replacements(tokens),
		chatter: chatter,
	}
}

// replacements returns what makes two runs comparable: the boundary of
// multipart bodies, and the values of fields of these names, however they are
// written.
func replacements(tokens []string) []replacement {
	list := []replacement{
		{regexp.MustCompile(`----WebKitFormBoundary[0-9A-Za-z]{16}|----geckoformboundary[0-9a-f]+`), "BOUNDARY"},
		{regexp.MustCompile(`\b[0-9a-f]{40}\b`), "HASH"}, // a name made from content and time
	}
	for _, name := range tokens {
		quoted := regexp.QuoteMeta(url.QueryEscape(name))
		list = append(list,
			replacement{regexp.MustCompile(`(?m)((?:^|[?&;])` + quoted + `=)[^&\s"]*`), "${1}TOKEN"},
			replacement{regexp.MustCompile(`(name="` + regexp.QuoteMeta(name) + `"\r\n\r\n)[^\r]*`), "${1}TOKEN"},
		)
	}
	return list
}

func (r *Recorder) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		http.Error(w, "the body could not be read", http.StatusBadRequest)
		return
	}
	request.Body = io.NopCloser(bytes.NewReader(body))
	// What comes from a page; an address that was typed comes from none.
	document := request.URL.RawQuery != "" && request.Header.Get("Sec-Fetch-Mode") == "navigate" && request.Header.Get("Sec-Fetch-Site") != "none"
	if document || request.Method != http.MethodGet && request.Method != http.MethodHead {
		text := r.text(request, string(body))
		if r.chatter == nil || !r.chatter.MatchString(text) {
			r.mu.Lock()
			r.submitted = append(r.submitted, text)
			r.mu.Unlock()
		}
	}
	r.proxy.ServeHTTP(w, request)
}

// text writes a request so that what is the same in two runs is the same text.
func (r *Recorder) text(request *http.Request, body string) string {
	text := fmt.Sprintf("%s %s\n", request.Method, request.URL.RequestURI())
	for _, name := range []string{"Content-Type", "Origin", "Referer", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-User", "X-Requested-With"} {
		if value := request.Header.Get(name); value != "" {
			text += name + ": " + value + "\n"
		}
	}
	text += "\n" + body
	text = strings.ReplaceAll(text, request.Host, "HOST")
	text = strings.ReplaceAll(text, url.QueryEscape(request.Host), "HOST")
	for _, token := range r.tokens {
		text = token.pattern.ReplaceAllString(text, token.with)
	}
	return text
}

// Submitted returns what was submitted, in order, with tokens and boundaries
// replaced.
func (r *Recorder) Submitted() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.submitted...)
}
