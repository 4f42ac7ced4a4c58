//go:build !js

// Command gen makes page.min.html of page.html, in package api: the same page
// without what only its authors need. Run it by go generate in worker/api.
package main

import (
	"fmt"
	"os"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/html"
	"github.com/tdewolff/minify/v2/js"
)

func main() {
	if err := run("page.html", "page.min.html"); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	page, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	small, err := minified(page)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	return os.WriteFile(to, small, 0o666)
}

// minified is the page made small. Tags that HTML lets one leave out stay: the
// page's tests and its Content-Security-Policy look for some of them.
func minified(page []byte) ([]byte, error) {
	m := minify.New()
	m.Add("text/html", &html.Minifier{KeepDocumentTags: true, KeepEndTags: true, KeepQuotes: true})
	m.AddFunc("text/css", css.Minify)
	m.AddFunc("application/javascript", js.Minify)
	return m.Bytes("text/html", page)
}
