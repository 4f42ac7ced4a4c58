package e2e

import (
	"slices"
	"testing"
	"time"
)

// kill stops the extension's background, whatever it does. Nobody may be attached
// to it then: the browser would start it again only for a debugger that says go.
const kill = `
	for (const target of browser.targets()) {
		if (target.type() === 'service_worker' && target.url().startsWith('chrome-extension://')) await (await target.worker()).client.detach().catch(() => {});
	}
	const devtools = await page.createCDPSession();
	await devtools.send('ServiceWorker.enable');
	await devtools.send('ServiceWorker.stopAllWorkers');
	await devtools.detach();
`

// stuck makes one of the background's calls never come back, and notes that it
// was reached.
const stuck = `((object, name, when) => {
	globalThis.reached = false;
	const original = object[name].bind(object);
	object[name] = (...args) => {
		if (!when(...args)) return original(...args);
		reached = true;
		return new Promise(() => {});
	};
})`

// killFirefox does the same in Firefox.
const killFirefox = `await firefox.kill();`

// The background is killed at each step of a held submission: nothing is sent
// before consent, once is sent after it, and the page goes on working.
func TestBackgroundKilled(t *testing.T) {
	s := setUp(t)
	var stages []*stage
	for _, one := range s.pair(t) {
		own := *one // a browser of its own
		var err error
		if own.with, err = Launch(t.Context(), Options{Path: s.browser, Extension: s.unpacked, Lab: own.lab}); err != nil {
			t.Fatal(err)
		}
		defer own.with.Close()
		reset(t, own.with, "")
		stages = append(stages, &own)
	}
	testKilled(t, stages, kill)
}

func TestBackgroundKilledInFirefox(t *testing.T) {
	s := setUpFirefox(t)
	stages := s.pair(t)
	for _, s := range stages {
		reset(t, s.with, "")
	}
	testKilled(t, stages, killFirefox)
}

