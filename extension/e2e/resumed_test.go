package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// Back from the answer leads to the form, with what was typed, as it does without
// the extension; and back once more to the page before.
func TestBackFromTheAnswer(t *testing.T) {
	s := setUp(t)
	type visited struct{ Seen, Kept string } // what the person saw; whether the browser had kept the form's page, or loaded it again
	visit := func(t *testing.T, b *Browser, name, send string) (seen visited) {
		t.Helper()
		p := page(t, b)
		for _, url := range []string{"none.html", name + ".html"} {
			if err := p.Open("http://forms.example.org/" + url); err != nil {
				t.Fatal(err)
			}
		}
		act := fill + send + `;
			if (args[0]) {
				const frame = await dialog(15000);
				frame.click('#once').catch(() => {});
			}
			await page.waitForSelector('#received');
			const seen = [await page.evaluate(() => location.pathname + ' ' + history.length)];
			await page.goBack();
			await sleep(300); // a page that was kept goes on with what its timers were to do
			const kept = await page.evaluate(() => performance.getEntriesByType('navigation')[0].type);
			seen.push(await page.evaluate(() => [location.pathname, history.length, ...Array.from(document.querySelectorAll('input'), ({ value }) => value)].join(' ')));
			await page.goBack();
			seen.push(await page.evaluate(() => location.pathname + ' ' + history.length));
			return { seen: seen.join('\n'), kept };`
		if err := p.Act(act, &seen, b.Origin != ""); err != nil {
			t.Fatal(err)
		}
		return seen
	}
	type form struct{ page, send string }
	forms := []form{{"plain", press}, {"submit", script}, {"submit-get", script}, {"location", script}, {"removed", press}}
	spread(s.pair(t), forms, func(s *stage, c form) {
		t.Run(c.page, func(t *testing.T) {
			want, got := visit(t, s.without, c.page, c.send), visit(t, s.with, c.page, c.send)
			// Whether a browser keeps a page for the way back or loads it again is its own affair,
			// and on a busy machine chance: where that made the difference, it is compared again.
			for left := 5; got.Seen != want.Seen && got.Kept != want.Kept && left > 0; left-- {
				want, got = visit(t, s.without, c.page, c.send), visit(t, s.with, c.page, c.send)
			}
			if got.Seen != want.Seen || !strings.Contains(want.Seen, "/"+c.page+".html") {
				t.Errorf("the person came to\n%s (%s)\nwant, as without the extension,\n%s (%s)", got.Seen, got.Kept, want.Seen, want.Kept)
			}
		})
	})
}

// The person leaves while the dialog is open, in every way there is: nothing is
// sent, and nothing waits.
func TestLeavingWhileTheDialogIsOpen(t *testing.T) {
	s := setUp(t)
	type leave struct{ name, act string }
	ways := []leave{
		{"the tab is closed", `await page.close()`},
		{"another page", `await page.goto('http://forms.example.org/none.html')`},
		{"reloaded", `await page.reload()`},
		{"away and back", `
			await page.goto('http://forms.example.org/none.html');
			await sleep(1500);
			await page.goBack();
			if (await page.evaluate(() => document.documentElement.lastElementChild !== document.body)) throw new Error('the page is covered');
			if (await page.evaluate(() => document.querySelector('[name=forename]').value) !== 'A & Ø') throw new Error('what was typed is lost');`},
	}
	spread(s.pair(t), ways, func(s *stage, c leave) {
		t.Run(c.name, func(t *testing.T) {
			s.lab.Forget()
			p := ask(t, s.with, "http://forms.example.org/click.html", "[value=subscribe]")
			if err := p.Act(c.act, nil); err != nil {
				t.Fatal(err)
			}
			time.Sleep(1500 * time.Millisecond)
			if held, err := s.with.Held(p.ctx); err != nil || len(held) > 0 {
				t.Errorf("%d submissions wait, %v", len(held), err)
			}
			if got := s.received(collector); len(got) > 0 {
				t.Errorf("%s received %s", collector, list(got))
			}
			if c.name != "away and back" {
				return
			}
			// The same page is asked about anew.
			if err := p.Act(`await page.click('[value=subscribe]')`, nil); err != nil {
				t.Fatal(err)
			}
			if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
				t.Fatalf("no dialog was shown (%v)", err)
			}
			if err := p.Choose(SendOnce); err != nil {
				t.Fatal(err)
			}
			if got := s.arrived(t, collector); len(got) != 1 {
				t.Errorf("after consent %s received %s, want one request", collector, list(got))
			}
		})
	})
}

