package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
)

// quiet runs act on a page in both browsers and compares what host received;
// no dialog may be shown. It returns the page with the extension.
func quiet(t *testing.T, s *stage, url, host, act string) *Page {
	t.Helper()
	submit := func(b *Browser, l *lab.Lab) (*Page, string) {
		l.Forget()
		p := page(t, b)
		if err := p.Open(url); err != nil {
			t.Fatal(err)
		}
		if err := p.Act(act, nil); err != nil {
			t.Fatal(err)
		}
		return p, list(arrived(t, l, host))
	}
	_, want := submit(s.without, s.bare)
	p, got := submit(s.with, s.lab)
	if got != want {
		t.Errorf("%s received\n%s\nwant, as without the extension,\n%s", host, got, want)
	}
	if strings.Count(want, "\n") != 1 {
		t.Errorf("without the extension %s received\n%s\nwant one request", host, want)
	}
	silent(t, s, p)
	return p
}

// silent fails when a dialog is shown or a submission waits.
func silent(t *testing.T, s *stage, p *Page) {
	t.Helper()
	if shown, err := p.Dialog(500 * time.Millisecond); err != nil || shown {
		t.Errorf("a dialog is shown: %v, %v", shown, err)
	}
	if held, err := s.with.Held(p.ctx); err != nil || len(held) > 0 {
		t.Errorf("%d submissions wait, %v", len(held), err)
	}
}

func TestClearFormIsNotTouched(t *testing.T) {
	s := setUp(t)
	for _, c := range []struct{ name, pause, want string }{
		// Judged while the person still looks at it: the page cannot tell that anybody was there.
		{"in a person's time", `await sleep(1500);`, "handled=1 prevented=false navigations=1"},
		// Sent before it is judged: it waits for that, and its handlers do not run again.
		{"in no time", ``, "handled=1 prevented=false"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := quiet(t, s, "https://forms.example.org/clear.html", "forms.example.org", fill+c.pause+`; await page.click('[name=go]')`)
			var got string
			if err := p.Act(`return page.evaluate(() => ['handled', 'prevented', 'navigations'].map((key) => key + '=' + sessionStorage.getItem(key)).join(' '))`, &got); err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(got, c.want) {
				t.Errorf("the page saw %s, want %s", got, c.want)
			}
		})
	}
	if asked := s.asked.all(); len(asked) > 0 {
		t.Errorf("the worker was asked %q, want nothing for a form that stays on its site", asked)
	}
}

func TestSearchIsQuiet(t *testing.T) {
	s := setUp(t)
	for _, scheme := range []string{"https", "http"} {
		t.Run(scheme, func(t *testing.T) {
			quiet(t, s, scheme+"://forms.example.org/search.html", "forms.example.org",
				`await page.type('[name=q]', 'ferries'); await page.keyboard.press('Enter')`)
		})
	}
}

// A page is left without sending what was typed: nothing is said of the form.
func TestLeavingIsQuiet(t *testing.T) {
	s := setUp(t)
	const typed = `await page.type('[name=email]', 'ann@example.org'); await page.type('[name=forename]', 'Ann');`
	for _, c := range []struct{ name, scheme, act string }{
		{"link", "http", `await page.click('#link')`},
		{"redirect", "http", `await page.click('[value=redirect]')`},
		{"fetch, then redirect", "https", `await page.click('[value=fetch]')`}, // http would be asked about: it sends what was typed
	} {
		t.Run(c.name, func(t *testing.T) {
			quiet(t, s, c.scheme+"://forms.example.org/away.html", collector, typed+c.act)
		})
	}
}

func TestPageThatRefusesIsLeftAlone(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	open(t, p, "http://forms.example.org/refused.html", "[name=go]")
	silent(t, s, p)
	var got string
	if err := p.Act(`return page.evaluate(() => handled + ': ' + document.querySelector('#told').textContent)`, &got); err != nil {
		t.Fatal(err)
	}
	if want := "1: Something is missing."; got != want {
		t.Errorf("the page says %q, want %q", got, want)
	}
	if got := s.received(collector); len(got) > 0 {
		t.Errorf("%s received %s, want nothing", collector, list(got))
	}
}

func TestLoopbackIsQuiet(t *testing.T) {
	s := setUp(t)
	var mu sync.Mutex
	var bodies []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.Method == http.MethodPost {
			body, _ := io.ReadAll(r.Body)
			mu.Lock()
			bodies = append(bodies, string(body))
			mu.Unlock()
			fmt.Fprint(w, `<!doctype html><p id="received">received`)
			return
		}
		fmt.Fprint(w, `<!doctype html><form method="post"><input type="email" name="email"><input type="password" name="password"><button name="go">Log in</button></form>`)
	}))
	defer server.Close()
	p := page(t, s.with)
	for _, url := range []string{server.URL, strings.Replace(server.URL, "127.0.0.1", "localhost", 1)} {
		if err := p.Open(url); err != nil {
			t.Fatal(err)
		}
		err := p.Act(`
			await page.type('[name=email]', 'ann@example.org');
			await page.type('[name=password]', 'secret');
			await page.click('[name=go]');
			await page.waitForSelector('#received', { timeout: 5000 });`, nil)
		if err != nil {
			t.Errorf("%s: %v", url, err)
		}
		silent(t, s, p)
	}
	mu.Lock()
	defer mu.Unlock()
	if got, want := strings.Join(bodies, " "), "email=ann%40example.org&password=secret&go= email=ann%40example.org&password=secret&go="; got != want {
		t.Errorf("the server received %q, want %q", got, want)
	}
}

