package e2e

import (
	"strings"
	"testing"
	"time"
)

// stoppedTabs is what the code of these tests can use: stopped() waits for the
// page that is shown instead of what the network layer stopped, wherever it is,
// and answers it when its buttons are there; proceed() passes through the page
// that Chromium itself shows first, where it does.
const stoppedTabs = `
	const isStopped = (frame) => frame.url().includes('/stopped/stopped.html');
	const stopped = async (selector = '#back') => {
		for (const end = Date.now() + 15000; Date.now() < end; await sleep(50)) {
			for (const tab of await browser.pages()) {
				const frame = tab.frames().find(isStopped);
				if (frame && await frame.$('.answers:not(.early) ' + selector).catch(() => null)) return frame;
			}
		}
		const seen = await Promise.all((await browser.pages()).flatMap((tab) => tab.frames()).map(async (frame) => frame.url() + ' ' + await frame.evaluate('document.body?.innerText').catch(String)));
		throw new Error('nothing was stopped: ' + seen.join('; '));
	};
	const press = async (selector) => {
		await (await stopped(selector)).evaluate((selector) => document.querySelector(selector).focus(), selector);
		const frame = await stopped(selector);
		await frame.page().bringToFront();
		await (await frame.waitForSelector(selector + ':not(:disabled)', { timeout: 5000 })).click();
	};
	const proceed = async () => {
		const own = async () => (await browser.pages()).find((tab) => tab.url().startsWith('chrome-error:'));
		let seen = false;
		for (const end = Date.now() + 10000; Date.now() < end; await sleep(200)) {
			const tab = await own();
			if (!tab && seen) return;
			if (!await tab?.$('#proceed-button').catch(() => null)) continue;
			seen = true;
			await tab.bringToFront();
			await tab.focus('#proceed-button').catch(() => {});
			await tab.keyboard.press('Enter').catch(() => {});
		}
		throw new Error('Chromium shows no page of its own, or goes on showing it: ' + page.url());
	};
`

// closeOthers closes every tab but those that tests hold.
const closeOthers = `
	for (const tab of await browser.pages()) {
		if (tab !== page && /stopped\.html|collect\.example\.com|dangerous\.example|about:blank/.test(tab.url())) await tab.close().catch(() => {});
	}
`