// A frame that leaves while its question is open over the page around it takes
// the question along.
func TestFrameLeavesWhileTheDialogIsOpen(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	if err := p.Open("http://www.example.net/framed.html"); err != nil {
		t.Fatal(err)
	}
	if err := p.Act(inFrame+`await page.frames()[1].click('[value=subscribe]')`, nil); err != nil {
		t.Fatal(err)
	}
	if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
		t.Fatalf("no dialog was shown (%v)", err)
	}
	if err := p.Act(`await page.evaluate(() => { document.querySelector('iframe').src = 'http://forms.example.org/none.html'; })`, nil); err != nil {
		t.Fatal(err)
	}
	if err := p.Gone(); err != nil {
		t.Error(err)
	}
	if got := s.received(collector); len(got) > 0 {
		t.Errorf("%s received %s", collector, list(got))
	}
}

// A person thinks longer than the five seconds for which a click lets a page open
// a tab: the answer comes in its tab all the same.
func TestNewTabAfterThinking(t *testing.T) {
	s := setUp(t)
	newTabs := slices.DeleteFunc(slices.Clone(ways), func(w way) bool {
		return w.name != "a new tab" && w.name != "a frame of another site, in a new tab"
	})
	spread(s.pair(t), newTabs, func(s *stage, w way) {
		t.Run(w.name, func(t *testing.T) {
			s.lab.Forget()
			if w.fill == "" {
				w.fill = fill
			}
			p := w.fillIn(t, s.with)
			if err := p.Act(w.act, nil); err != nil {
				t.Fatal(err)
			}
			if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
				t.Fatalf("no dialog was shown (%v)", err)
			}
			time.Sleep(6 * time.Second)
			if err := p.Choose(SendOnce); err != nil {
				t.Fatal(err)
			}
			if got := s.arrived(t, collector); len(got) != 1 {
				t.Errorf("after consent %s received %s, want one request", collector, list(got))
			}
		})
	})
	if len(newTabs) != 2 {
		t.Errorf("found %d ways that open a tab, want two", len(newTabs))
	}
}

// A submission to a host that nothing is known about waits for a look-up no
// longer than is promised; then the facts at hand decide, and the popup says what
// was not checked.
func TestUnknownIsHeldForABoundedTime(t *testing.T) {
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
	open(t, p, "https://forms.example.org/abroad.html", "[name=go]")
	begin := time.Now()
	if got := s.arrived(t, collector); len(got) != 1 {
		t.Fatalf("%s received %s, want one request", collector, list(got))
	}
	took := time.Since(begin)
	t.Logf("it was held for %v", took.Round(time.Millisecond))
	if took > 5*time.Second { // two, and what a busy machine adds
		t.Errorf("it was held for %v, want about two seconds", took)
	}
	if err := p.Open("https://forms.example.org/abroad.html"); err != nil {
		t.Fatal(err)
	}
	if shown := popup(t, p, false, "popup-not-checked.png"); !strings.Contains(shown, "Not looked up") {
		t.Errorf("the popup does not say what could not be checked:\n%s", shown)
	}
}

// The verdict is ready before the click: from the first character on, the worker
// is asked once for each half of what it finds out, and the click asks nobody.
func TestVerdictIsReadyBeforeTheClick(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	if err := p.Open("https://forms.example.org/abroad.html"); err != nil {
		t.Fatal(err)
	}
	if n := len(s.asked.all()); n > 0 {
		t.Errorf("before anything was typed the worker was asked %d times", n)
	}
	if err := p.Act(`await page.type('[name=email]', 'a'); await sleep(1500)`, nil); err != nil {
		t.Fatal(err)
	}
	before := s.asked.all()
	halves := "include=dns,hosting include=registration,certificate"
	for _, asked := range before {
		line, _, _ := strings.Cut(asked, "\n")
		host, half, _ := strings.Cut(line, "?")
		if host != "GET /v1/hosts/"+collector || half == "" || !strings.Contains(halves, half) {
			t.Errorf("after the first character the worker was asked %q", line)
		}
		halves = strings.Replace(halves, half, "", 1)
	}
	if len(before) != 2 {
		t.Errorf("after the first character the worker was asked %d times, want once for each half about %s", len(before), collector)
	}
	if err := p.Act(`await page.type('[name=email]', '@b.org');`+press, nil); err != nil {
		t.Fatal(err)
	}
	if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
		t.Fatalf("no dialog was shown (%v)", err)
	}
	if got := s.asked.all(); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Errorf("at the click the worker was asked again: %q", got)
	}
}
