package e2e

import (
	"strings"
	"testing"
)

// A page with 200 forms: the popup lists the first 30 of them in a bounded
// document, and says how many there are beside. (How soon it paints is measured
// in bench/.)
func TestPopupOf200Forms(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	if err := p.Open("http://forms.example.org/none.html"); err != nil {
		t.Fatal(err)
	}
	err := p.Act(`await page.evaluate(() => {
		for (let n = 0; n < 200; n++) {
			document.body.insertAdjacentHTML('beforeend', '<form method="post" action="http://collect.example.net/' + n + '"><input type="email" name="email"><button>Send</button></form>');
		}
	})`, nil)
	if err != nil {
		t.Fatal(err)
	}
	popup, err := p.Popup()
	if err != nil {
		t.Fatal(err)
	}
	defer popup.Close()
	var elements, forms int
	if err := popup.Act(`return page.evaluate(() => document.querySelectorAll('*').length)`, &elements); err != nil || elements > 800 {
		t.Errorf("the popup has %d elements, %v; want at most 800", elements, err)
	}
	if err := popup.Act(`return page.evaluate(() => document.querySelectorAll('.form').length)`, &forms); err != nil || forms != 30 {
		t.Errorf("the popup lists %d forms, %v; want 30", forms, err)
	}
	if shown := text(t, popup); !strings.Contains(shown, "170 more forms were not looked at.") {
		t.Errorf("the popup does not say how many forms it did not look at:\n%s", shown)
	}
}

// After 10,000 submissions to as many hosts, what the background keeps is as
// large as its bounds allow, and no larger.
func TestStorageIsBounded(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	if err := p.Open(s.with.Origin + "/options/options.html"); err != nil {
		t.Fatal(err)
	}
	var got struct{ Refused, Targets, Pairs, Lookups, Sites, Local, Session int }
	err := p.Act(`return page.evaluate(async () => {
		const load = (file) => import(chrome.runtime.getURL('background/' + file));
		const [{ remember }, { allow }, { record }, { switchSite }] = await Promise.all(['memory.js', 'consents.js', 'dossiers.js', 'settings.js'].map(load));
		const report = (n) => ({
			page: { site: 'page' + n + '.example' }, target: { site: 'target' + n + '.example', secure: true }, kinds: ['email'],
			findings: [{ rule: 'transfer/restricted', verdict: 'warn' }],
			memory: { key: 'page' + n + '\n/path\nform\n email', keep: true, host: 'www.target' + n + '.example', site: 'target' + n + '.example', country: 'US', scheme: 'https', at: n },
		});
		for (let from = 0; from < 10000; from += 1000) {
			await Promise.all(Array.from({ length: 1000 }, (_, i) => remember(report(from + i))));
			await Promise.all(Array.from({ length: 1000 }, (_, i) => record({ host: 'www.target' + (from + i) + '.example', worker: 'https://worker.example', at: i, outcome: 'found', incognito: false })));
		}
		// Of these the person makes each one by hand.
		const pairs = Array.from({ length: 990 }, (_, n) => ({ page: 'page' + n + '.example', target: 'target' + n + '.example', kinds: ['email'], rules: ['transfer/restricted warn'], secure: true, at: n }));
		await chrome.storage.local.set({ pairs: Object.fromEntries(pairs.map((pair) => [pair.page + ' ' + pair.target, pair])), off: pairs.map(({ page }) => page) });
		let refused = 0;
		for (let n = 990; n < 1010; n++) await allow(report(n)).catch(() => refused++);
		for (let n = 990; n < 1010; n++) await switchSite('page' + n + '.example', true);
		const [local, session] = await Promise.all([chrome.storage.local.get(null), chrome.storage.session.get(null)]);
		return {
			refused, targets: Object.keys(local.memory).length, pairs: Object.keys(local.pairs).length, sites: local.off.length, lookups: session.lookups.length,
			local: JSON.stringify(local).length, session: JSON.stringify(session).length,
		};
	})`, &got)
	if err != nil {
		t.Fatal(err)
	}
	if got.Refused != 10 || got.Targets != 500 || got.Pairs != 1000 || got.Lookups != 100 || got.Sites != 1000 {
		t.Errorf("got %+v; want 500 targets, 1,000 pairs and 10 more refused, 100 look-ups and 1,000 sites kept", got)
	}
	if got.Local > 400_000 || got.Session > 20_000 {
		t.Errorf("got %d and %d bytes on disk and in memory, want at most 400,000 and 20,000", got.Local, got.Session)
	}
	t.Logf("%+v", got)
}
