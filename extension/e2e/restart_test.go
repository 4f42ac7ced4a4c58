package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What a restart, a sleeping background and an update must not open.
func TestNetworkAfterRestart(t *testing.T) {
	s := setUp(t)
	first, err := Launch(t.Context(), Options{Path: s.browser, Extension: s.unpacked, Lab: s.lab, Keep: true})
	if err != nil {
		t.Fatal(err)
	}
	reset(t, first, "")
	p := page(t, first)
	marked(t, first)
	// Consent and quiet forms of before are not of now.
	err = p.Act(`await background('chrome.declarativeNetRequest.updateSessionRules({ addRules: [{ id: 900, priority: 30, action: { type: "allow" },'
		+ ' condition: { urlFilter: "|http://collect.example.com/", resourceTypes: ["main_frame", "sub_frame"] } }] })')`, nil)
	if err != nil {
		t.Fatal(err)
	}
	first.Close()
	keepInstalled(t, first.Profile)

	again, err := Launch(t.Context(), Options{Path: s.browser, Extension: s.unpacked, Lab: s.lab, Profile: first.Profile})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	s.lab.Forget()
	p = page(t, again)
	for _, c := range []struct{ name, act, target string }{
		{"cleartext", `await page.evaluate(() => fresh('_top'))`, collector},
		{"marked dangerous", `await page.evaluate(() => { form.action = 'https://dangerous.example/x'; fresh('_top'); })`, "dangerous.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := p.Open("http://forms.example.org/network.html"); err != nil {
				t.Fatal(err)
			}
			if err := p.Act(stoppedTabs+c.act+`; await stopped()`, nil); err != nil {
				t.Fatal(err)
			}
			if got := s.received(c.target); len(got) > 0 {
				t.Errorf("%s received %s", c.target, list(got))
			}
		})
	}

	// Nor does the background have to be awake.
	t.Run("background stopped", func(t *testing.T) {
		if err := p.Open("http://forms.example.org/network.html"); err != nil {
			t.Fatal(err)
		}
		err := p.Act(stoppedTabs+stopBackground+`await page.evaluate(() => fresh('_top')); await stopped(); await press('#once')`, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.arrived(t, collector); len(got) != 1 || string(got[0].Body) != "zeta=1&email=a%40b.org&forename=A+%26+%C3%98&zeta=2" {
			t.Errorf("%s received %s, want what was stopped, once", collector, list(got))
		}
	})
}

// keepInstalled makes the extension in a profile one that a person has loaded:
// what puppeteer installs is marked (by 1<<15 in the flags) to be taken out when
// Chromium starts again, and without developer mode it would be switched off.
func keepInstalled(t *testing.T, profile string) {
	t.Helper()
	file := filepath.Join(profile, "Default", "Preferences")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var preferences map[string]any
	if err := json.Unmarshal(text, &preferences); err != nil {
		t.Fatal(err)
	}
	extensions, _ := preferences["extensions"].(map[string]any)
	settings, _ := extensions["settings"].(map[string]any)
	kept := 0
	for _, one := range settings {
		one, _ := one.(map[string]any)
		if flags, ok := one["creation_flags"].(float64); ok && int(flags)&(1<<15) != 0 {
			one["creation_flags"] = int(flags) &^ (1 << 15)
			kept++
		}
	}
	if kept != 1 {
		t.Fatalf("%s names %d extensions that puppeteer has installed, want one", file, kept)
	}
	extensions["ui"] = map[string]any{"developer_mode": true}
	if text, err = json.Marshal(preferences); err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// stopBackground stops the extension's background as the browser does when it
// has had nothing to do. (Closing its target can leave Chromium without one for
// good.) One that was stopped may still be listed, but says nothing any more.
const stopBackground = `
	{
		const isBackground = (target) => target.type() === 'service_worker' && target.url().startsWith('chrome-extension://');
		const workers = await Promise.all(browser.targets().filter(isBackground).map((target) => target.worker().catch(() => null)));
		const runs = (worker) => Promise.race([worker?.evaluate('true').catch(() => false), sleep(500)]);
		const devtools = await page.createCDPSession();
		await devtools.send('ServiceWorker.enable');
		await devtools.send('ServiceWorker.stopAllWorkers');
		await devtools.detach();
		for (const worker of workers) if (await runs(worker)) throw new Error('the background still runs');
	}
`

// marked waits until the rules for dangerous hosts are there.
func marked(t *testing.T, b *Browser) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		var rules int
		err := b.Background(t.Context(), `chrome.declarativeNetRequest.getDynamicRules().then((rules) => rules.length)`, &rules)
		if err != nil {
			t.Fatal(err)
		}
		if rules == 1 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d rules for dangerous hosts, want one", rules)
		}
	}
}
