package e2e

import (
	"strings"
	"testing"
)

// looking describes, as a page's script can, everything that content/scripts.js
// stands before: text, name, length, properties, what is thrown at wrong use and
// from where, and which identities hold.
const looking = `() => {
	const seen = [];
	const see = (name, value) => seen.push(name + ': ' + value);
	const flags = (descriptor) => descriptor && Object.entries(descriptor).map(([key, value]) => key + '=' + (typeof value === 'function' ? 'function ' + value.name : value)).join(' ');
	const look = (name, value) => {
		see(name, [typeof value, value.name, value.length, String(value), Function.prototype.toString.call(value), Object.prototype.toString.call(value)].join(' | '));
		see(name + ' keys', Reflect.ownKeys(value).map((key) => String(key) + ' ' + flags(Object.getOwnPropertyDescriptor(value, key))).join(' | '));
		see(name + ' prototype', [Object.getPrototypeOf(value) === Function.prototype, Object.isExtensible(value), Object.getPrototypeOf(value)?.name].join());
	};
	const at = (error) => error.constructor.name + ': ' + error.message + ' ' + String(error.stack).replace(/\n/g, ' ');
	const attempt = (name, act) => { try { see(name, String(act())); } catch (error) { see(name + ' throws', at(error)); } };
	const members = [
		[window, 'fetch'], [window, 'open'], [window, 'WebSocket'], [window, 'EventSource'], [window, 'Blob'], [window, 'File'], [window, 'Request'],
		[XMLHttpRequest.prototype, 'open'], [XMLHttpRequest.prototype, 'send'], [XMLHttpRequest.prototype, 'abort'],
		[Navigator.prototype, 'sendBeacon'], [WebSocket.prototype, 'send'], [Request.prototype, 'clone'],
		[HTMLFormElement.prototype, 'submit'], [Element.prototype, 'setAttribute'], [Function.prototype, 'toString'],
		[HTMLImageElement.prototype, 'src'], [HTMLImageElement.prototype, 'srcset'], [HTMLScriptElement.prototype, 'src'], [HTMLIFrameElement.prototype, 'src'],
	];
	for (const [owner, name] of members) {
		const descriptor = Object.getOwnPropertyDescriptor(owner, name);
		const called = (owner.constructor?.name ?? 'window') + '.' + name;
		see(called + ' is', flags(descriptor));
		look(called, descriptor.value ?? descriptor.set);
	}
	for (const name of ['WebSocket', 'EventSource', 'Blob', 'File', 'Request']) {
		see(name + ' is its own', [window[name].prototype.constructor === window[name], flags(Object.getOwnPropertyDescriptor(window[name].prototype, 'constructor'))].join());
		attempt(name + ' called', () => window[name]());
		attempt(name + ' without', () => new window[name]().size);
		attempt(name + ' extended', () => { class Own extends window[name] {} return [Own.name, Object.getPrototypeOf(Own) === window[name]].join(); });
	}
	attempt('Blob made', () => { const blob = new Blob(['words'], { type: 'text/plain' }); return [blob.size, blob.type, blob instanceof Blob, blob.constructor === Blob].join(); });
	attempt('File made', () => { const file = new File(['words'], 'a.txt'); return [file.size, file.name, file instanceof Blob, Object.getPrototypeOf(file) === File.prototype].join(); });
	attempt('Request made', () => { const request = new Request('/x', { method: 'post', body: 'words' }); return [request.url, request.method, request.clone() instanceof Request].join(); });
	attempt('WebSocket of a wrong address', () => new WebSocket('no address:'));
	attempt('XMLHttpRequest of a wrong method', () => new XMLHttpRequest().open('a b', '/'));
	attempt('XMLHttpRequest sent too soon', () => new XMLHttpRequest().send());
	attempt('send of something else', () => XMLHttpRequest.prototype.send.call({}));
	attempt('fetch as a constructor', () => new fetch('/'));
	attempt('toString of something else', () => Function.prototype.toString.call({}));
	attempt('toString of a function', () => (function named(a) { return a; }).toString());
	attempt('setAttribute', () => { const made = document.createElement('p'); made.setAttribute('title', 7); return made.outerHTML; });
	attempt('setAttribute without', () => document.createElement('p').setAttribute('title'));
	attempt('setAttribute of a wrong name', () => document.createElement('p').setAttribute('a b', ''));
	attempt('src', () => { const made = new Image(); made.src = 'data:,'; return made.src + made.outerHTML; });
	attempt('src of something else', () => Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, 'src').set.call({}, 'x'));
	attempt('sendBeacon without', () => navigator.sendBeacon());
	see('globals', Object.getOwnPropertyNames(window).sort().join());
	return Promise.all([fetch(), fetch('http://'), fetch('/', { method: 'a b' }), fetch('/', { method: 'post', body: 'x', keepalive: true, mode: 'navigate' })].map((promise) => promise.then(String, at)))
		.then((told) => { told.forEach((one, i) => see('fetch ' + i, one)); return seen; });
}`

// What stands before the builtins looks as they do, before somebody types and
// after.
func TestLooksAsBefore(t *testing.T) {
	s := setUp(t)
	for _, when := range []struct{ name, act string }{
		{"before somebody types", ""},
		{"after somebody typed", `await page.focus('[name=email]'); await sleep(400);` + onlyEmail + `await sleep(300);`},
	} {
		t.Run(when.name, func(t *testing.T) {
			var seen [2][]string
			for i, b := range []*Browser{s.without, s.with} {
				p := page(t, b)
				if err := p.Open("https://forms.example.org/clear.html"); err != nil {
					t.Fatal(err)
				}
				if err := p.Act(when.act+`return page.evaluate(`+looking+`)`, &seen[i]); err != nil {
					t.Fatal(err)
				}
			}
			bare, with := seen[0], seen[1]
			if len(bare) < 100 || len(bare) != len(with) {
				t.Fatalf("%d things are seen with the extension, %d without; want as many, and over 100", len(with), len(bare))
			}
			for i := range bare {
				if with[i] != bare[i] {
					t.Errorf("seen is\n%s\nwant, as without the extension,\n%s", with[i], bare[i])
				}
				if strings.Contains(with[i], "-extension:") {
					t.Errorf("the extension's own address is seen:\n%s", with[i])
				}
			}
		})
	}
}
