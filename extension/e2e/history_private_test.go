package e2e

import (
	"strings"
	"testing"
)

// allowPrivate lets the extension into private windows, as a person can.
const allowPrivate = `
	if (firefox) {
		const id = await firefox.chrome('WebExtensionPolicy.getByHostname(' + JSON.stringify(args[0].split('/')[2]) + ').id');
		await firefox.chrome('ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs").ExtensionPermissions.' + args[1] + '(' + JSON.stringify(id) + ', { permissions: ["internal:privateBrowsingAllowed"], origins: [] })');
		await firefox.chrome('Services.prefs.setBoolPref("dom.security.https_first_pbm", false)');
		await firefox.update();
	} else {
		const settings = await browser.newPage();
		await settings.goto('chrome://extensions/');
		await settings.evaluate(async (id) => {
			await chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true });
			await chrome.developerPrivate.updateExtensionConfiguration({ extensionId: id, incognitoAccess: true });
		}, args[0].split('/')[2]);
		await settings.close();
		for (let left = 100; left && !await background('chrome.extension.isAllowedIncognitoAccess()').catch(() => false); left--) await sleep(50);
	}
`

// private opens a window of that kind, where a form is held, a script sends what
// is typed, and the network layer stops something, which a window says; then it closes it.
const private = `
	const everything = async () => firefox
		? (await firefox.frames()).map(({ frame, url }) => ({ tab: frame.page(), url }))
		: (await browser.pages()).flatMap((tab) => tab.frames().map((frame) => ({ tab, url: frame.url() })));
	const until = async (part) => {
		for (let left = 300; left; left--, await sleep(50)) {
			const found = (await everything()).find(({ url }) => url.includes(part));
			if (found) return found.tab;
		}
		throw new Error(part + ' is not shown');
	};
	const shown = await background('chrome.windows.create({ incognito: true, url: "https://forms.example.org/abroad.html" }).then(({ id, incognito }) => ({ id, incognito }))');
	if (!shown.incognito) throw new Error('the window is not private');
	const own = await until('/abroad.html');
	await own.waitForSelector('[name=go]');
	await own.type('[name=email]', 'a@b.org');
	await own.click('[name=go]');
	await until('/dialog/dialog.html');
	await own.goto(args[0]);
	await (async (page) => { ` + typeIn + ` })(own);
	for (let left = 100; !await background('chrome.storage.session.get("requests").then(({ requests }) => JSON.stringify(requests)?.includes("www.example.net"))'); await sleep(50)) if (!left--) throw new Error('nothing was noted');
	await own.goto('http://forms.example.org/network.html');
	if (firefox) {
		await own.evaluate(() => { form.target = '_blank'; });
		await own.click('[name=go]');
	} else { // it asks by itself first, and shows no page of an extension in a private window's tab
		await own.evaluate(() => fresh('_top'));
		await own.waitForSelector('#proceed-button');
		await sleep(1000); // a click that comes at once is not taken
		await own.click('#proceed-button');
	}
	const apart = await until('/stopped/stopped.html');
	await apart.waitForSelector('#back');
	if (!(await apart.evaluate(() => document.body.textContent)).includes('collect.example.com')) throw new Error('the window does not say where it would have gone');
	await sleep(300);
	await background('chrome.windows.remove(' + shown.id + ')');
	for (const { tab, url } of await everything()) if (url.includes('/stopped/stopped.html')) await tab.close().catch(() => {});
	await sleep(300);
	return background('chrome.storage.local.get().then(JSON.stringify)');
`

// Nothing of a private window is in the history, or anywhere on the disk.
func TestHistoryOfPrivateWindows(t *testing.T) {
	inBoth(t, func(t *testing.T, s *stage) {
		if s.firefox {
			testPrivate(t, s.with)
			return
		}
		b, err := Launch(t.Context(), Options{Path: s.browser, Extension: s.unpacked, Lab: s.lab})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		reset(t, b, s.asked.URL)
		testPrivate(t, b)
	})
}

func testPrivate(t *testing.T, b *Browser) {
	p := page(t, b)
	if err := p.Act(allowPrivate, nil, b.Origin, "add"); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if !b.firefox {
			return // a browser of its own
		}
		if err := page(t, b).Act(allowPrivate, nil, b.Origin, "remove"); err != nil {
			t.Error(err)
		}
	}()
	setHistory(t, b)
	var local string
	if err := p.Act(private, &local, leak{channel: "fetch", code: "json"}.address("")); err != nil {
		t.Fatal(err)
	}
	if got := history(t, b); len(got) > 0 {
		t.Errorf("the history of a private window is %+v, want none", got)
	}
	for _, site := range []string{"example.org", "example.com", "example.net"} {
		if strings.Contains(local, site) {
			t.Errorf("%s is on the disk: %s", site, local)
		}
	}
	// The same in a window that is not private is written down.
	p = ask(t, b, "https://forms.example.org/abroad.html", "[name=go]")
	if err := p.Choose(DontSend); err != nil {
		t.Fatal(err)
	}
	if got := history(t, b); len(got) != 1 {
		t.Errorf("the history of another window is %+v, want one entry", got)
	}
}
