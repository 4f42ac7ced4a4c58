package e2e

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// listen makes the extension's background note every message that comes and
// goes, of every kind that an extension has, what its scripts answer, and what it
// writes to its storage. (What the background answers the popup, the test asks
// for itself; content scripts get nothing but a yes, a no and a question's name.)
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
	for (const area of ['local', 'session', 'sync', 'managed']) {
		const set = chrome.storage[area]?.set?.bind(chrome.storage[area]);
		if (set) chrome.storage[area].set = (items) => { note('storage ' + area, items); return set(items); };
	}
	return true;
})()`

// capture is everything that one browser's extension says, from startCapture on:
// messages and storage from inside the background; requests of the extension's
// own pages and every console line, of whatever script, by the browser's protocol.
type capture struct{ browser *Browser }

func startCapture(t *testing.T, b *Browser) capture {
	t.Helper()
	if err := b.Background(t.Context(), listen, nil); err != nil {
		t.Fatal(err)
	}
	if err := b.Overhear(t.Context()); err != nil {
		t.Fatal(err)
	}
	return capture{b}
}

// exception is the only one: what the network layer stopped, as the browser
// itself hands it to our own page (nothing leaves the machine), and as the
// background gives it to that page when the person sends it.
var exception = regexp.MustCompile(`^(request \{"url":"chrome-extension://[^/]+/stopped/stopped.html"|port out stopped \{"type":"send")`)

// noLeak fails when one of the secrets is in what was captured, in the storage as
// it is now, or in more (what the popup was told).
func (c capture) noLeak(t *testing.T, secrets []string, more ...any) {
	t.Helper()
	var heard []string
	var storage struct{ Local, Session json.RawMessage }
	if err := c.browser.Background(t.Context(), `heard`, &heard); err != nil {
		t.Fatal(err)
	}
	err := c.browser.Background(t.Context(), `Promise.all([chrome.storage.local.get(), chrome.storage.session.get()]).then(([local, session]) => ({ local, session }))`, &storage)
	if err != nil {
		t.Fatal(err)
	}
	overheard, err := c.browser.Overheard(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	lines := append(heard, overheard...)
	for _, line := range lines {
		kind, _, _ := strings.Cut(line, "{")
		kinds[strings.TrimSpace(kind)]++
	}
	t.Logf("captured %v; storage of %d and %d bytes", kinds, len(storage.Local), len(storage.Session))
	for _, kind := range []string{"in", "out", "answer", "script", "storage session", "storage local", "port in dialog", "port out dialog", "request", "console"} {
		if kinds[kind] == 0 {
			t.Errorf("nothing was noted of the kind %q: the test does not see what it should", kind)
		}
	}
	for _, line := range append(lines, string(storage.Local), string(storage.Session), indent(more)) {
		if exception.MatchString(line) {
			continue
		}
		for _, secret := range secrets {
			if form, found := contains(line, secret); found {
				t.Errorf("%q is, as %s, in\n%.2000s", secret, form, line)
			}
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
