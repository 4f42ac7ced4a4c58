//go:build !js

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"

	whatwg "github.com/nlnwa/whatwg-url/url"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// maxPage is the size of the largest page that is read, in bytes.
const maxPage = 16 << 20

// page is a parsed document with the URL it was loaded from and the one that
// relative URLs in it go by, read as browsers read them (WHATWG URL).
type page struct {
	url  *whatwg.Url
	base *whatwg.Url
	root *html.Node
	data []byte // as it was read
}

// readPage reads a FILE ("-" is standard input) or fetches a URL. The errors
// name the input.
func readPage(ctx context.Context, input, at string, stdin io.Reader) (*page, error) {
	var data []byte
	var contentType string
	var err error
	switch {
	case strings.HasPrefix(input, "http://") || strings.HasPrefix(input, "https://"):
		if at != "" {
			return nil, fmt.Errorf("%s: -page is for a FILE; a URL says itself where it is from", input)
		}
		data, contentType, at, err = fetchPage(ctx, input)
	case input == "-":
		data, err = readAll(stdin)
	default:
		var f *os.File
		if f, err = os.Open(input); err == nil {
			data, err = readAll(f)
			f.Close()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", input, err)
	}
	if at == "" {
		if at = savedFrom(data); at == "" {
			return nil, fmt.Errorf("%s: does not say where it was saved from; give -page URL", input)
		}
	}
	u, err := whatwg.Parse(at)
	if err != nil || u.Scheme() != "http" && u.Scheme() != "https" {
		return nil, fmt.Errorf("-page %q: expected an absolute http or https URL", at)
	}
	r, err := charset.NewReader(bytes.NewReader(data), contentType)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", input, err)
	}
	root, err := html.Parse(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", input, err)
	}
	p := newPage(u, root)
	p.data = data
	return p, nil
}

func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxPage+1))
	if err == nil && len(data) > maxPage {
		err = fmt.Errorf("larger than %d MiB", maxPage>>20)
	}
	return data, err
}

// fetchPage follows redirects as a browser does and returns where it came out.
func fetchPage(ctx context.Context, target string) (data []byte, contentType, at string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return nil, "", "", err
	}
	req.Header.Set("Accept", "text/html,application/xhtml+xml")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, "", "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, "", "", fmt.Errorf("answered %s", resp.Status)
	}
	contentType = resp.Header.Get("Content-Type")
	if t, _, _ := mime.ParseMediaType(contentType); t != "" && t != "text/html" && t != "application/xhtml+xml" {
		return nil, "", "", fmt.Errorf("is %s; expected text/html", t)
	}
	data, err = readAll(resp.Body)
	return data, contentType, resp.Request.URL.String(), err
}

// savedFromComment is what browsers write at the top of a page that they save.
var savedFromComment = regexp.MustCompile(`<!-- saved from url=\(\d+\)(https?://\S+) -->`)

func savedFrom(data []byte) string {
	if m := savedFromComment.FindSubmatch(data[:min(len(data), 2048)]); m != nil {
		return string(m[1])
	}
	return ""
}

// newPage finds the document's base URL: the first base element with an href.
func newPage(u *whatwg.Url, root *html.Node) *page {
	p := &page{url: u, base: u, root: root}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "base" && has(n, "href") {
			if b, err := u.Parse(strings.TrimSpace(attr(n, "href"))); err == nil && b.Scheme() != "data" && b.Scheme() != "javascript" {
				p.base = b
			}
			break
		}
	}
	return p
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return true
		}
	}
	return false
}
