package e2e

import (
	"testing"
	"time"
)

// ask opens a page of forms.example.org, fills it in, clicks on what selector
// names, and waits for the dialog.
func ask(t *testing.T, b *Browser, url, selector string) *Page {
	t.Helper()
	p := page(t, b)
	open(t, p, url, selector)
	if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
		t.Fatalf("%s: no dialog was shown (%v)", url, err)
	}
	return p
}

// open opens a page, fills it in and clicks.
func open(t *testing.T, p *Page, url, selector string) {
	t.Helper()
	if err := p.Open(url); err != nil {
		t.Fatal(err)
	}
	if err := p.Act(fill+`; await page.click(args[0])`, nil, selector); err != nil {
		t.Fatal(err)
	}
}

func TestCancel(t *testing.T) {
	s := setUp(t)
	const url = "http://forms.example.org/click.html"
	for _, c := range []struct{ name, act string }{
		{"button", `(await (await dialog(5000)).waitForSelector('` + DontSend + `')).click().catch(() => {})`},
		{"escape", `page.keyboard.press('Escape').catch(() => {})`},
		{"enter on the default button", `page.keyboard.press('Enter').catch(() => {})`},
		{"click outside", `await sleep(700); await page.mouse.click(3, 760)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.lab.Forget()
			p := ask(t, s.with, url, "[value=subscribe]")
			if err := p.Act(c.act, nil); err != nil {
				t.Fatal(err)
			}
			if err := p.Gone(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(300 * time.Millisecond)
			if got := s.received(collector); len(got) > 0 {
				t.Errorf("%s received %s", collector, list(got))
			}
			var got struct{ URL, Email, Forename, Focus string }
			err := p.Act(`return page.evaluate(() => ({
				url: location.href,
				email: document.querySelector('[name=email]').value,
				forename: document.querySelector('[name=forename]').value,
				focus: document.activeElement.value,
			}))`, &got)
			if err != nil {
				t.Fatal(err)
			}
			if got.URL != url || got.Email != "a@b.org" || got.Forename != "A & Ø" {
				t.Errorf("the page now has %+v, want what was typed, at %s", got, url)
			}
			if got.Focus != "subscribe" {
				t.Errorf("the focus is on %q, want it back on the button", got.Focus)
			}

			// The person can still send it.
			if err := p.Act(`await page.click('[value=subscribe]')`, nil); err != nil {
				t.Fatal(err)
			}
			if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
				t.Fatalf("the second time no dialog was shown (%v)", err)
			}
			if err := p.Choose(SendOnce); err != nil {
				t.Fatal(err)
			}
			if got := s.arrived(t, collector); len(got) != 1 {
				t.Errorf("after consent %s received %s, want one request", collector, list(got))
			}
		})
	}
}

func TestAlwaysForThisPair(t *testing.T) {
	s := setUp(t)
	const abroad = "https://forms.example.org/abroad.html"
	p := ask(t, s.with, abroad, "[name=go]")
	if err := p.Choose(Always); err != nil {
		t.Fatal(err)
	}
	if got := s.arrived(t, collector); len(got) != 1 {
		t.Fatalf("after consent %s received %s, want one request", collector, list(got))
	}

	s.lab.Forget()
	again := page(t, s.with)
	open(t, again, abroad, "[name=go]")
	if got := s.arrived(t, collector); len(got) != 1 {
		t.Errorf("the next time %s received %s, want one request without a question", collector, list(got))
	}

	// What was not accepted then is asked about now: the same pair, in cleartext.
	s.lab.Forget()
	ask(t, s.with, "http://forms.example.org/click.html", "[value=subscribe]")
	if got := s.received(collector); len(got) > 0 {
		t.Errorf("without encryption %s received %s, want nothing before consent", collector, list(got))
	}
}