func TestWithoutWorker(t *testing.T) {
	s := setUp(t)
	reset(t, s.with, "")
	p := ask(t, s.with, "http://forms.example.org/click.html", "[value=subscribe]")
	held, err := s.with.Held(p.ctx)
	if err != nil || len(held) != 1 {
		t.Fatalf("%d submissions wait, %v; want one", len(held), err)
	}
	if !held[0].Has("transport/cleartext") {
		t.Errorf("got %q, want transport/cleartext among them", held[0].Rules())
	}
	if len(held[0].Unknown) == 0 {
		t.Error("the report does not say what could not be checked")
	}
	var text string
	if err := p.InDialog(`document.body.textContent`, &text); err != nil {
		t.Fatal(err)
	}
	for _, unknown := range held[0].Unknown {
		subject, _, _ := strings.Cut(unknown, ": ")
		if at := strings.Index(text, "Not looked up: "); at < 0 || !strings.Contains(text[at:], subject) || !strings.Contains(text[at:], "(no worker is chosen)") {
			t.Errorf("the dialog does not say %q", unknown)
		}
	}
	if asked := s.asked.all(); len(asked) > 0 {
		t.Errorf("the worker was asked %q although none is chosen", asked)
	}
	if err := p.Choose(SendOnce); err != nil {
		t.Fatal(err)
	}
	s.arrived(t, collector)
}

// What is not judged in time is not sent without a word, and a judgement that
// comes afterwards opens no dialog.
func TestLateJudgement(t *testing.T) {
	s := setUp(t)
	b, err := Launch(t.Context(), Options{Path: s.browser, Extension: s.unpacked, Lab: s.lab})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	reset(t, b, "")
	err = b.Background(t.Context(), `(() => {
		const get = chrome.storage.local.get.bind(chrome.storage.local);
		chrome.storage.local.get = async (...keys) => {
			while (globalThis.slow) await new Promise((resolve) => setTimeout(resolve, 50));
			return get(...keys);
		};
	})()`, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ url, want string }{
		{"http://forms.example.org/click.html", "the browser asks"},
		{"http://forms.example.org/sandboxed.html", "the page says so"}, // the browser asks nothing in a frame that may not open boxes
	} {
		t.Run(c.want, func(t *testing.T) {
			s.lab.Forget()
			p := page(t, b)
			if err := p.Open(c.url); err != nil {
				t.Fatal(err)
			}
			if err := b.Background(p.ctx, `slow = true`, nil); err != nil {
				t.Fatal(err)
			}
			var got string
			err := p.Act(`
				let got = 'nothing';
				page.on('dialog', (box) => {
					if (box.message().includes('http://collect.example.com/click')) got = 'the browser asks';
					box.dismiss().catch(() => {});
				});
				const frame = page.frames().find((frame) => frame.url().endsWith('/click.html'));
				await frame.type('[name=email]', 'a@b.org');
				await frame.click('[value=subscribe]');
				await sleep(7500);
				const last = await frame.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2).parentNode.nodeName + document.documentElement.lastElementChild.localName);
				if (got === 'nothing' && last === 'HTMLdiv') got = 'the page says so';
				return got;`, &got)
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got: %s, want: %s", got, c.want)
			}
			if err := b.Background(p.ctx, `slow = false`, nil); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			if shown, err := p.Dialog(time.Second); err != nil || shown {
				t.Errorf("a dialog is shown afterwards: %v, %v", shown, err)
			}
			if held, err := b.Held(p.ctx); err != nil || len(held) > 0 {
				t.Errorf("%d submissions wait, %v", len(held), err)
			}
			if got := s.received(collector); len(got) > 0 {
				t.Errorf("%s received %s", collector, list(got))
			}
		})
	}
}

// A worker that was chosen and does not answer delays, and does not prevent.
func TestWorkerThatDoesNotAnswer(t *testing.T) {
	s := setUp(t)
	done := make(chan struct{})
	deaf := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-done:
		case <-r.Context().Done():
		}
	}))
	defer deaf.Close()
	defer close(done)
	reset(t, s.with, deaf.URL)
	p := page(t, s.with)
	open(t, p, "http://forms.example.org/click.html", "[value=subscribe]")
	begin := time.Now()
	if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
		t.Fatalf("no dialog was shown (%v)", err)
	}
	t.Logf("the dialog came after %v", time.Since(begin).Round(time.Millisecond))
	held, err := s.with.Held(p.ctx)
	if err != nil || len(held) != 1 || !held[0].Has("transport/cleartext") || len(held[0].Unknown) == 0 {
		t.Errorf("got %+v, %v; want transport/cleartext and what could not be checked", held, err)
	}
}
