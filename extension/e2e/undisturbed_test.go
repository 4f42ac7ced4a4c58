package e2e

import (
	"strings"
	"testing"
)

// noticing makes a page note whatever it could notice of an extension: every
// change of its tree, every shift of its layout, every event in its order, its
// global names, and what it loaded. notes() gives them as text.
const noticing = `await page.evaluate(() => {
	const noted = [];
	const note = (...words) => noted.push(words.join(' '));
	new MutationObserver((records) => { for (const { type, attributeName, target } of records) note('changed', type, attributeName, target.nodeName); })
		.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
	const shifts = new PerformanceObserver((list) => { for (const { value } of list.getEntries()) note('shift', value); });
	shifts.observe({ type: 'layout-shift', buffered: true });
	for (const type of ['focusin', 'focusout', 'keydown', 'beforeinput', 'input', 'change', 'keyup', 'pointerdown', 'mousedown', 'mouseup', 'click', 'invalid', 'submit', 'formdata', 'beforeunload', 'pagehide', 'visibilitychange', 'message', 'error', 'securitypolicyviolation']) {
		for (const capture of [true, false]) window.addEventListener(type, ({ defaultPrevented, isTrusted }) => note(type, capture, defaultPrevented, isTrusted), capture);
	}
	navigation.addEventListener('navigate', ({ navigationType, defaultPrevented, formData, sourceElement }) => note('navigate', navigationType, defaultPrevented, [...formData?.keys() ?? []], sourceElement?.value));
	const names = () => Object.getOwnPropertyNames(window).sort().join(' ');
	const kept = () => sessionStorage.setItem('notes', [...noted, names(), document.documentElement.outerHTML, performance.getEntriesByType('resource').map(({ name }) => name)].join('\n'));
	window.addEventListener('pagehide', kept);
	window.notes = () => { kept(); return sessionStorage.getItem('notes'); };
});`

// What a page can notice is the same with the extension as without: while it is
// only read, while a form that is clear is filled in, and when it is sent. (A form
// with a warning bears a mark beside the field that has the focus: TestMark.)
func TestPageIsNotDisturbed(t *testing.T) {
	s := setUp(t)
	type visit struct{ name, url, act, has string }
	visits := []visit{
		{"no form", "http://forms.example.org/none.html", `
			await page.click('h1'); await page.keyboard.type('words'); await page.mouse.wheel({ deltaY: 100 }); await sleep(500);
			return page.evaluate(() => notes());`, "click true false true"},
		{"a form that nobody fills in", "http://forms.example.org/click.html", `
			await page.click('h1'); await page.focus('[name=email]'); await page.keyboard.press('Tab'); await sleep(500);
			return page.evaluate(() => notes());`, "focusin true false true"},
		{"a form that is filled in", "https://forms.example.org/clear.html", fill + `await sleep(1500);
			return page.evaluate(() => notes());`, "input true false true"},
		{"a clear form, sent", "https://forms.example.org/clear.html", fill + `await sleep(1500);
			await Promise.all([page.waitForNavigation(), page.click('[name=go]')]);
			return page.evaluate(() => sessionStorage.getItem('notes'));`, "navigate push false email,forename,list,go clear"},
		{"a clear form, sent by script", "https://forms.example.org/clear.html", fill + `await sleep(1500);
			await Promise.all([page.waitForNavigation(), page.evaluate(() => document.forms[0].requestSubmit())]);
			return page.evaluate(() => sessionStorage.getItem('notes'));`, "navigate push false email,forename,list"},
	}
	spread(s.pair(t), visits, func(s *stage, c visit) {
		t.Run(c.name, func(t *testing.T) {
			var notes [2]string
			for i, b := range []*Browser{s.without, s.with} {
				p := page(t, b)
				if err := p.Open(c.url); err != nil {
					t.Fatal(err)
				}
				if err := p.Act(noticing+c.act, &notes[i]); err != nil {
					t.Fatal(err)
				}
			}
			want, got := strings.Split(notes[0], "\n"), strings.Split(notes[1], "\n")
			if !strings.Contains(notes[0], "\n"+c.has) {
				t.Fatalf("without the extension %q was not noticed: the test does not see what it should:\n%s", c.has, notes[0])
			}
			for i := range max(len(got), len(want)) {
				if i >= len(got) || i >= len(want) || got[i] != want[i] {
					t.Fatalf("at note %d the page noticed\n%q\nwant, as without the extension,\n%q", i, got[min(i, len(got)):min(i+5, len(got))], want[min(i, len(want)):min(i+5, len(want))])
				}
			}
		})
	})
}