func testKilled(t *testing.T, stages []*stage, kill string) {
	type kills struct {
		step, stuck string // the call that does not come back; "" for none
		consented   bool
	}
	steps := []kills{
		{step: "judging while the person types", stuck: `(chrome.storage.local, 'get', () => true)`},
		{step: "judging", stuck: `(chrome.storage.local, 'get', () => true)`},
		{step: "keeping the question", stuck: `(chrome.storage.session, 'set', () => true)`},
		{step: "opening the dialog", stuck: `(chrome.tabs, 'sendMessage', (tab, { type }) => type === 'open')`},
		{step: "the dialog's claim", stuck: `(chrome.storage.session, 'set', (items) => Object.values(items).some(({ claimed }) => claimed))`},
		{step: "the dialog is shown"},
		{step: "remembering the answer", stuck: `(chrome.storage.local, 'set', () => true)`, consented: true},
		{step: "telling the submission", stuck: `(chrome.tabs, 'sendMessage', (tab, { type }) => type === 'decided')`, consented: true},
		{step: "forgetting the question", stuck: `(chrome.storage.session, 'remove', () => true)`, consented: true},
		{step: "closing the dialog", stuck: `(chrome.tabs, 'sendMessage', (tab, { type }) => type === 'close')`, consented: true},
	}
	if kill == killFirefox {
		// The background does the same; what differs is the dialog, in a window of its own, and that it closes itself.
		steps = slices.DeleteFunc(steps, func(c kills) bool {
			return !slices.Contains([]string{"judging", "opening the dialog", "the dialog's claim", "the dialog is shown", "telling the submission"}, c.step)
		})
	}
	spread(stages, steps, func(s *stage, c kills) {
		t.Run(c.step, func(t *testing.T) {
			s.lab.Forget()
			p := page(t, s.with)
			if err := p.Open("http://forms.example.org/click.html"); err != nil {
				t.Fatal(err)
			}
			do := func(code string) {
				t.Helper()
				if err := p.Act(code, nil); err != nil {
					t.Fatal(err)
				}
			}
			const reached = `for (let left = 200; !await background('globalThis.reached'); await sleep(50)) if (!left--) throw new Error('that step was not reached');`
			const click = `await page.click('[value=subscribe]');`
			trap := ""
			if c.stuck != "" {
				trap = "await background(" + quote(stuck+c.stuck) + ");"
			}
			switch {
			case c.step == "judging while the person types":
				do(trap + fill + reached + kill)
				do(click)
			case c.consented:
				do(fill + "await sleep(500);" + click)
				if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
					t.Fatalf("no dialog was shown (%v)", err)
				}
				do(`let frame = await dialog(5000); if (firefox) frame = await firefox.apart(page, frame);` + trap + `(firefox ? firefox.press(frame, '#once') : frame.click('#once')).catch(() => {});` + reached + kill)
			case c.stuck == "":
				do(fill + "await sleep(500);" + click)
				if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
					t.Fatalf("no dialog was shown (%v)", err)
				}
				do(kill)
			default:
				do(fill + "await sleep(500);" + trap + click + reached + kill)
			}

			if !c.consented {
				time.Sleep(500 * time.Millisecond)
				shown, err := p.Dialog(3 * time.Second)
				if err != nil {
					t.Fatal(err)
				}
				if !shown {
					do(click) // nothing covers the page: the person tries again
					if shown, err = p.Dialog(waitForDialog); err != nil || !shown {
						t.Fatalf("the second time no dialog was shown (%v)", err)
					}
				}
				if got := s.received(collector); len(got) > 0 {
					t.Fatalf("before consent %s received %s", collector, list(got))
				}
				if err := p.Choose(SendOnce); err != nil {
					t.Fatal(err)
				}
			}
			if got := s.arrived(t, collector); len(got) != 1 {
				t.Errorf("after consent %s received %s, want one request", collector, list(got))
			}
			if err := p.Gone(); err != nil {
				t.Error(err)
			}
			time.Sleep(1500 * time.Millisecond) // longer than a dialog waits before it comes back
			if got := s.received(collector); len(got) != 1 {
				t.Errorf("later %s received %s, want no more", collector, list(got))
			}
			used(t, s.with) // the answer given again has opened nothing
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(300 * time.Millisecond)
			if held, err := s.with.Held(t.Context()); err != nil || len(held) > 0 {
				t.Errorf("%d submissions wait, %v", len(held), err)
			}
		})
	})
	testNobodyCompares(t, stages[0], kill)
}

// Until what compares requests with what is typed is in the page, which takes as
// long as the background takes to start, a request that cannot wait is refused,
// and asked about as soon as it can be.
func testNobodyCompares(t *testing.T, s *stage, kill string) {
	for _, name := range []string{"XMLHttpRequest, synchronous", "EventSource"} {
		t.Run(name+" while nobody compares", func(t *testing.T) {
			s.lab.Forget()
			p := page(t, s.with)
			if err := p.Open("http://forms.example.org/requests.html"); err != nil {
				t.Fatal(err)
			}
			if err := p.Act(`await page.$eval('[name=email]', (field) => { field.value = 'a@b.or'; });`+kill+`
				await page.focus('[name=email]');
				await page.keyboard.press('End');
				await page.keyboard.press('g');`+by(name), nil); err != nil {
				t.Fatal(err)
			}
			if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
				t.Fatalf("no dialog was shown (%v); %s received %s", err, collector, list(s.received(collector)))
			}
			if got := s.received(collector); len(got) > 0 {
				t.Fatalf("before consent %s received %s", collector, list(got))
			}
			if err := p.Choose(SendOnce); err != nil {
				t.Fatal(err)
			}
			if err := p.Act(by(name), nil); err != nil {
				t.Fatal(err)
			}
			if got := s.arrived(t, collector); len(got) == 0 {
				t.Errorf("after consent %s received nothing", collector)
			}
		})
	}
}
