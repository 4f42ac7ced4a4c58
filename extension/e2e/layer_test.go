package e2e

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
)

// placing finds where a field is without asking the page's own scripts.
const placing = `
	page.place = async (name) => {
		const box = await (await page.$('[name=' + name + ']')).boundingBox();
		return [box.x + box.width / 2, box.y + box.height / 2];
	};
`

// counting makes the page's frames count what handlers of the page see: page.ran.
// It comes after typing, when every frame shows the document that it will send.
const counting = `
	page.ran = {};
	page.on('console', (message) => {
		const [, type] = /^ran (\w+)$/.exec(message.text()) ?? [];
		if (type) page.ran[type] = (page.ran[type] ?? 0) + 1;
	});
	const count = () => {
		for (const type of ['submit', 'formdata', 'invalid']) addEventListener(type, () => console.debug('ran ' + type), true);
		navigation.addEventListener('navigate', ({ destination }) => { if (!destination.sameDocument) console.debug('ran navigate'); });
	};
	for (const frame of page.frames()) await frame.evaluate(count).catch(() => {}); // where the page broke it, nothing is counted
`

// fillIn opens the page of a way in one browser and types.
func (w way) fillIn(t *testing.T, b *Browser, files ...any) *Page {
	t.Helper()
	url := w.page
	if !strings.Contains(url, "://") {
		url = "http://forms.example.org/" + url + ".html"
	}
	for left := 5; ; left-- {
		p := page(t, b)
		err := p.Open(url)
		if err == nil {
			err = p.Act(placing+w.fill+";"+counting, nil, files...)
		}
		// On a busy machine the driver loses a tab whose page a prerendered one replaces.
		if err != nil && strings.Contains(err.Error(), "detached Frame") && left > 0 {
			continue
		}
		if err != nil {
			t.Error(err)
		}
		return p
	}
}

// ran says how often handlers of the page ran, event by event.
func ran(t *testing.T, p *Page) string {
	t.Helper()
	var counts map[string]int
	if err := p.Act(`return page.ran`, &counts); err != nil {
		t.Error(err)
	}
	text := ""
	for _, event := range slices.Sorted(maps.Keys(counts)) {
		text += fmt.Sprintf("%s %d ", event, counts[event])
	}
	return text
}

// ranBoth counts in both browsers until they agree, and still do a moment later:
// what a page writes to its console comes after the request that it belongs to.
func ranBoth(t *testing.T, p, bare *Page) (with, without string) {
	t.Helper()
	agreed := ""
	for end := time.Now().Add(5 * time.Second); !t.Failed() && time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		with, without = ran(t, p), ran(t, bare)
		if with == without && agreed == "counted "+with {
			break
		}
		agreed = ""
		if with == without {
			agreed = "counted " + with
		}
	}
	return with, without
}

// typed is what nobody may hear of: values, files, and a page that is its own address.
var typed = []string{"a@b.org", "A & Ø", "two\nlines", "Dear all", "letter.txt", "data:text/html"}

func TestLayer(t *testing.T) {
	t.Parallel() // with the other column: most of their time they wait
	s := setUp(t)
	names := map[string]bool{}
	for _, w := range ways {
		if names[w.name] {
			t.Errorf("two ways are called %q", w.name)
		}
		names[w.name] = true
		known := []outcome{held, stopped(""), lost(""), reported(""), untouched(""), refused(""), unseen("")}
		for browser, said := range map[string]outcome{"Chromium": w.chromium, "Firefox": w.firefox} {
			if !slices.ContainsFunc(known, func(one outcome) bool { return one.word == said.word }) || said.why == "" && said != held {
				t.Errorf("%s: nothing is said of %s, or not why", w.name, browser)
			}
		}
	}
	if len(names) < 45 {
		t.Errorf("the table has %d ways, want at least 45", len(names))
	}
	s.take(t, ways, func(w way) outcome { return w.chromium })
}

// take takes ways and compares each with what is said of it. In the whole run,
// nothing typed, no file, and no page that is its own address is in what the
// extension said, or asked a worker.
func (s *stage) take(t *testing.T, ways []way, said func(way) outcome) {
	t.Helper()
	letter, letters := write(t)
	stages := s.pair(t)
	var captures []capture
	for _, s := range stages {
		captures = append(captures, startCapture(t, s.with))
	}
	spread(stages, ways, func(s *stage, w way) {
		t.Run(w.name, func(t *testing.T) { w.run(t, s, said(w), letter, letters) })
	})
	for _, c := range captures {
		c.noLeak(t, typed, s.asked.all())
	}
}

