package e2e

import (
	"strings"
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

// "Send once" is for the submission that was asked about, and for no other.
func TestOnceIsOnce(t *testing.T) {
	s := setUp(t)
	for _, c := range []struct{ name, more string }{
		{"the same again", ``},
		{"more typed", `await page.type('[name=forename]', ' the second');`},
		{"a password more", `await page.evaluate(() => document.forms[0].insertAdjacentHTML('afterbegin', '<input type="password" name="password">'));
			await page.type('[name=password]', 'secret');`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.lab.Forget()
			p := ask(t, s.with, "http://forms.example.org/blank.html", "[name=go]")
			if err := p.Choose(SendOnce); err != nil {
				t.Fatal(err)
			}
			s.arrived(t, collector)
			if err := p.Act(`await page.bringToFront();`+c.more+`await page.click('[name=go]')`, nil); err != nil {
				t.Fatal(err)
			}
			if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
				t.Errorf("the second time no dialog was shown (%v)", err)
			}
			if got := s.received(collector); len(got) != 1 {
				t.Errorf("%s received %s, want one request before the second consent", collector, list(got))
			}
		})
	}
}

// Where no page can hold up the dialog it has a window of its own, which goes
// with the answer.
func TestDialogInItsOwnWindow(t *testing.T) {
	s := setUp(t)
	b, err := Launch(t.Context(), Options{Path: s.browser, Extension: s.unpacked, Lab: s.lab})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	reset(t, b, "")
	err = b.Background(t.Context(), `(() => {
		const send = chrome.tabs.sendMessage.bind(chrome.tabs);
		chrome.tabs.sendMessage = (tab, message, ...rest) => message.type === 'open' ? Promise.reject(new Error('no')) : send(tab, message, ...rest);
	})()`, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		answer string
		want   int
	}{{DontSend, 0}, {SendOnce, 1}} {
		s.lab.Forget()
		p := page(t, b)
		open(t, p, "http://forms.example.org/click.html", "[value=subscribe]")
		err := p.Act(`
			const isDialog = (target) => target.url().includes('/dialog/dialog.html');
			const window = await (await browser.waitForTarget(isDialog, { timeout: 15000 })).page();
			await (await window.waitForSelector(args[0], { visible: true })).click().catch(() => {});
			for (let left = 100; browser.targets().some(isDialog); await sleep(50)) if (!left--) throw new Error('the window is still open');
			await sleep(300);`, nil, c.answer)
		if err != nil {
			t.Fatalf("%s: %v", c.answer, err)
		}
		if got := s.received(collector); len(got) != c.want {
			t.Errorf("%s: %s received %s, want %d requests", c.answer, collector, list(got), c.want)
		}
	}
}

// An update of the extension leaves its old scripts behind in the pages that
// are open: what they hold up can be closed, and new ones take over.
func TestUpdateWhileTheDialogIsOpen(t *testing.T) {
	s := setUp(t)
	b, err := Launch(t.Context(), Options{Path: s.browser, Extension: s.unpacked, Lab: s.lab})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	reset(t, b, "")
	p := ask(t, b, "http://forms.example.org/click.html", "[value=subscribe]")
	err = p.Act(`
		await browser.uninstallExtension(args[0]);
		await browser.installExtension(args[1]);
		await sleep(3000);
		await page.bringToFront();
		await page.mouse.click(3, 760);
		await sleep(200);
		if (await page.evaluate(() => document.documentElement.lastElementChild !== document.body)) throw new Error('the page is still covered');
		await page.type('[name=forename]', ' again');
		await page.click('[value=subscribe]');`, nil, strings.TrimPrefix(b.Origin, "chrome-extension://"), s.unpacked)
	if err != nil {
		t.Fatal(err)
	}
	if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
		t.Errorf("after the update no dialog was shown (%v)", err)
	}
	if got := s.received(collector); len(got) > 0 {
		t.Errorf("%s received %s", collector, list(got))
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

	// Another kind of data is asked about.
	s.lab.Forget()
	more := page(t, s.with)
	if err := more.Open(abroad); err != nil {
		t.Fatal(err)
	}
	err := more.Act(`await page.evaluate(() => document.forms[0].insertAdjacentHTML('afterbegin', '<input type="password" name="password">'));
		await page.type('[name=password]', 'secret');`+fill+`await page.click('[name=go]')`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if shown, err := more.Dialog(waitForDialog); err != nil || !shown {
		t.Errorf("with a password no dialog was shown (%v)", err)
	}
	if got := s.received(collector); len(got) > 0 {
		t.Errorf("with a password %s received %s, want nothing before consent", collector, list(got))
	}

	// What was not accepted then is asked about now: the same pair, in cleartext.
	s.lab.Forget()
	ask(t, s.with, "http://forms.example.org/click.html", "[value=subscribe]")
	if got := s.received(collector); len(got) > 0 {
		t.Errorf("without encryption %s received %s, want nothing before consent", collector, list(got))
	}
}
