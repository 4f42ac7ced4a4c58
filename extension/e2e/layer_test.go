package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
)

// The target of every page of forms.example.org that is held: another site,
// without encryption.
const collector = "collect.example.com"

// fill is what a person types into the pages of forms.example.org.
const fill = `
	await page.type('[name=email]', 'a@b.org');
	await page.type('[name=forename]', 'A & Ø');
`

const unnamed = `
	await page.type('#email', 'a@b.org');
`

// layer is the table of ways in which a form can be sent. In each row the
// target receives nothing before consent, and after it exactly what a browser
// without the extension sends: the same method, address, type and bytes, once.
var layer = []struct {
	page string // of http://forms.example.org/, or a whole address
	fill string // instead of fill
	act  string // how the person or the page sends the form
	bare string // instead of act, in the browser without the extension
	path string // where it arrives

	chance string // what may stand in the body or not
}{
	{page: "click", act: `await page.click('[value=subscribe]')`, path: "/click"},
	{page: "click", act: `await page.click('[value=other]')`, path: "/click"},
	{page: "click", act: `await page.focus('[name=email]'); await page.keyboard.press('Enter')`, path: "/click"},
	// Whether the second click of two still reaches the page's handler, which then
	// counts it in a field, is a matter of time in any browser; that one is sent is not.
	{page: "click", act: `await page.click('[value=subscribe]', { count: 2 })`, bare: `await page.click('[value=subscribe]')`, chance: "%2C+2", path: "/click"},
	{page: "formaction", act: `await page.click('[name=go]')`, path: "/formaction"},
	{page: "formmethod", act: `await page.click('[name=go]')`, path: "/formmethod"},
	{page: "rewritten", act: `await page.click('[name=go]')`, path: "/rewritten"},
	{page: "request-submit", act: `await page.click('#script')`, path: "/request-submit"},
	{page: "submit", act: `await page.click('#script')`, path: "/submit"},
	{page: "submit-get", act: `await page.click('#script')`, path: "/submit-get"},
	{page: "location", act: `await page.click('#script')`, path: "/location"},
	{page: "base", act: `await page.click('[name=go]')`, path: "/base"},
	{
		page: "shadow", path: "/shadow",
		fill: `
			await (await page.evaluateHandle('parts.email')).type('a@b.org');
			await (await page.evaluateHandle('parts.forename')).type('A & Ø');`,
		act: `await (await page.evaluateHandle('parts.button')).click()`,
	},
	{page: "named-frame", act: `await page.click('[name=go]')`, path: "/frame"},
	{page: "blank", act: `await page.click('[name=go]')`, path: "/blank"},
	{
		page: "blank-shadow", path: "/blank-shadow",
		fill: `
			await (await page.evaluateHandle('parts.email')).type('a@b.org');
			await (await page.evaluateHandle('parts.forename')).type('A & Ø');`,
		act: `await (await page.evaluateHandle('parts.button')).click()`,
	},
	{page: "unnamed", fill: unnamed, act: `await page.click('[name=go]')`, path: "/unnamed"},
	{page: "unnamed", fill: unnamed + `await page.click('[name=weekly]');`, act: `await page.click('[name=go]')`, path: "/unnamed"},
	{page: "blank-unnamed", fill: unnamed, act: `await page.click('[name=go]')`, path: "/blank-unnamed"},
	{page: "element", fill: `await page.click('page-field'); await page.keyboard.type('a@b.org');`, act: `await page.click('[name=go]')`, path: "/element"},
	{page: "location-bare", act: `await page.click('#script')`, path: "/location-bare"},
	{page: "path", act: `await page.click('[name=go]')`, path: "/u/a%40b.org/of-A%20&%20%C3%98"},
	{page: "removed", act: `await page.click('[name=go]'); await sleep(500)`, path: "/removed"},
	{page: "removed", act: `await page.evaluate(() => { form.enctype = 'text/plain'; }); await page.click('[name=go]'); await sleep(500)`, path: "/removed"},
	{page: "removed", act: `await page.evaluate(() => { form.enctype = 'multipart/form-data'; }); await page.click('[name=go]'); await sleep(500)`, path: "/removed"},
	{page: "stopped", act: `await page.click('[name=go]')`, path: "/stopped"},
	{page: "clobbered", act: `await page.click('[name=submit]')`, path: "/clobbered"},
	{page: "image", act: `await page.click('[name=at]', { offset: { x: 12, y: 7 } })`, path: "/image"},
	{page: "formdata", act: `await page.click('[name=go]')`, path: "/formdata"},
	{page: "plain", act: `await page.type('[name=message]', 'two\nlines'); await page.click('[name=go]')`, path: "/plain"},
	{
		page: "multipart", path: "/multipart",
		act: `await (await page.$('[name=letter]')).uploadFile(args[0]); await page.click('[name=go]')`,
	},
	{
		page: "framed", path: "/click",
		fill: `
			const inside = page.frames().find((frame) => frame.url().endsWith('/click.html'));
			await inside.type('[name=email]', 'a@b.org');
			await inside.type('[name=forename]', 'A & Ø');`,
		act: `await page.frames().find((frame) => frame.url().endsWith('/click.html')).click('[value=subscribe]')`,
	},
	{
		page: "http://www.example.net/framed.html", path: "/click",
		fill: `
			const inside = page.frames().find((frame) => frame.url().endsWith('/click.html'));
			await inside.type('[name=email]', 'a@b.org');
			await inside.type('[name=forename]', 'A & Ø');`,
		act: `await page.frames().find((frame) => frame.url().endsWith('/click.html')).click('[value=subscribe]')`,
	},
}

