package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab/bring"
)

// wrong is of every option something that it cannot be, and what is said to have
// been expected.
var wrong = map[string]struct {
	value any
	says  string
}{
	"reportOnly": {"yes", "true or false"},
	"home":       {"Britain", "ISO 3166-1"},
	"worker":     {"http://worker.example", "must begin with https://"},
	"lookups":    {"sometimes", "one of leaving, always, off"},
	"never":      {"intranet.example", "host names"},
	"strictness": {"none", "one of warnings, dangers, notices"},
	"leaks":      {true, "one of report, refuse"},
	"history":    {false, "one of on, off"},
	"pairs":      {[]any{map[string]any{"page": "a.example"}}, "“page” and “target”"},
	"off":        {[]any{"https://a.example/"}, "host names"},
	"channel":    {map[string]any{"address": "https://rules.example/other", "key": strings.Repeat("A", 43) + "="}, "ends with /curated"},
	"rootKey":    {"AAAA", "32 bytes in base64"},
	"channels":   {[]any{map[string]any{"address": "https://rules.example/other"}}, "channel’s name"},
	"language":   {"xx", "cy, de"},
}

// What an organisation sets counts before what the person chose, is shown as such
// and cannot be changed there; a wrong value is told and left out.
func TestManaged(t *testing.T) {
	s := setUp(t)
	rules, root := publishedAs(t, ownEdition(t, 1002))
	p := startPublisher(t)
	p.publish(rules)
	values := map[string]any{
		"reportOnly": false, "home": "GB", "worker": s.asked.URL, "lookups": "always", "never": []string{"example.net"}, "strictness": "warnings", "leaks": "refuse", "history": "off",
		"pairs": []any{map[string]any{"page": "example.org", "target": "collect.example.com"}}, "off": []string{"quiet.example"},
		"channel": map[string]any{"address": p.URL + "/v1/rules/curated", "key": root.String()}, "rootKey": root.String(),
		"channels": []any{map[string]any{"address": p.URL + "/v1/rules/watch", "key": root.String()}}, "language": "en",
	}
	keys := schemaKeys(t)
	for _, key := range keys {
		if values[key] == nil || wrong[key].says == "" {
			t.Errorf("%s is in managed.json, and is not tried", key)
		}
	}
	f := startFleet(t, s, values)
	b := f.browser
	f.wait(t, strings.Join(keys, " "))
	store(t, b, map[string]any{"home": "FR", "worker": "https://worker.example", "lookups": "off", "strictness": "dangers", "leaks": "report", "history": "on", "off": []string{"example.org"}, "language": "fr"})
	options := page(t, b)

	t.Run("shown as managed", func(t *testing.T) {
		if err := options.Shape(900, 1400, false); err != nil {
			t.Fatal(err)
		}
		if err := options.Open(b.Origin + "/options/options.html"); err != nil {
			t.Fatal(err)
		}
		var got struct {
			Locked, Open []string // options with the words beside them; those of them with a control that can be used
			Chosen       []string
			Text         string
		}
		err := options.Act(`await page.waitForSelector('p.managed', { timeout: 5000 }); await sleep(500);
			return page.evaluate(() => {
				const parts = [...document.querySelectorAll('[data-managed]')];
				const says = (part) => [part.nextElementSibling, part.lastElementChild].some((one) => one?.matches('p.managed') && one.textContent.includes('Managed by your organisation'));
				const open = (part) => [...part.querySelectorAll('button, input, select')].some((one) => !one.disabled && !one.closest('[data-free]'));
				return {
					locked: parts.filter(says).map((part) => part.dataset.managed), open: parts.filter(open).map((part) => part.dataset.managed),
					chosen: ['#home', '#worker', '[name=lookups]:checked', '[name=strictness]:checked', '#leaks', '[name=history]:checked', '#root', '#language'].map((selector) => document.querySelector(selector).value),
					text: document.body.innerText,
				};
			})`, &got)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			if key == "reportOnly" || key == "never" { // no control is for these
				continue
			}
			if !slices.Contains(got.Locked, key) {
				t.Errorf("%s is not shown as managed", key)
			}
		}
		if len(got.Open) > 0 {
			t.Errorf("the controls for %q can be used", got.Open)
		}
		if got, want := strings.Join(got.Chosen, " "), "GB "+s.asked.URL+" always warnings refuse off "+root.String()+" en"; got != want {
			t.Errorf("the settings show %s\nwant %s", got, want)
		}
		for _, want := range []string{"Never looked up: example.net", "example.org → collect.example.com", "quiet.example"} {
			if !strings.Contains(got.Text, want) {
				t.Errorf("the settings do not say %q:\n%s", want, got.Text)
			}
		}
		if strings.Contains(got.Text, "is not used") {
			t.Errorf("the settings tell of a fault:\n%s", got.Text)
		}
		if err := options.Screenshot(filepath.Join(t.ArtifactDir(), "options-managed.png")); err != nil {
			t.Error(err)
		}
		if faults, err := options.Axe(false); err != nil || len(faults) > 0 {
			t.Errorf("axe: %v, %v", faults, err)
		}
	})

	t.Run("its worker, its channel, names never looked up", func(t *testing.T) {
		rules := openRules(t, b)
		if got := rules.look(t, "curated"); got == nil || got.Installed == nil || got.Installed.Version != 1002 {
			t.Errorf("of the organisation's channel %s", got)
		}
		if asked := strings.Join(p.told(), " "); !strings.Contains(asked, "/v1/rules/curated/about.json") || !strings.Contains(asked, "/v1/rules/watch/about.json") {
			t.Errorf("the publisher was asked for %s", asked)
		}
		s.asked.forget()
		var forms []struct {
			Target  struct{ Host string }
			Unknown []string
		}
		err := rules.popup.Act(`return page.evaluate(() => chrome.runtime.sendMessage({ type: 'overview', tab: Number(new URLSearchParams(location.search).get('tab')) }).then(({ forms }) => forms))`, &forms)
		if err != nil || len(forms) != 2 {
			t.Fatalf("%d forms, %v", len(forms), err)
		}
		for _, form := range forms {
			if never := strings.Contains(strings.Join(form.Unknown, "; "), "the organisation names it as one that is never looked up"); never != (form.Target.Host == "eu.example.net") {
				t.Errorf("%s: that it is never looked up is said: %v; %q", form.Target.Host, never, form.Unknown)
			}
		}
		var known struct{ Asked string }
		if err := rules.page.Act(`const opened = await browser.newPage(); await opened.goto(args[0] + '/dossier/dossier.html?tab=-1&page=forms.example.org&host=eu.example.net');
			const known = await opened.evaluate(() => chrome.runtime.sendMessage({ type: 'dossier', host: 'eu.example.net', tab: -1, http: false }));
			await opened.close(); return known`, &known, b.Origin); err != nil || known.Asked != "never" {
			t.Errorf("the page about eu.example.net: asked is %q, %v", known.Asked, err)
		}
		asked := strings.Join(s.asked.all(), "\n")
		if strings.Contains(asked, "example.net") || !strings.Contains(asked, "/v1/hosts/forms.example.org") || strings.Contains(asked, "/v1/rules") {
			t.Errorf("the worker was asked\n%s\nwant nothing about example.net, and no rules", asked)
		}
	})

	t.Run("an allowed pair", func(t *testing.T) {
		p := page(t, b)
		s.lab.Forget()
		open(t, p, "https://forms.example.org/abroad.html", "[name=go]")
		if got := s.arrived(t, collector); len(got) != 1 {
			t.Errorf("%s received %s, want what is allowed, once", collector, list(got))
		}
		if err := p.Open("https://forms.example.org/abroad.html"); err != nil {
			t.Fatal(err)
		}
		if shown := popup(t, p, false, "popup-allowed.png"); !strings.Contains(shown, "Your organisation allows forms of this page to send to collect.example.com.") {
			t.Errorf("the popup does not say that it is allowed:\n%s", shown)
		}
		for _, c := range []struct{ name, url, before string }{
			{"a danger", "http://forms.example.org/click.html", ""},
			{"a password", "https://forms.example.org/abroad.html", `await page.evaluate(() => document.forms[0].insertAdjacentHTML('afterbegin', '<input type="password" name="password" value="">')); await page.type('[name=password]', 'zq9');`},
		} {
			s.lab.Forget()
			if err := p.Open(c.url); err != nil {
				t.Fatal(err)
			}
			if err := p.Act(c.before+fill+`; await page.click('[name=go]')`, nil); err != nil {
				t.Fatal(err)
			}
			if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
				t.Errorf("%s: nobody was asked (%v)", c.name, err)
			} else if err := p.Choose(DontSend); err != nil {
				t.Error(err)
			}
			if got := s.received(collector); len(got) > 0 {
				t.Errorf("%s: %s received %s", c.name, collector, list(got))
			}
		}
	})

	// The same code for every value that it could get: Chromium itself leaves out those of another type.
	t.Run("every wrong value", func(t *testing.T) {
		for key, c := range wrong {
			var got struct {
				Keys   []string
				Faults []struct{ Key, Says string }
			}
			err := options.Act(`return page.evaluate(async (key, value) => {
				const [{ checked }, { t }] = await Promise.all([import('/background/managed.js'), import('/ui/words.js')]);
				const { values, faults } = checked({ [key]: value });
				return { keys: Object.keys(values).filter((key) => !Array.isArray(values[key]) || values[key].length), faults: faults.map(({ key, expected, choices = [] }) => ({ key, says: t(expected, { choices: choices.join(', ') }) })) };
			}, ...args)`, &got, key, c.value)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Keys) > 0 || len(got.Faults) != 1 || strings.TrimSuffix(got.Faults[0].Key, "[0]") != key || !strings.Contains(got.Faults[0].Says, c.says) {
				t.Errorf("%s: got %+v, want it left out, and that %q was expected", key, got, c.says)
			}
		}
	})

	t.Run("the example of FLEETS.md", func(t *testing.T) {
		page, err := os.ReadFile(filepath.Join(bring.Root(), "extension", "FLEETS.md"))
		if err != nil {
			t.Fatal(err)
		}
		_, example, _ := strings.Cut(string(page), "```json chromium\n")
		example, _, _ = strings.Cut(example, "```")
		var got struct {
			Keys   []string
			Faults []any
		}
		err = options.Act(`return page.evaluate(async (text) => {
			const { checked } = await import('/background/managed.js');
			const [example] = Object.values(JSON.parse(text)['3rdparty'].extensions);
			const { values, faults } = checked(example);
			return { keys: Object.keys(values).sort(), faults };
		}, ...args)`, &got, example)
		if err != nil || len(got.Faults) > 0 || !slices.Equal(got.Keys, keys) {
			t.Errorf("got %+v, %v; want every option and no fault", got, err)
		}
	})

	f.set(t, map[string]any{"reportOnly": true}, "reportOnly")
	t.Run("report only", func(t *testing.T) { reportOnly(t, s, b) })

	b.Close()
	keepInstalled(t, b.Profile)
	f.start(t, Options{Profile: b.Profile})
	b = f.browser
	t.Run("report only, after a restart", func(t *testing.T) {
		p := page(t, b)
		s.lab.Forget()
		if err := p.Open("http://forms.example.org/network.html"); err != nil {
			t.Fatal(err)
		}
		// The browser starts the background with itself; until that has read the policy things are stopped.
		err := p.Act(`await browser.waitForTarget((target) => target.type() === 'service_worker', { timeout: 10000 });
			for (let left = 100; left-- && !(await background('chrome.declarativeNetRequest.getSessionRules().then((rules) => rules.length)')); await sleep(100));
			await page.evaluate(() => fresh('_top'))`, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.arrived(t, collector); len(got) != 1 {
			t.Errorf("%s received %s, want what was sent", collector, list(got))
		}
	})

	// Nothing but the change of the policy wakes the background.
	if err := page(t, b).Act(stopBackground, nil); err != nil {
		t.Fatal(err)
	}
	f.write(t, map[string]any{"reportOnly": "yes", "home": "Britain", "never": []string{"a.example", "not a name"}, "other": 1})
	time.Sleep(7 * time.Second)
	t.Run("report only has ended, and values are wrong", func(t *testing.T) {
		p := page(t, b)
		s.lab.Forget()
		if err := p.Open("http://forms.example.org/network.html"); err != nil {
			t.Fatal(err)
		}
		if err := p.Act(stoppedTabs+`await page.evaluate(() => fresh('_top')); await stopped();`, nil); err != nil {
			t.Error(err)
		}
		open(t, p, "http://forms.example.org/click.html", "[value=subscribe]")
		if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
			t.Errorf("nobody was asked (%v)", err)
		} else if err := p.Choose(DontSend); err != nil {
			t.Error(err)
		}
		if got := s.received(collector); len(got) > 0 {
			t.Errorf("%s received %s", collector, list(got))
		}
		options := page(t, b)
		if err := options.Open("chrome-extension://" + f.id + "/options/options.html"); err != nil {
			t.Fatal(err)
		}
		if err := options.Act(`await page.waitForSelector('#managed .bad', { timeout: 5000 })`, nil); err != nil {
			t.Fatal(err)
		}
		shown := text(t, options)
		for _, want := range []string{"“home” is not used. Expected: the two capital letters", "“never[1]” is not used. Expected: host names", "Never looked up: a.example"} {
			if !strings.Contains(shown, want) {
				t.Errorf("the settings do not say %q:\n%s", want, shown)
			}
		}
		if err := options.Screenshot(filepath.Join(t.ArtifactDir(), "options-wrong.png")); err != nil {
			t.Error(err)
		}
	})
}

