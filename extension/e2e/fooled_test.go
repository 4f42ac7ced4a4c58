package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// quote writes a text as a JavaScript literal.
func quote(text string) string {
	literal, _ := json.Marshal(text)
	return string(literal)
}

// onOnce clicks, with the mouse, where "send once" is: what lies over it may let
// the click through or take it.
const onOnce = `
	const frame = await dialog(5000);
	const box = await (await frame.$('#once')).boundingBox();
	await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
`

// What lies over the page's last child, which holds up the dialog.
const over = `
	window.host = document.documentElement.lastElementChild;
	window.cover = Object.assign(document.createElement('div'), { textContent: 'Win a prize: click here' });
	cover.style = 'position: fixed; inset: 0; width: 100%; height: 100%; background: white; pointer-events: none';
`

// A page does what it can to have its form sent: nothing is, until the person
// answers a dialog that can be seen.
func TestPageCannotFoolIt(t *testing.T) {
	s := setUp(t)
	type attack struct {
		name, attack string // what the page does while the dialog is shown
		undo         string // how the page stops it; "" when the dialog is gone by the attack
	}
	attacks := []attack{
		{"a popover that lets clicks through", over + `cover.popover = 'manual'; document.body.append(cover); cover.showPopover()`, `cover.remove()`},
		{"a part covered", over + `cover.style.inset = 'auto auto 0 0'; cover.style.height = '60%'; cover.popover = 'manual'; document.body.append(cover); cover.showPopover()`, `cover.remove()`},
		{"a nearly transparent popover", over + `cover.style.background = 'rgb(255 255 255 / 0.9)'; cover.popover = 'manual'; document.body.append(cover); cover.showPopover()`, `cover.remove()`},
		{"a modal dialog of its own", `window.cover = document.createElement('dialog'); cover.style = 'inset: 0; width: 100%; height: 100%; max-width: none; max-height: none'; document.body.append(cover); cover.showModal()`, `cover.remove()`},
		{"hidden", over + `host.style.setProperty('display', 'none', 'important')`, `host.style.setProperty('display', 'block', 'important')`},
		{"removed", over + `host.remove()`, ``},
		{"moved", over + `document.body.append(host)`, ``},
		{"turned upside down", over + `document.documentElement.style.transform = 'rotate(180deg)'; document.documentElement.style.opacity = 0.01`, `document.documentElement.style = ''`},
		{"clicked by script", over + `
			for (const type of ['click', 'mousedown', 'mouseup', 'submit', 'close', 'cancel']) host.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, clientX: 500, clientY: 500 }));
			host.click();
			document.elementFromPoint(500, 500).click();
			for (const key of ['Enter', ' ']) window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));`, `0`},
		{"the focus taken", over + `window.thief = setInterval(() => { host.blur(); document.querySelector('[name=email]').focus(); window.focus(); }, 20)`, `clearInterval(thief)`},
		{"messages forged", `
			const id = performance.getEntries().map(({ name }) => name).filter((name) => name.startsWith('chrome-extension:')).join(' ');
			for (const target of [window, ...Array.from(window)]) for (const type of ['decided', 'answer', 'claim', 'open']) {
				target.postMessage({ type, id, send: true, answer: 'once' }, '*');
				target.dispatchEvent(new CustomEvent(type, { detail: { id, send: true } }));
			}
			window.chrome?.runtime?.sendMessage?.({ type: 'answer', answer: 'once' });
			for (const part of id.split(' ')) {
				window.cover = document.createElement('iframe');
				cover.src = part;
				document.body.append(cover);
			}
			if (/[0-9a-f-]{36}#|#[0-9a-f-]{36}/.test(id)) throw new Error('the question is known by its name: ' + id);`, `document.querySelectorAll('body > iframe').forEach((frame) => frame.remove())`},
		{"sent again and again", `window.again = setInterval(() => document.forms[0].submit(), 300)`, `clearInterval(again)`},
	}
	spread(s.pair(t), attacks, func(s *stage, c attack) {
		t.Run(c.name, func(t *testing.T) {
			s.lab.Forget()
			p := ask(t, s.with, "http://forms.example.org/click.html", "[value=subscribe]")
			act := func(code string) {
				t.Helper()
				if err := p.Act(code, nil); err != nil {
					t.Fatal(err)
				}
			}
			nothing := func(when string) {
				t.Helper()
				time.Sleep(250 * time.Millisecond)
				if got := s.received(collector); len(got) > 0 {
					t.Fatalf("%s %s received %s", when, collector, list(got))
				}
			}
			act(`await sleep(500); await page.evaluate(` + quote("(() => {"+c.attack+"})()") + `); await sleep(300);`)
			nothing("after the attack")
			if c.undo == "" {
				if err := p.Gone(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(1200 * time.Millisecond) // as long as a dialog may take to come back
				act(`await page.click('[value=subscribe]')`)
			} else {
				// A click where the answer is, and the keys that answer.
				if c.name != "hidden" && c.name != "turned upside down" && c.name != "sent again and again" && c.name != "clicked by script" && c.name != "messages forged" && c.name != "the focus taken" {
					act(onOnce)
					nothing("after a click on what is covered")
				}
				if c.name == "the focus taken" {
					act(`for (const key of ['Enter', 'Space', 'Enter']) await page.keyboard.press(key);`)
					nothing("after keys")
				}
				act(`await page.evaluate(` + quote("(() => {"+c.undo+"})()") + `); await sleep(600);`)
				if shown, err := p.Dialog(time.Second); err != nil {
					t.Fatal(err)
				} else if !shown {
					act(`await page.click('[value=subscribe]')`)
				}
			}
			if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
				t.Fatalf("afterwards no dialog is shown (%v)", err)
			}
			nothing("afterwards")
			if err := p.Choose(SendOnce); err != nil {
				t.Fatal(err)
			}
			if got := s.arrived(t, collector); len(got) != 1 {
				t.Errorf("after consent %s received %s, want one request", collector, list(got))
			}
		})
	})
}

// A dialog that is covered says why the answer is not taken, and moves to a
// window of its own, which no page can cover.
func TestCoveredDialog(t *testing.T) {
	s := setUp(t)
	p := ask(t, s.with, "http://forms.example.org/click.html", "[value=subscribe]")
	err := p.Act(`await page.evaluate(`+quote("(() => {"+over+`cover.popover = 'manual'; document.body.append(cover); cover.showPopover()})()`)+`);
		await sleep(500);`+onOnce+`await sleep(200);`, nil)
	if err != nil {
		t.Fatal(err)
	}
	var said string
	if err := p.InDialog(`document.querySelector('[role=alert]')?.textContent ?? ''`, &said); err != nil || !strings.Contains(said, "something on the page lies over this question") {
		t.Errorf("the dialog says %q, %v; want why the answer is not taken", said, err)
	}
	err = p.Act(`
		(await dialog(1000)).click('.covered button').catch(() => {});
		await browser.waitForTarget((target) => target.type() === 'page' && target.url().includes('/dialog/dialog.html'), { timeout: 10000 });
		await sleep(1500);
		if (page.frames().length > 1) throw new Error('the page still holds up the dialog');`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.received(collector); len(got) > 0 {
		t.Errorf("before consent %s received %s", collector, list(got))
	}
	if err := p.Choose(SendOnce); err != nil {
		t.Fatal(err)
	}
	if got := s.arrived(t, collector); len(got) != 1 {
		t.Errorf("after consent %s received %s, want one request", collector, list(got))
	}
}
