package e2e

import (
	"testing"
	"time"
)

// What waits in Firefox's network layer is sent by the person's consent and by
// nothing else: not when the background is stopped or updated at any step, not
// when its window closes or says nothing any more; and it waits longer than the
// browser keeps a background without events.
func TestHeldIsNotLetGo(t *testing.T) {
	s := setUpFirefox(t)
	const (
		send = `await page.click('#script');` // nothing that a person typed: the layers in the page let it go
		asks = `const asks = await firefox.stopped(20_000, '#once');`
		// The browser keeps a background without events for less than half as long as it would.
		brief = `const keeps = (ms) => firefox.chrome('Services.prefs.setIntPref("extensions.background.idle.timeout", ' + ms + ')'); await keeps(12_000);`
		// A window that is there says so every five seconds; six without a word are too many, not twenty.
		sooner  = `const patience = (ms) => background('(() => { const real = background.before ??= background.setTimeout.bind(background); background.setTimeout = (what, after, ...rest) => real(what, after === 20_000 ? ' + ms + ' : after, ...rest); })()'); await patience(6_000);`
		reached = `for (let left = 200; !await background('globalThis.reached'); await sleep(50)) if (!left--) throw new Error('that step was not reached');`
	)
	trap := func(call string) string { return "await background(" + quote(stuck+call) + ");" }
	judging, opening := trap(`(chrome.storage.session, 'get', () => true)`), trap(`(chrome.windows, 'create', () => true)`)
	spread(s.pair(t), []struct {
		name, how string
		waits     bool // and is sent once the person says so
	}{
		{"the background was stopped, and the list of dangerous hosts is another than at its last start", `await firefox.update(); await firefox.kill();` + send + asks, true},
		{"the background was stopped", killFirefox + send + asks, true},
		{"the person thinks for longer than a background lives without events", brief + send + asks + `await sleep(16_000); await keeps(30_000);`, true},
		{"its window says nothing any more", sooner + send + asks + `await asks.evaluate(() => { for (let i = setTimeout(() => {}); i; i--) clearInterval(i); }); await sleep(7_000); await patience(20_000);`, false},
		{"its window is closed", send + asks + `await asks.page().close();`, false},
		{"its tab goes elsewhere", send + asks + `for (const { frame, url } of await firefox.frames()) if (url === 'about:blank') await frame.page().close();`, false},
		{"stopped while judging", judging + send + reached + killFirefox, false},
		{"stopped while the window opens", opening + send + reached + killFirefox, false},
		{"stopped while the window asks", send + asks + killFirefox, false},
		{"taken away while judging", judging + send + reached + `await firefox.destroy(); await sleep(1000); await firefox.update();`, false},
		{"taken away while the window asks", send + asks + `await firefox.destroy(); await sleep(1000); await firefox.update();`, false},
		{"updated while judging", judging + send + reached + `await firefox.update();`, false},
		{"updated while the window opens", opening + send + reached + `await firefox.update();`, false},
		{"updated while the window asks", send + asks + `await firefox.update();`, false},
	}, func(s *stage, c struct {
		name, how string
		waits     bool
	}) {
		t.Run(c.name, func(t *testing.T) {
			s.lab.Forget()
			p := page(t, s.with)
			p.ctx = t.Context() // it takes longer than others
			if err := p.Open("http://forms.example.org/network.html"); err != nil {
				t.Fatal(err)
			}
			if err := p.Act(`await page.evaluate(() => { form.target = '_blank'; });`+c.how, nil); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			if got := s.received(collector); len(got) > 0 {
				t.Fatalf("before consent %s received %s", collector, list(got))
			}
			if !c.waits {
				again := `
					for (const { frame, url } of await firefox.frames()) if (/stopped[.]html/.test(url)) await frame.page().close();
					await page.bringToFront();` + send
				if err := p.Act(again, nil); err != nil {
					t.Fatal(err)
				}
				if err := p.Stopped(waitForDialog); err != nil {
					t.Fatal(err)
				}
			}
			if err := p.SendStopped(); err != nil {
				t.Fatal(err)
			}
			if got := s.arrived(t, collector); len(got) != 1 {
				t.Errorf("after consent %s received %s, want one request", collector, list(got))
			}
		})
	})
}

// A host that the bundle marks dangerous is held there over https too.
func TestHeldForADangerousHost(t *testing.T) {
	s := setUpFirefox(t)
	const dangerous = "forms.dangerous.example"
	p := page(t, s.with)
	if err := p.Open("http://forms.example.org/network.html"); err != nil {
		t.Fatal(err)
	}
	act := `await page.evaluate(() => { form.target = '_blank'; form.action = 'https://` + dangerous + `/x'; }); await page.click('#script');`
	if err := p.Act(act, nil); err != nil {
		t.Fatal(err)
	}
	if err := p.Stopped(waitForDialog); err != nil {
		t.Fatal(err)
	}
	if got := s.received(dangerous); len(got) > 0 {
		t.Errorf("%s received %s", dangerous, list(got))
	}
	if err := p.Act(`await firefox.answer(page, await firefox.stopped(5_000, '#back'), '#back', firefox.shown);`, nil); err != nil {
		t.Fatal(err)
	}
}
