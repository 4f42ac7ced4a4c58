package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// From the popup one sees this page's site first; from the settings all.
func TestHistoryIsOneClickAway(t *testing.T) {
	s := setUp(t)
	setHistory(t, s.with, seeded()...)
	p := page(t, s.with)
	if err := p.Open("https://forms.example.org/abroad.html"); err != nil {
		t.Fatal(err)
	}
	const opened = `
		await page.bringToFront();
		const before = await browser.pages(); // a page that was closed is in the list for a while
		await page.click(args[0]);
		for (let left = 200; left; left--, await sleep(50)) {
			const own = (await browser.pages()).find((one) => (one === page || !before.includes(one)) && one.url().includes('/history/history.html'));
			if (!own || !await own.$('#chart svg').catch(() => null)) continue;
			const got = await own.evaluate(() => [location.hash, document.querySelector('#site').value, document.querySelectorAll('#list li').length].join(' '));
			if (own !== page) await own.close();
			return got;
		}
		throw new Error('no history is shown')`
	for name, c := range map[string]struct{ button, want string }{"popup": {"#history", "#example.org example.org 2"}, "settings": {"#open-history", "  5"}} {
		var from *Page
		var err error
		if name == "popup" {
			from, err = p.Popup()
		} else {
			from = page(t, s.with)
			err = from.Open(s.with.Origin + "/options/options.html")
		}
		if err != nil {
			t.Fatal(err)
		}
		var got string
		if err := from.Act(opened, &got, c.button); err != nil || got != c.want {
			t.Errorf("from the %s shown is %q, %v; want %q", name, got, err, c.want)
		}
	}

	// The table opens by keyboard, and what has the focus keeps it.
	var focus string
	err := p.Act(historyPage+`
		await own.bringToFront();
		await own.focus('#chart summary');
		await own.keyboard.press('Enter');
		await sleep(200);
		return own.evaluate(() => document.querySelector('#chart details').open + ' ' + document.activeElement.localName);`, &focus, s.with.Origin, "")
	if err != nil || focus != "true summary" {
		t.Errorf("the table is open, and the focus on: %s, %v; want true, summary", focus, err)
	}

	// An entry leads to what is known of its host, and only that is passed on.
	var address string
	err = p.Act(historyPage+`
		await own.bringToFront();
		await (await own.waitForSelector('#list li button')).click();
		for (let left = 200; left; left--, await sleep(50)) {
			const dossier = (await browser.pages()).find((one) => one.url().includes('/dossier/dossier.html'));
			if (!dossier || !await dossier.$('.save').catch(() => null)) continue;
			const url = dossier.url();
			await dossier.close();
			return url;
		}`, &address, s.with.Origin, "#example.org")
	if want := s.with.Origin + "/dossier/dossier.html?tab=-1&host=collect.example.com"; err != nil || address != want {
		t.Errorf("an entry leads to %q, %v; want %q", address, err, want)
	}
}

// Switched off, nothing is written; what is there stays, and that is said. It is
// bounded, in all and for each site, and what is the same within an hour is one.
func TestHistoryIsBounded(t *testing.T) {
	s := setUp(t)
	b := s.with
	p := page(t, b)
	const module = `
		await page.goto(args[0] + '/history/history.html');
		const put = (id, page_, outcome, incognito = false) => page.evaluate(async (id, site, outcome, incognito) => {
			const { record, answered } = await import('/background/history.js');
			const report = { page: { site, host: site }, target: { site: 'example.com', host: 'example.com' }, verdict: 'warn', findings: [], kinds: ['email'] };
			await record(id, 'held', { report, request: {} }, incognito);
			if (outcome) await answered(id, outcome);
		}, id, page_, outcome, incognito);
	`
	old := interruption{At: time.Now().Add(-2 * time.Hour).Truncate(time.Minute).UnixMilli(), Event: "held", Target: "example.com", Host: "example.com", Verdict: "warn", Way: "form", Outcome: "once", Times: 1}
	many := make([]interruption, 0, 2000)
	for i := range 2000 {
		one := old
		one.Page = fmt.Sprintf("site%d.example", i/200)
		one.Times = i + 1
		many = append(many, one)
	}
	seed := old
	seed.Page = "before.example"
	for _, c := range []struct {
		name, act string
		seeds     []interruption
		want      func([]interruption) bool
	}{
		{"off", `await background('chrome.storage.local.set({ history: "off" })'); await put('a', 'x.example', 'once'); await page.reload(); await page.waitForSelector('#off:not([hidden])'); await background('chrome.storage.local.set({ history: "on" })');`,
			[]interruption{seed}, func(all []interruption) bool { return len(all) == 1 && all[0].Page == "before.example" }},
		{"private", `await put('a', 'x.example', 'once', true);`, nil, func(all []interruption) bool { return len(all) == 0 }},
		{"told twice", `await put('a', 'x.example', ''); await put('a', 'x.example', 'once');`, nil,
			func(all []interruption) bool { return len(all) == 1 && all[0].Times == 1 && all[0].Outcome == "once" }},
		{"two that wait", `await put('a', 'x.example', ''); await put('b', 'x.example', 'dont');`, nil,
			func(all []interruption) bool {
				return len(all) == 2 && all[0].Outcome == "unanswered" && all[1].Outcome == "dont"
			}},
		{"again and again", `for (let i = 0; i < 30; i++) await put('a' + i, 'x.example', 'unanswered');`, nil,
			func(all []interruption) bool { return len(all) == 1 && all[0].Times == 30 }},
		{"again, and then answered", `for (const outcome of ['unanswered', 'unanswered', 'once']) await put(outcome + Math.random(), 'x.example', outcome);`, nil,
			func(all []interruption) bool {
				return len(all) == 2 && all[0].Outcome == "unanswered" && all[0].Times == 2 && all[1].Outcome == "once" && all[1].Times == 1
			}},
		{"more than 2,000", `await put('a', 'new.example', 'once');`, many,
			func(all []interruption) bool {
				return len(all) == 2000 && all[0].Times == 2 && all[1999].Page == "new.example"
			}},
		{"more than 200 of a site", `await put('a', 'site5.example', 'once');`, many[:1900],
			func(all []interruption) bool {
				return len(all) == 1900 && all[0].Times == 1 && all[1899].Page == "site5.example" && !slices.ContainsFunc(all, func(e interruption) bool { return e.Times == 1001 })
			}},
		{"older than 180 days", `await put('a', 'x.example', 'once');`, seeded(),
			func(all []interruption) bool { return len(all) == 6 && all[0].Page == "shop.example" }},
	} {
		setHistory(t, b, c.seeds...)
		if err := p.Act(module+c.act, nil, b.Origin); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if all := history(t, b); !c.want(all) {
			t.Errorf("%s: kept are %d: %.2000s", c.name, len(all), fmt.Sprintf("%+v", all))
		}
	}
	// And what the pages of others do with it switched off.
	setHistory(t, b)
	store(t, b, map[string]any{"history": "off"})
	if err := ask(t, b, "https://forms.example.org/abroad.html", "[name=go]").Choose(DontSend); err != nil {
		t.Fatal(err)
	}
	if all := history(t, b); len(all) > 0 {
		t.Errorf("switched off, the history is %+v", all)
	}
}
