package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// store sets what is stored on disk, as the settings do.
func store(t *testing.T, b *Browser, values map[string]any) {
	t.Helper()
	text, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Background(t.Context(), "chrome.storage.local.set("+string(text)+")", nil); err != nil {
		t.Fatal(err)
	}
}

// Switched off in the popup for a site, nothing of it is stopped or looked up,
// until it is switched on again.
func TestSwitchedOffForASite(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	const url = "http://forms.example.org/click.html"
	press := func(says string) {
		t.Helper()
		if err := p.Open(url); err != nil {
			t.Fatal(err)
		}
		popup, err := p.Popup()
		if err != nil {
			t.Fatal(err)
		}
		defer popup.Close()
		if err := popup.Act(`await page.bringToFront(); await page.click('.switch button'); await page.waitForFunction((says) => document.body.innerText.includes(says), { timeout: 10000 }, args[0])`, nil, says); err != nil {
			t.Fatal(err)
		}
	}
	press("Switched off for example.org")
	s.asked.forget()
	s.lab.Forget()
	open(t, p, url, "[value=subscribe]")
	if got := s.arrived(t, collector); len(got) != 1 {
		t.Errorf("switched off, %s received %s; want what was sent", collector, list(got))
	}
	if asked := s.asked.all(); len(asked) > 0 {
		t.Errorf("switched off, the worker was asked: %s", asked)
	}
	press("Switch off for example.org")
	s.lab.Forget()
	open(t, p, url, "[value=subscribe]")
	if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
		t.Errorf("switched on again, no dialog is shown (%v)", err)
	}
	if got := s.received(collector); len(got) > 0 {
		t.Errorf("switched on again, %s received %s", collector, list(got))
	}
}

// What interrupts, and when a worker is asked, is as the person chose.
func TestChoicesCount(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	for _, c := range []struct {
		lookups, strictness, url string
		held, asked              bool
	}{
		{"leaving", "warnings", "https://forms.example.org/abroad.html", true, true},
		{"leaving", "dangers", "https://forms.example.org/abroad.html", false, true},
		{"off", "warnings", "https://forms.example.org/abroad.html", false, false},
	} {
		reset(t, s.with, s.asked.URL)
		store(t, s.with, map[string]any{"lookups": c.lookups, "strictness": c.strictness})
		s.asked.forget()
		s.lab.Forget()
		open(t, p, c.url, "[name=go]")
		wait := waitForDialog
		if !c.held {
			wait = time.Second
		}
		if shown, err := p.Dialog(wait); err != nil || shown != c.held {
			t.Errorf("%s, %s: a dialog is shown: %v, %v; want %v", c.lookups, c.strictness, shown, err, c.held)
		}
		if got := len(s.asked.all()) > 0; got != c.asked {
			t.Errorf("%s, %s: the worker was asked: %v, want %v", c.lookups, c.strictness, got, c.asked)
		}
		if c.held {
			if err := p.Choose(DontSend); err != nil {
				t.Fatal(err)
			}
		}
	}
	// A form that stays on its site is looked up only when that was chosen, and a
	// notice interrupts only then.
	for _, all := range []bool{false, true} {
		reset(t, s.with, s.asked.URL)
		if all {
			store(t, s.with, map[string]any{"lookups": "always"})
		}
		s.asked.forget()
		if err := p.Open("https://forms.example.org/none.html"); err != nil {
			t.Fatal(err)
		}
		err := p.Act(`await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<form method="post" action="/own"><input type="email" name="email"><button>Send</button></form>'))
			await page.type('[name=email]', 'a'); await sleep(800);`, nil)
		if err != nil {
			t.Fatal(err)
		}
		if asked := strings.Join(s.asked.all(), "\n"); strings.Contains(asked, "/v1/hosts/forms.example.org") != all {
			t.Errorf("always %v: the worker was asked:\n%s", all, asked)
		}
	}
}

// Settings go to a file and come back; a file that is not one of ours changes
// nothing and is told so.
func TestSettingsAsAFile(t *testing.T) {
	s := setUp(t)
	b := s.with
	pair := map[string]any{"page": "a.example", "target": "b.example", "kinds": []string{"email"}, "rules": []string{}, "secure": true, "at": 1}
	store(t, b, map[string]any{"strictness": "dangers", "off": []string{"quiet.example"}, "pairs": map[string]any{"a.example b.example": pair}, "memory": map[string]any{"zq7": map[string]any{"kept": 4e9}}})
	p := page(t, b)
	if err := p.Open(b.Origin + "/options/options.html"); err != nil {
		t.Fatal(err)
	}
	var saved string
	err := p.Act(`
		await page.waitForSelector('#pairs li button');
		await page.evaluate(() => { URL.createObjectURL = (blob) => { window.saved = blob; return 'data:,'; }; HTMLAnchorElement.prototype.click = () => {}; });
		await page.click('#export');
		return page.evaluate(() => window.saved.text())`, &saved)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"quiet.example", "a.example b.example", `"dangers"`, s.asked.URL} {
		if !strings.Contains(saved, want) {
			t.Errorf("the file does not hold %q:\n%s", want, saved)
		}
	}
	if strings.Contains(saved, "zq7") || strings.Contains(saved, "memoryKey") {
		t.Errorf("the file holds what Formtrace remembers:\n%s", saved)
	}
	reset(t, b, "")
	folder := t.TempDir()
	for _, c := range []struct{ text, says string }{
		{"not JSON", "it is not JSON"},
		{`{"format": "other"}`, "does not hold settings of Formtrace"},
		{`{"format": "formtrace-settings", "version": 1, "settings": {"home": "Britain"}}`, "home"},
		{`{"format": "formtrace-settings", "version": 1, "settings": {"worker": "http://worker.example"}}`, "worker"},
		{`{"format": "formtrace-settings", "version": 1, "settings": {"memoryKey": "AAAA"}}`, "memoryKey"},
		{`{"format": "formtrace-settings", "version": 1, "settings": {"pairs": {"x": {"page": "a", "target": "b"}}}}`, "pairs"},
		{saved, ""},
	} {
		file := filepath.Join(folder, "settings.json")
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		var said string
		err := p.Act(`const loaded = args[1] ? Promise.resolve() : page.waitForNavigation({ timeout: 10000 });
			await (await page.$('#import-file')).uploadFile(args[0]);
			await loaded;
			await page.waitForFunction((says) => says ? document.querySelector('#transfers-state').textContent.includes(says) : document.querySelector('#pairs li button'), { timeout: 10000 }, args[1]);
			return background('chrome.storage.local.get(["home", "strictness", "off", "pairs", "worker"]).then(JSON.stringify)')`, &said, file, c.says)
		if err != nil {
			t.Errorf("%.60s: %v", c.text, err)
			continue
		}
		if got := strings.Contains(said, "quiet.example") && strings.Contains(said, `"dangers"`) && strings.Contains(said, "a.example b.example"); got != (c.says == "") {
			t.Errorf("%.60s: kept are %s", c.text, said)
		}
	}
}