func TestLayer(t *testing.T) {
	s := setUp(t)
	letter := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(letter, []byte("Dear all,\r\n\x00\xff\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, row := range layer {
		t.Run(fmt.Sprintf("%02d %s", i, strings.TrimPrefix(row.page, "http://")), func(t *testing.T) {
			if row.fill == "" {
				row.fill = fill
			}
			if row.bare == "" {
				row.bare = row.act
			}
			submit := func(b *Browser, act string) *Page {
				s.lab.Forget()
				p := page(t, b)
				url := row.page
				if !strings.Contains(url, "://") {
					url = "http://forms.example.org/" + url + ".html"
				}
				if err := p.Open(url); err != nil {
					t.Fatal(err)
				}
				if err := p.Act(row.fill+";"+act, nil, letter); err != nil {
					t.Fatal(err)
				}
				return p
			}
			submit(s.without, row.bare)
			want := s.arrived(t, collector)

			p := submit(s.with, row.act)
			shown, err := p.Dialog(waitForDialog)
			if err != nil || !shown {
				t.Fatalf("no dialog was shown (%v); %s received %s", err, collector, list(s.received(collector)))
			}
			time.Sleep(200 * time.Millisecond)
			if early := s.received(collector); len(early) > 0 {
				t.Fatalf("before consent %s received %s", collector, list(early))
			}
			if errors, err := p.Errors(); err != nil || len(errors) > 0 {
				t.Errorf("the page's scripts threw %q, %v", errors, err)
			}
			if err := p.Choose(SendOnce); err != nil {
				t.Fatal(err)
			}
			got := s.arrived(t, collector)
			for i := range got {
				if row.chance != "" {
					got[i].Body = bytes.ReplaceAll(got[i].Body, []byte(row.chance), nil)
				}
			}
			if list(got) != list(want) {
				t.Errorf("after consent %s received\n%s\nwant, as without the extension,\n%s", collector, list(got), list(want))
			}
			if len(want) != 1 || strings.Split(want[0].URL, "?")[0] != row.path {
				t.Errorf("without the extension %s received %s, want one request for %s", collector, list(want), row.path)
			}
		})
	}
}

// boundary is the random part of a multipart body.
var boundary = regexp.MustCompile(`----WebKitFormBoundary[0-9A-Za-z]{16}`)

// list writes requests so that equal ones are equal texts.
func list(requests []lab.Request) string {
	text := ""
	for _, r := range requests {
		text += fmt.Sprintf("%s tls=%v %s %s %q %q %q\n", r.Method, r.TLS, r.Host, r.URL,
			boundary.ReplaceAllString(r.Header.Get("Content-Type"), "BOUNDARY"), r.Header.Get("Origin"),
			boundary.ReplaceAll(r.Body, []byte("BOUNDARY")))
	}
	if text == "" {
		return "nothing"
	}
	return text
}
