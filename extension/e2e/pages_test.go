package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// No page of the extension asks anything of anybody outside it: every request
// that would leave is stopped and counted.
func TestPagesAskNobody(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	s.lab.Forget()
	for _, c := range []struct{ path, ready string }{
		{"/dialog/dialog.html", "h1"}, {"/stopped/stopped.html", "main"}, {"/popup/popup.html", "#content > *"},
		{"/dossier/dossier.html?page=www.mi5.gov.uk&host=pmv2.co.uk&tab=-1", ".card"},
		{"/welcome/welcome.html", "#home option"}, {"/options/options.html", "#pairs li"}, {"/history/history.html", "#count"},
	} {
		var got struct {
			Own     int
			Outside []string
		}
		err := p.Act(`
			const session = await page.createCDPSession();
			const outside = [];
			let own = 0;
			session.on('Fetch.requestPaused', ({ requestId, request }) => {
				const ours = request.url.startsWith(args[0]);
				if (ours) own++; else outside.push(request.url);
				void session.send(ours ? 'Fetch.continueRequest' : 'Fetch.failRequest', ours ? { requestId } : { requestId, errorReason: 'AccessDenied' }).catch(() => {});
			});
			await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
			await page.evaluateOnNewDocument(() => { window.close = () => {}; }); // a dialog without a question closes itself
			await page.goto(args[0] + args[1], { waitUntil: 'load' });
			await page.waitForSelector(args[2], { timeout: 15000 });
			await sleep(200);
			await session.detach();
			return { own, outside };`, &got, s.with.Origin, c.path, c.ready)
		if err != nil {
			t.Fatalf("%s: %v", c.path, err)
		}
		if len(got.Outside) > 0 || got.Own < 4 {
			t.Errorf("%s asked outside %q, and %d times inside; want none, and its own parts", c.path, got.Outside, got.Own)
		}
	}
	if got := s.lab.Received(); len(got) > 0 {
		t.Errorf("hosts received %s", list(got))
	}
}

// The dossier asks the worker for both hosts and for no name of a private
// network, and visits the hosts only when it is told to.
func TestDossier(t *testing.T) {
	s := setUp(t)
	p := ownPage("/dossier/dossier.html?page=printer.local&host=pmv2.co.uk&tab=-1", ".card")(t, s)
	shown := text(t, p)
	for _, want := range []string{"What is known about pmv2.co.uk", "WhatCounts Inc", "63.211.10.1", "United States", "it is told to nobody"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the dossier does not say %q:\n%s", want, shown)
		}
	}
	asked := strings.Join(s.asked.all(), "\n")
	if strings.Contains(asked, "printer") || !strings.Contains(asked, "/v1/hosts/pmv2.co.uk?") || strings.Contains(asked, "include=http") {
		t.Errorf("the worker was asked\n%s\nwant pmv2.co.uk only, and no visit", asked)
	}
	if err := p.Act(`await page.click('.visit button'); await page.waitForSelector('.visit', { hidden: true, timeout: 15000 })`, nil); err != nil {
		t.Fatal(err)
	}
	if asked := strings.Join(s.asked.all(), "\n"); !strings.Contains(asked, "/v1/hosts/pmv2.co.uk?include=http") {
		t.Errorf("after the button the worker was asked\n%s", asked)
	}
	if shown := text(t, p); !strings.Contains(shown, "Server") {
		t.Errorf("after the button the dossier says nothing of the server:\n%s", shown)
	}
}

// Where the browser withholds access to sites, the popup says so and offers to
// ask for it.
func TestWithheldAccess(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	if err := p.Open("https://forms.example.org/abroad.html"); err != nil {
		t.Fatal(err)
	}
	access := func(how string) {
		t.Helper()
		err := p.Act(`const settings = await browser.newPage();
			await settings.goto('chrome://extensions/');
			await settings.evaluate((id, how) => chrome.developerPrivate.updateExtensionConfiguration({ extensionId: id, hostAccess: how }), args[0].split('/')[2], args[1]);
			await settings.close(); await page.bringToFront();`, nil, s.with.Origin, how)
		if err != nil {
			t.Fatal(err)
		}
	}
	// The tab's number is asked for before: its address is withheld, too.
	var tab int
	if err := s.with.Background(t.Context(), `chrome.tabs.query({ url: "https://forms.example.org/abroad.html" }).then((tabs) => tabs[0].id)`, &tab); err != nil {
		t.Fatal(err)
	}
	access("ON_CLICK")
	defer access("ON_ALL_SITES")
	popup := page(t, s.with)
	if err := popup.Open(fmt.Sprintf("%s/popup/popup.html?tab=%d", s.with.Origin, tab)); err != nil {
		t.Fatal(err)
	}
	var said string
	if err := popup.Act(`await page.waitForSelector('.withheld', { timeout: 10000 }); return page.$eval('.withheld', (part) => part.innerText)`, &said); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said, "only pages that you allow one by one") || !strings.Contains(said, "Allow on all sites") {
		t.Errorf("the popup says %q of what is withheld", said)
	}
}

// A field of a form with a warning or worse bears a mark while it has the focus,
// in no place where the page could read it; a field of a harmless form does not.
func TestMark(t *testing.T) {
	s := setUp(t)
	for _, c := range []struct {
		url  string
		want bool
	}{{"http://forms.example.org/click.html", true}, {"https://forms.example.org/none.html", false}} {
		p := page(t, s.with)
		if err := p.Open(c.url); err != nil {
			t.Fatal(err)
		}
		var got struct {
			Marked, After int
			Injected      bool
			Read          string
			Status        []string
		}
		err := p.Act(accessible+`
			if (!await page.$('[name=email]')) await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<form method="post" action="/own"><input type="email" name="email"><button>Send</button></form>'));
			const marks = () => page.evaluate(() => [...document.documentElement.children].filter((one) => one.localName === 'div' && getComputedStyle(one).display !== 'none').length);
			await page.type('[name=email]', 'ann@example.org');
			if (args[0]) await page.waitForFunction(() => [...document.documentElement.children].some((one) => one.localName === 'div'), { timeout: 10000 });
			else await sleep(800);
			const marked = await marks();
			await sleep(300);
			const read = await page.evaluate(() => [...document.documentElement.children].filter((one) => one.localName === 'div').map((one) => String(one.shadowRoot) + one.textContent).join());
			const { nodes } = await page.mainFrame().client.send('Accessibility.getFullAXTree', {});
			const status = nodes.filter(({ role, ignored }) => !ignored && role?.value === 'StaticText').map(({ name }) => name?.value ?? '');
			await page.screenshot({ path: args[1] });
			await page.evaluate(() => document.activeElement.blur());
			await sleep(100);
			return { marked, after: await marks(), read, status };`, &got, c.want, t.ArtifactDir()+"/mark.png")
		if err != nil {
			t.Fatal(err)
		}
		if (got.Marked == 1) != c.want || got.After != 0 {
			t.Errorf("%s: %d marks with the focus, %d without; want one: %v", c.url, got.Marked, got.After, c.want)
		}
		if c.want && got.Read != "null" {
			t.Errorf("%s: the page reads %q in the mark", c.url, got.Read)
		}
		if c.want != strings.Contains(strings.Join(got.Status, "\n"), "Formtrace: This form would send") {
			t.Errorf("%s: assistive technology is told %q", c.url, got.Status)
		}
	}
}
