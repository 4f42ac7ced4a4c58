package e2e

import (
	"context"
	"strings"
	"testing"
	"time"
)

// "Always" that is taken back counts in pages that are open already, for what the
// content script knows and for what the network layer lets go.
func TestTakenBackAtOnce(t *testing.T) {
	s := setUp(t)
	reset(t, s.with, "")
	const url = "http://forms.example.org/click.html"
	p := ask(t, s.with, url, "[value=subscribe]")
	if err := p.Choose(Always); err != nil {
		t.Fatal(err)
	}
	s.arrived(t, collector)
	s.lab.Forget()

	open := page(t, s.with)
	if err := open.Open(url); err != nil {
		t.Fatal(err)
	}
	if err := open.Act(fill+`await sleep(1500)`, nil); err != nil {
		t.Fatal(err)
	}
	rules := func() (n int) {
		const count = `chrome.declarativeNetRequest.getSessionRules().then((rules) => rules.filter(({ priority, condition }) => priority === 10 && condition.urlFilter.includes("collect.example.com")).length)`
		if err := s.with.Background(open.ctx, count, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if rules() == 0 {
		t.Fatal("no rule lets it go: the test does not see what it should")
	}
	options := page(t, s.with)
	if err := options.Open(s.with.Origin + "/options/options.html"); err != nil {
		t.Fatal(err)
	}
	err := options.Act(`await (await page.waitForSelector('#pairs button')).click(); await page.waitForFunction(() => !document.querySelector('#pairs button'))`, nil)
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(5 * time.Second); rules() > 0 && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
	}
	if got := rules(); got > 0 {
		t.Errorf("%d rules still let it go", got)
	}
	if err := open.Act(`await page.bringToFront(); await page.click('[value=subscribe]')`, nil); err != nil {
		t.Fatal(err)
	}
	if shown, err := open.Dialog(waitForDialog); err != nil || !shown {
		t.Errorf("no dialog was shown (%v)", err)
	}
	if got := s.received(collector); len(got) > 0 {
		t.Errorf("%s received %s", collector, list(got))
	}
}

// A storage that takes nothing more leaves the dialog open: it says so, and "send
// once" still sends, once.
func TestAnswerThatCannotBeKept(t *testing.T) {
	s := setUp(t)
	reset(t, s.with, "")
	const full = `(() => {
		globalThis.kept = chrome.storage.local.set;
		chrome.storage.local.set = () => Promise.reject(new Error('no room'));
	})()`
	p := ask(t, s.with, "http://forms.example.org/click.html", "[value=subscribe]")
	if err := s.with.Background(p.ctx, full, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.with.Background(context.Background(), `void (globalThis.kept && (chrome.storage.local.set = globalThis.kept))`, nil)
	})
	var said string
	err := p.Act(`const frame = await dialog(15000);
		await (await frame.waitForSelector('#always')).click();
		await frame.waitForSelector('.failed', { timeout: 10000 });
		return frame.evaluate(() => document.body.innerText);`, &said)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Not sent", "could not keep", "may travel where anyone"} {
		if !strings.Contains(said, words) {
			t.Errorf("the dialog says %q, want %q in it", said, words)
		}
	}
	if got := s.received(collector); len(got) > 0 {
		t.Errorf("%s received %s", collector, list(got))
	}
	if err := p.Choose(SendOnce); err != nil {
		t.Fatal(err)
	}
	if got := s.arrived(t, collector); len(got) != 1 {
		t.Errorf("%s received %s, want one request", collector, list(got))
	}
}

// What is sent from a frame goes by way of what is kept of it. More than is kept is
// not sent, and the frame says so, and leads back to the form.
func TestLargeFromAFrame(t *testing.T) {
	s := setUp(t)
	reset(t, s.with, "")
	p := page(t, s.with)
	if err := p.Open("http://forms.example.org/framed.html"); err != nil {
		t.Fatal(err)
	}
	err := p.Act(inFrame+`await page.frames()[1].evaluate(() => { document.forms[0].forename.value = 'x'.repeat(5e6); });`+frameGo, nil)
	if err != nil {
		t.Fatal(err)
	}
	if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
		t.Fatalf("no dialog was shown (%v)", err)
	}
	if err := p.Choose(SendOnce); err != nil {
		t.Fatal(err)
	}
	if err := p.Stopped(waitForDialog); err != nil {
		t.Fatal(err)
	}
	var said string
	err = p.Act(`const frame = page.frames().find((frame) => frame.url().includes('/stopped/stopped.html'));
		const said = await frame.evaluate(() => document.body.innerText);
		await (await frame.waitForSelector('#back')).click();
		for (let left = 200; !await page.frames()[1]?.$('[name=email]').catch(() => null); await sleep(50)) if (!left--) throw new Error('it does not go back');
		return said;`, &said)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said, "larger than the 4 MB that are kept") || !strings.Contains(said, "go back to the form") {
		t.Errorf("the frame says %q, want that it is too large, and what to do", said)
	}
	if got := s.received(collector); len(got) > 0 {
		t.Errorf("%s received %s", collector, list(got))
	}
}