// network is the table of what the layers in the page cannot see, or do not
// judge because nothing was typed. In each row the target receives nothing
// before consent, and after it exactly what a browser without the extension
// sends.
var network = []struct {
	name string
	page string // instead of http://forms.example.org/network.html
	act  string
	hops int    // how often it is stopped; 0 is once
	own  bool   // Chromium shows a page of its own first
	show bool   // it is stopped in a frame
	path string // where it arrives; "" is /network
}{
	{name: "click", act: `await page.click('[name=go]')`},
	{name: "form.submit()", act: `await page.evaluate(() => form.submit())`},
	{name: "_blank by click", act: `await page.evaluate(() => { form.target = '_blank'; }); await page.click('[name=go]')`},
	{name: "_blank by script", act: `await page.evaluate(() => { form.target = '_blank'; }); await page.click('#script')`},
	{name: "multipart", act: `await page.evaluate(() => { form.enctype = 'multipart/form-data'; }); await page.click('[name=go]')`},
	{name: "multipart with names that are escaped", act: `await page.evaluate(() => { form.enctype = 'multipart/form-data'; form.email.name = 'a"b%22'; form.forename.value = 'two\r\nlines'; }); await page.click('[name=go]')`},
	{name: "multipart with no file chosen", act: `await page.evaluate(() => { form.enctype = 'multipart/form-data'; form.email.type = 'file'; form.email.disabled = false; }); await page.click('[name=go]')`},
	{name: "multipart in windows-1252", act: `await page.evaluate(() => { form.enctype = 'multipart/form-data'; form.acceptCharset = 'windows-1252'; }); await page.click('[name=go]')`},
	{name: "text/plain", act: `await page.evaluate(() => { form.enctype = 'text/plain'; form.email.value = 'a=b\r\nc'; }); await page.click('[name=go]')`},
	{name: "windows-1252", act: `await page.evaluate(() => { form.acceptCharset = 'windows-1252'; form.email.name = '_charset_'; form.forename.value = 'Ø € Ж'; }); await page.click('[name=go]')`},
	{name: "nothing in it", act: `await page.evaluate(() => { for (const element of [...form.elements]) element.disabled = true; form.submit(); })`},
	{name: "query and fragment", act: `await page.evaluate(() => { form.action += '?a=1&b=*|^#part'; }); await page.click('[name=go]')`},
	{name: "fresh frame", act: `await page.evaluate(() => fresh())`, show: true},
	{name: "fresh frame, to the top", act: `await page.click('h1'); await page.evaluate(() => fresh('_top'))`},
	{name: "fresh frame of another site's page", page: "http://www.example.net/network.html", act: `await page.frames()[1].evaluate(() => fresh())`, show: true},
	{name: "http → 307 → http", act: `await page.evaluate(() => { form.action = 'http://relay.example.org/down'; }); await page.click('[name=go]')`, hops: 2, path: "/down"},
	{name: "http → https → 307 → http", act: `await page.evaluate(() => { form.action = 'https://relay.example.org/down'; }); await page.click('[name=go]')`, path: "/down"},
	{name: "https → 307 → http", page: "https://forms.example.org/network.html", own: true, path: "/down",
		act: `await page.evaluate(() => { form.action = 'https://relay.example.org/down'; }); await page.click('[name=go]')`},
	{name: "https → http", page: "https://forms.example.org/network.html", own: true, act: `await page.click('[name=go]')`},
	{name: "https → http, to a new tab by script", page: "https://forms.example.org/network.html", act: `await page.evaluate(() => { form.target = '_blank'; }); await page.click('#script')`, own: true},
}

func TestNetwork(t *testing.T) {
	s := setUp(t)
	for _, row := range network {
		t.Run(row.name, func(t *testing.T) {
			if row.page == "" {
				row.page = "http://forms.example.org/network.html"
			}
			if row.path == "" {
				row.path = "/network"
			}
			act := stoppedTabs + row.act + ";"
			if row.own {
				act += `await proceed();`
			}
			submit := func(b *Browser) *Page {
				s.lab.Forget()
				s.bare.Forget()
				p := page(t, b)
				t.Cleanup(func() { p.Act(closeOthers, nil) })
				if err := p.Open(row.page); err != nil {
					t.Fatal(err)
				}
				if err := p.Act(act, nil); err != nil {
					t.Fatal(err)
				}
				return p
			}
			submit(s.without)
			want := arrived(t, s.bare, collector)

			p := submit(s.with)
			for hop := range max(row.hops, 1) {
				if err := p.Act(stoppedTabs+`await stopped(args[0])`, nil, map[bool]string{true: "#show", false: "#back"}[row.show]); err != nil {
					t.Fatalf("hop %d: %v", hop+1, err)
				}
				time.Sleep(200 * time.Millisecond)
				if early := s.received(collector); len(early) > 0 {
					t.Fatalf("before consent %s received %s", collector, list(early))
				}
				consent := stoppedTabs
				if row.show {
					consent += `await press('#show');`
				}
				if err := p.Act(consent+`await press('#once')`, nil); err != nil {
					t.Fatalf("hop %d: %v", hop+1, err)
				}
			}
			got := s.arrived(t, collector)
			if list(got) != list(want) {
				t.Errorf("after consent %s received\n%s\nwant, as without the extension,\n%s", collector, list(got), list(want))
			}
			if len(want) != 1 || strings.Split(want[0].URL, "?")[0] != row.path {
				t.Errorf("without the extension %s received %s, want one request for %s", collector, list(want), row.path)
			}
		})
	}
}