// write makes a file to upload, and returns its name and its folder's.
func write(t *testing.T) (letter, letters string) {
	t.Helper()
	letters = t.TempDir()
	letter = filepath.Join(letters, "letter.txt")
	if err := os.WriteFile(letter, []byte("Dear all,\r\n\x00\xff\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return letter, letters
}

// run sends a form in its way, without and with the extension, and compares.
func (w way) run(t *testing.T, s *stage, want outcome, files ...any) {
	if w.fill == "" {
		w.fill = fill
	}
	if w.bare == "" {
		w.bare = w.act
	}
	if w.host == "" {
		w.host = collector
	}
	s.lab.Forget()
	s.bare.Forget()
	var bare string
	var bareTab *Page
	var both sync.WaitGroup
	both.Go(func() {
		p := w.fillIn(t, s.without, files...)
		if err := p.Act(w.bare, nil, files...); err != nil {
			t.Error(err)
		}
		got := w.arrived(t, s.bare)
		if w.path != "" && (len(got) != 1 || strings.Split(got[0].URL, "?")[0] != w.path) {
			t.Errorf("without the extension %s received %s, want one request for %s", w.host, list(got), w.path)
		}
		bare, bareTab = list(got), p
	})
	p := w.with(t, s, want, files...)
	both.Wait()
	if t.Failed() {
		return
	}
	if want.word == "lost" {
		return
	}
	sent := w.arrived(t, s.lab)
	if want.word == "stopped" {
		// The page that sends it is not the one that it came from.
		bare = origin.ReplaceAllString(bare, `$1 ""`)
		for _, request := range sent {
			request.Header.Del("Origin")
		}
	}
	if sent := list(sent); sent != bare {
		t.Errorf("%s received\n%s\nwant, as without the extension,\n%s", w.host, sent, bare)
	}
	if w.chance != "" || want.word == "refused" { // there the page tries twice
		return
	}
	with, without := ranBoth(t, p, bareTab)
	if with != without && !(w.late && s.firefox) {
		t.Errorf("the page's handlers ran: %s\nwant, as without the extension: %s", with, without)
	}
}

// with sends the form in the browser with the extension, looks for what is
// expected, and consents where that is asked.
func (w way) with(t *testing.T, s *stage, want outcome, files ...any) *Page {
	t.Helper()
	p := w.fillIn(t, s.with, files...)
	switch want.word {
	case "cannot be seen":
		if shown := popup(t, p, false, "unseen.png"); !strings.Contains(shown, want.why) {
			t.Errorf("the popup does not say %q:\n%s", want.why, shown)
		}
	case "reported":
		if forms, err := p.Overview(); err != nil || !strings.Contains(indent(forms), want.why) {
			t.Errorf("the popup does not report %s (%v):\n%s", want.why, err, indent(forms))
		}
	}
	if err := p.Act(`await page.bringToFront();`+w.act, nil, files...); err != nil {
		t.Error(err)
		return p
	}
	switch want.word {
	case "held":
		shown, err := p.Dialog(waitForDialog)
		if err != nil || !shown {
			t.Errorf("no dialog was shown (%v); %s received %s", err, w.host, list(received(s.lab, w.host)))
			return p
		}
		w.nothingYet(t, s)
		if errors, err := p.Errors(); err != nil || len(errors) > 0 {
			t.Errorf("the page's scripts threw %q, %v", errors, err)
		}
		if err := p.Choose(SendOnce); err != nil {
			t.Error(err)
		}
	case "stopped":
		if err := p.Stopped(waitForDialog); err != nil {
			t.Errorf("%v; %s received %s", err, w.host, list(received(s.lab, w.host)))
			return p
		}
		w.nothingYet(t, s)
		if err := p.SendStopped(); err != nil {
			t.Error(err)
		}
	case "refused":
		if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
			t.Errorf("no dialog was shown (%v)", err)
			return p
		}
		w.nothingYet(t, s)
		if err := p.Choose(SendOnce); err != nil {
			t.Error(err)
		} else if err := p.Act(w.act, nil, files...); err != nil {
			t.Error(err)
		}
	case "lost":
		time.Sleep(2 * time.Second)
		w.nothingYet(t, s)
	default:
		w.quiet(t, s, p)
	}
	return p
}

// nothingYet: before consent the target has received nothing.
func (w way) nothingYet(t *testing.T, s *stage) {
	t.Helper()
	time.Sleep(200 * time.Millisecond)
	if early := received(s.lab, w.host); len(early) > 0 {
		t.Errorf("before consent %s received %s", w.host, list(early))
	}
}

// quiet: nothing is asked.
func (w way) quiet(t *testing.T, s *stage, p *Page) {
	t.Helper()
	if w.path != "" {
		w.arrived(t, s.lab)
	}
	if shown, err := p.Dialog(300 * time.Millisecond); err != nil || shown {
		t.Errorf("a dialog is shown: %v, %v", shown, err)
	}
	if held, err := p.browser.Held(p.ctx); err != nil || len(held) > 0 {
		t.Errorf("%d submissions wait, %v", len(held), err)
	}
}

// arrived waits for what the way should bring to its host, or for a while where
// that is nothing.
func (w way) arrived(t *testing.T, l *lab.Lab) []lab.Request {
	t.Helper()
	if w.path == "" {
		time.Sleep(500 * time.Millisecond)
		return w.steady(received(l, w.host))
	}
	return w.steady(arrived(t, l, w.host))
}

// steady takes out of bodies what may stand there or not.
func (w way) steady(requests []lab.Request) []lab.Request {
	for i := range requests {
		if w.chance != "" {
			requests[i].Body = bytes.ReplaceAll(requests[i].Body, []byte(w.chance), nil)
		}
	}
	return requests
}

// origin finds the Origin header in what list writes.
var origin = regexp.MustCompile(`(?m)^(\S+ tls=\S+ \S+ \S+ "[^"]*") "[^"]*"`)

// boundary is the random part of a multipart body.
var boundary = regexp.MustCompile(`----WebKitFormBoundary[0-9A-Za-z]{16}|----geckoformboundary[0-9a-f]+`)

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