// reportOnly: nothing is held, stopped or asked; what would have been is shown.
func reportOnly(t *testing.T, s *stage, b *Browser) {
	t.Helper()
	if err := b.Background(t.Context(), `chrome.storage.local.set({ home: "GB", worker: "", strictness: "warnings", leaks: "refuse", language: "en", off: [] })`, nil); err != nil {
		t.Fatal(err)
	}
	p := page(t, b)
	const url = "http://forms.example.org/click.html"
	s.lab.Forget()
	open(t, p, url, "[value=subscribe]")
	if got := s.arrived(t, collector); len(got) != 1 || !strings.Contains(string(got[0].Body), "go=subscribe") {
		t.Errorf("%s received %s, want what was sent, once", collector, list(got))
	}
	if kept := history(t, b); len(kept) != 1 || kept[0].Event != "reported" || kept[0].Outcome != "sent" || kept[0].Host != collector {
		t.Errorf("the history is %+v, want what was sent, reported", kept)
	}
	if err := p.Open(url); err != nil {
		t.Fatal(err)
	}
	if shown := popup(t, p, false, "popup-report-only.png"); !strings.Contains(shown, "to report only: nothing is held back") || !strings.Contains(shown, "Danger") {
		t.Errorf("the popup does not say that it reports only, or what it would have stopped:\n%s", shown)
	}
	var badge string
	err := p.Act(fill+`; for (let left = 50; left--; await sleep(100)) {
			const text = await background('chrome.tabs.query({ url: "http://forms.example.org/click.html" }).then(([tab]) => chrome.action.getBadgeText({ tabId: tab.id }))');
			if (text || !left) return text;
		}`, &badge)
	if err != nil || badge != "!!" {
		t.Errorf("the toolbar's button says %q, %v; want !!", badge, err)
	}
	s.lab.Forget()
	if err := p.Open("http://forms.example.org/network.html"); err != nil {
		t.Fatal(err)
	}
	if err := p.Act(`await page.evaluate(() => fresh('_top'))`, nil); err != nil {
		t.Fatal(err)
	}
	if got := s.arrived(t, collector); len(got) != 1 {
		t.Errorf("from a frame without a script of ours %s received %s, want what was sent", collector, list(got))
	}
	// Neither is what cannot wait refused.
	s.lab.Forget()
	if err := p.Open("https://forms.example.org/abroad.html"); err != nil {
		t.Fatal(err)
	}
	err = p.Act(fill+`; await sleep(500); await page.evaluate(() => {
		const request = new XMLHttpRequest();
		request.open('POST', 'https://collect.example.com/script', false);
		try { request.send(document.forms[0].email.value); } catch {}
	})`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.arrived(t, collector); len(got) != 1 || got[0].URL != "/script" {
		t.Errorf("%s received %s, want what a script sent", collector, list(got))
	}
	options := page(t, b)
	if err := options.Act(`const opened = typeof firefox !== 'undefined' && firefox ? await firefox.extensionPage('options/options.html') : page;
		if (opened === page) await page.goto(args[0]);
		await opened.waitForSelector('#managed:not([hidden]) b', { timeout: 5000 });
		const said = await opened.evaluate(() => document.querySelector('#managed').innerText);
		if (opened !== page) await opened.close();
		if (!said.includes('to report only: nothing is held back')) throw new Error(said)`, nil, b.Origin+"/options/options.html"); err != nil {
		t.Errorf("the settings do not say that it reports only: %v", err)
	}
}
