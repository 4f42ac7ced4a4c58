package bench

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/formtrace/formtrace/extension/e2e"
	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// Where the pages are, and where forms of theirs lead that leave the site: to
// another registrable domain, encrypted, at home.
const (
	pageHost   = "forms.example.net"
	targetHost = "h%d.example.org"
	targets    = 100
)

// stage is what the benchmarks share, started by the first that asks and ended
// by TestMain.
type stage struct {
	lab      *lab.Lab
	worker   *e2e.Worker
	browser  string
	unpacked string
	// permitted is an extension with the same permissions that does nothing.
	permitted string
	// idle is one that hears the events of a submission, as Formtrace does, and does nothing.
	idle   string
	folder string
}

var (
	shared      stage
	sharedOnce  sync.Once
	sharedError error
	missing     string // what could not be brought, when that is the error
)

func TestMain(m *testing.M) {
	code := 1
	var err error
	if shared.folder, err = os.MkdirTemp("", "formtrace-bench-"); err == nil {
		code = m.Run()
		shared.close()
		os.RemoveAll(shared.folder)
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

func setUp(b *testing.B) *stage {
	b.Helper()
	sharedOnce.Do(func() { missing, sharedError = shared.start() })
	if sharedError != nil && missing != "" {
		bring.Require(b, missing, sharedError)
	}
	if sharedError != nil {
		b.Fatal(sharedError)
	}
	return &shared
}

func (s *stage) start() (missing string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	if s.browser, err = bring.Browser(ctx, os.Stderr); err != nil {
		return "a browser", err
	}
	root := bring.Root()
	if err := bring.Packages(ctx, filepath.Join(root, "extension"), os.Stderr); err != nil {
		return "the npm packages of extension/", err
	}
	files, err := pack.Assemble(ctx, root, nil)
	if err != nil {
		return "", err
	}
	s.unpacked = filepath.Join(s.folder, "unpacked")
	if err := pack.WriteFolder(s.unpacked, files); err != nil {
		return "", err
	}
	s.permitted = filepath.Join(s.folder, "permitted")
	if err := writePermitted(s.permitted, s.unpacked, nil); err != nil {
		return "", err
	}
	s.idle = filepath.Join(s.folder, "idle")
	if err := writePermitted(s.idle, s.unpacked, []byte(idle)); err != nil {
		return "", err
	}
	if s.lab, err = lab.Start(lab.Options{}); err != nil {
		return "", err
	}
	site := http.HandlerFunc(serve)
	s.lab.Handle(pageHost, site)
	for i := range targets {
		s.lab.Handle(fmt.Sprintf(targetHost, i), site)
	}
	program, err := e2e.BuildWorker(ctx, root, s.folder)
	if err != nil {
		return "", err
	}
	s.worker, err = e2e.StartWorker(ctx, program, s.lab, "")
	return "", err
}

func (s *stage) close() {
	if s.worker != nil {
		s.worker.Close()
	}
	if s.lab != nil {
		s.lab.Close()
	}
}

// launch starts a browser, with the extension in a folder, or without one for "".
// Formtrace's worker is the one on loopback. One tab stays open: the extension's settings were the only one, and
// a tab in a new window would load the page of the address box beside the one
// that is measured, 100 to 300 ms of a processor.
func (s *stage) launch(b *testing.B, extension string) *e2e.Browser {
	b.Helper()
	browser, err := e2e.Launch(b.Context(), e2e.Options{Path: s.browser, Lab: s.lab, Extension: extension})
	if err == nil && extension == s.unpacked {
		err = browser.Configure(b.Context(), "GB", s.worker.URL)
	}
	if err == nil {
		_, err = browser.Page(b.Context())
	}
	if err != nil {
		b.Fatal(err)
	}
	return browser
}

// act runs code in a new tab.
func act(b *testing.B, browser *e2e.Browser, code string, result any, args ...any) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	page, err := browser.Page(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer page.Close()
	if err := page.Act(code, result, args...); err != nil {
		b.Fatal(err)
	}
}

// pages are one megabyte each: an article with one form, as most long pages
// are, one with many forms, and one that is mostly markup.
var pages = map[string]string{"text": article(), "forms": forms(), "table": table()}

const megabyte = 1 << 20

const head = `<!doctype html><html lang="en"><meta charset="utf-8"><title>%s</title><link rel="icon" href="data:,">`

// form is what is filled in and sent; its target is put into it by the script.
const form = `<form id="form" method="post" action="/received">
<p><label>E-mail address <input type="email" name="email" autocomplete="email"></label></p>
<p><label>Forename <input name="forename" autocomplete="given-name"></label></p>
<p><label>Surname <input name="surname" autocomplete="family-name"></label></p>
<p><label>Message <textarea name="message"></textarea></label></p>
<p><label>Topic <select name="topic"><option>one<option>two</select></label></p>
<p><label><input type="checkbox" name="weekly"> Weekly</label></p>
<input type="hidden" name="list" value="news"><button id="go" name="go" value="1">Send</button></form>
<script>
  const target = new URLSearchParams(location.search).get('to');
  if (target) document.getElementById('form').action = target;
</script>`

func article() string {
	var text strings.Builder
	fmt.Fprintf(&text, head+form, "Text")
	for i := 0; text.Len() < megabyte; i++ {
		fmt.Fprintf(&text, "<h2 id=\"part-%d\">Part %d</h2><p>%s <a href=\"#part-%d\">and so on</a></p>\n", i, i, strings.Repeat("Words that a page has. ", 20), i+1)
	}
	return text.String()
}

// forms has some 200 forms of five fields, as a table that is edited line by line.
func forms() string {
	var text strings.Builder
	fmt.Fprintf(&text, head+form, "Forms")
	for i := 0; text.Len() < megabyte; i++ {
		fmt.Fprintf(&text, "<form action=\"/received\" method=\"post\"><h2>Line %d</h2><p>%s</p><p>", i, strings.Repeat("Words that a page has. ", 200))
		for _, name := range []string{"name", "place", "note", "price", "number"} {
			fmt.Fprintf(&text, "<label>%s <input name=\"%[1]s-%d\" value=\"value %[2]d\"></label> ", name, i)
		}
		fmt.Fprint(&text, "<button>Save</button></p></form>\n")
	}
	return text.String()
}

// table has one form, and some 8,000 rows of short words.
func table() string {
	var text strings.Builder
	fmt.Fprintf(&text, head+form+"<table>", "Table")
	for i := 0; text.Len() < megabyte; i++ {
		fmt.Fprintf(&text, "<tr id=\"row-%d\"><td>%d<td><a href=\"#row-%d\">Words</a><td class=\"note\"><em>that</em> a <b>page</b> has<td><span>%d</span> of them\n", i, i, i+1, i%7)
	}
	return text.String()
}

func serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if text, ok := pages[strings.TrimPrefix(r.URL.Path, "/")]; ok {
		fmt.Fprint(w, text)
		return
	}
	fmt.Fprintf(w, head+`<p id="received">Received.`, "Received")
}
