package e2e

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// listen makes the extension's background note every message that comes and
// goes, of every kind that an extension has, and what its scripts answer. (What
// the background answers the popup, the test asks for itself; content scripts
// get nothing but a yes, a no and a question's name.)
const listen = `(() => {
	globalThis.heard = [];
	const note = (way, message) => { heard.push(way + ' ' + JSON.stringify(message)); };
	chrome.runtime.onMessage.addListener((message) => { note('in', message); });
	chrome.runtime.onConnect.addListener((port) => {
		port.onMessage.addListener((message) => note('port in ' + port.name, message));
		const post = port.postMessage.bind(port);
		port.postMessage = (message) => { note('port out ' + port.name, message); return post(message); };
	});
	const send = chrome.tabs.sendMessage.bind(chrome.tabs);
	chrome.tabs.sendMessage = async (tab, message, ...rest) => {
		note('out', message);
		const answer = await send(tab, message, ...rest);
		note('answer', { answer });
		return answer;
	};
	const run = chrome.scripting.executeScript.bind(chrome.scripting);
	chrome.scripting.executeScript = async (injection) => {
		const results = await run(injection);
		note('script', { results });
		return results;
	};
	return true;
})()`

// Nothing that a person types is in a message between the extension's parts,
// in its storage, or in a request to the worker.
func TestTypedValuesStayInThePage(t *testing.T) {
	s := setUp(t)
	// A browser of its own: what is noted there is noted from the start.
	b, err := Launch(t.Context(), Options{Path: s.browser, Extension: s.unpacked, Lab: s.lab})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	reset(t, b, s.asked.URL)
	if err := b.Background(t.Context(), listen, nil); err != nil {
		t.Fatal(err)
	}
	secrets := []string{"zq7mailbox@example.org", "Zq7forename", "zq7 file content", "zq7secretpath", "zq7fragment", "zq7query"}
	letter := filepath.Join(t.TempDir(), "zq7name.txt")
	if err := os.WriteFile(letter, []byte(secrets[2]), 0o600); err != nil {
		t.Fatal(err)
	}
	secrets = append(secrets, "zq7name")

	var told []any
	for _, visit := range []struct{ page, act, choose string }{
		{"http://forms.example.org/multipart.html", `await (await page.$('[name=letter]')).uploadFile(args[0]); await page.click('[name=go]')`, DontSend},
		{"http://forms.example.org/submit-get.html", `await page.click('#script')`, SendOnce},
		{"http://forms.example.org/location.html", `await page.click('#script')`, DontSend},
		{"http://forms.example.org/path.html", `await page.type('[name=forename]', ' zq7secretpath'); await page.click('[name=go]')`, SendOnce},
		{"http://forms.example.org/location-bare.html", `await page.click('#script')`, SendOnce},
		{"https://forms.example.org/abroad.html", `await page.click('[name=go]')`, Always},
	} {
		p := page(t, b)
		if err := p.Open(visit.page + "?token=zq7query#zq7fragment"); err != nil {
			t.Fatal(err)
		}
		err := p.Act(`await page.type('[name=email]', 'zq7mailbox@example.org');
			await page.type('[name=forename]', 'Zq7forename');`+visit.act, nil, letter)
		if err != nil {
			t.Fatal(err)
		}
		if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
			t.Fatalf("%s: no dialog was shown (%v)", visit.page, err)
		}
		forms, err := p.Overview()
		if err != nil || len(forms) == 0 {
			t.Fatalf("%s: the popup shows %d forms, %v", visit.page, len(forms), err)
		}
		told = append(told, forms...)
		if err := p.Choose(visit.choose); err != nil {
			t.Fatal(err)
		}
	}

	var heard []string
	var storage struct{ Local, Session json.RawMessage }
	if err := b.Background(t.Context(), `heard`, &heard); err != nil {
		t.Fatal(err)
	}
	err = b.Background(t.Context(), `Promise.all([chrome.storage.local.get(), chrome.storage.session.get()]).then(([local, session]) => ({ local, session }))`, &storage)
	if err != nil {
		t.Fatal(err)
	}
	asked := s.asked.all()
	t.Logf("%d messages, %d requests to the worker, storage of %d and %d bytes", len(heard), len(asked), len(storage.Local), len(storage.Session))
	kinds := map[string]bool{}
	for _, message := range heard {
		way, _, _ := strings.Cut(message, "{")
		kinds[strings.TrimSpace(way)] = true
	}
	for _, kind := range []string{"in", "out", "answer", "script", "port in dialog", "port out dialog"} {
		if !kinds[kind] {
			t.Errorf("nothing was noted of the kind %q: the test does not see what it should", kind)
		}
	}
	if len(asked) == 0 {
		t.Error("no request to the worker was noted: the test does not see what it should")
	}
	for where, texts := range map[string][]string{
		"a message":               heard,
		"a request to the worker": asked,
		"what the popup is told":  {indent(told)},
		"the storage":             {string(storage.Local), string(storage.Session)},
	} {
		for _, text := range texts {
			for _, secret := range secrets {
				if form, found := contains(text, secret); found {
					t.Errorf("%s contains %q, as %s:\n%s", where, secret, form, text)
				}
			}
		}
	}
	for _, request := range asked {
		if strings.Contains(request, "forms.example.org") {
			t.Errorf("the worker was told the page's site:\n%s", request)
		}
	}
}

// contains looks for a secret in the forms in which it could be hidden.
func contains(text, secret string) (form string, found bool) {
	text = strings.ToLower(text)
	for form, written := range map[string]string{
		"it is":      secret,
		"URL":        url.QueryEscape(secret),
		"path":       url.PathEscape(secret),
		"base64":     base64.RawStdEncoding.EncodeToString([]byte(secret)),
		"base64-url": base64.RawURLEncoding.EncodeToString([]byte(secret)),
		"hex":        fmt.Sprintf("%x", secret),
	} {
		if strings.Contains(text, strings.ToLower(written)) {
			return form, true
		}
	}
	return "", false
}

// On a page without forms the content scripts register listeners and do
// nothing else: no message, no change to the page.
func TestPageWithoutForms(t *testing.T) {
	s := setUp(t)
	b, err := Launch(t.Context(), Options{Path: s.browser, Extension: s.unpacked, Lab: s.lab})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Background(t.Context(), listen, nil); err != nil {
		t.Fatal(err)
	}
	var html [2]string
	for i, browser := range []*Browser{s.without, b} {
		p := page(t, browser)
		if err := p.Open("http://forms.example.org/none.html"); err != nil {
			t.Fatal(err)
		}
		err := p.Act(`
			await page.click('h1');
			await page.keyboard.type('words');
			await page.mouse.wheel({ deltaY: 100 });
			await sleep(500);
			return page.evaluate(() => document.documentElement.outerHTML);`, &html[i])
		if err != nil {
			t.Fatal(err)
		}
	}
	if html[0] != html[1] {
		t.Errorf("the page is\n%s\nwant, as without the extension,\n%s", html[1], html[0])
	}
	var heard []string
	if err := b.Background(t.Context(), `heard`, &heard); err != nil {
		t.Fatal(err)
	}
	if len(heard) > 0 {
		t.Errorf("got messages %q, want none", heard)
	}

	// The same notes see a form being filled in, so their silence says something.
	p := page(t, b)
	open(t, p, "http://forms.example.org/click.html", "[value=subscribe]")
	if _, err := p.Dialog(waitForDialog); err != nil {
		t.Fatal(err)
	}
	if err := b.Background(t.Context(), `heard`, &heard); err != nil || len(heard) == 0 {
		t.Errorf("a form was filled in and no message was noted (%v)", err)
	}
}
