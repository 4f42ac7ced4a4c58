package e2e

import (
	"fmt"
	"testing"
	"time"
)

// A form over http that interrupts nobody is let go by the network layer too,
// whenever and however often it is sent; only it, and only while it is there.
func TestQuietFormOverHTTP(t *testing.T) {
	s := setUp(t)
	const url, host = "http://forms.example.org/quiet.html", "forms.example.org"
	const typed = `await page.type('[name=q]', 'ferries');`
	for _, c := range []struct {
		name, act string
		sent      int
	}{
		{"in a person's time", typed + `await sleep(1500); await page.click('[name=go]')`, 1},
		{"in no time", typed + `await page.click('[name=go]')`, 1},
		{"by script", typed + `await sleep(1500); await page.evaluate(() => form.submit())`, 1},
		{"to a new tab, twice", `await page.evaluate(() => { form.target = '_blank'; });` + typed +
			`await sleep(1500); await page.click('[name=go]'); await sleep(500); await page.bringToFront(); await page.click('[name=go]')`, 2},
		{"gone back to", typed + `await sleep(1500); await page.click('[name=go]'); await page.waitForSelector('#received');
			await page.goBack(); await page.waitForSelector('[name=go]'); await page.click('[name=go]')`, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.lab.Forget()
			p := page(t, s.with)
			t.Cleanup(func() { p.Act(closeReceived, nil) })
			if err := p.Open(url); err != nil {
				t.Fatal(err)
			}
			if err := p.Act(c.act, nil); err != nil {
				t.Fatal(err)
			}
			for end := time.Now().Add(5 * time.Second); len(s.received(host)) < c.sent && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			}
			time.Sleep(250 * time.Millisecond)
			if got := s.received(host); len(got) != c.sent {
				t.Errorf("%s received %s, want %d requests", host, list(got), c.sent)
			}
			silent(t, s, p)
		})
	}
	t.Run("another address of the same page", func(t *testing.T) {
		s.lab.Forget()
		p := page(t, s.with)
		if err := p.Open(url); err != nil {
			t.Fatal(err)
		}
		err := p.Act(stoppedTabs+typed+`await sleep(1500); await page.evaluate(() => { form.action = '/elsewhere'; fresh(); }); await stopped('#show')`, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.received(host); len(got) > 0 {
			t.Errorf("%s received %s", host, list(got))
		}
	})
	// A filter would read the sign as more than itself. (Chromium writes ^ and | as %5E and %7C.)
	t.Run("to an address with *", func(t *testing.T) {
		s.lab.Forget()
		p := page(t, s.with)
		const to = `await page.evaluate(() => { form.action = '/quiet-*'; });`
		if err := p.Open(url); err != nil {
			t.Fatal(err)
		}
		err := p.Act(stoppedTabs+to+typed+`await sleep(1500); await page.evaluate(() => { form.action = '/quiet-found'; fresh(); }); await stopped('#show')`, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.received(host); len(got) > 0 {
			t.Errorf("%s received %s", host, list(got))
		}
		// It is stopped itself, and sent from there.
		if err := p.Open(url); err != nil {
			t.Fatal(err)
		}
		if err := p.Act(stoppedTabs+to+typed+`await page.click('[name=go]'); await press('#once')`, nil); err != nil {
			t.Fatal(err)
		}
		if got := s.arrived(t, host); len(got) != 1 {
			t.Errorf("%s received %s, want one request", host, list(got))
		}
	})
	t.Run("when something personal is typed, and when it is left", func(t *testing.T) {
		p := page(t, s.with)
		if err := p.Open(url); err != nil {
			t.Fatal(err)
		}
		rules := func() (n int) {
			err := s.with.Background(p.ctx, `chrome.declarativeNetRequest.getSessionRules().then((rules) => rules.filter(({ priority, condition }) => priority === 10 && condition.urlFilter.includes("quiet-found")).length)`, &n)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		for _, step := range []struct {
			act  string
			want bool
		}{
			{typed, true},
			{`await page.evaluate(() => form.insertAdjacentHTML('afterbegin', '<input type="email" name="email">')); await page.type('[name=email]', 'a@b.org');`, false},
			{`await page.reload();` + typed, true},
			{`await page.goto('http://forms.example.org/none.html');`, false},
			{`await page.goto('http://forms.example.org/quiet.html');` + typed, true},
			{`await page.close();`, false},
		} {
			if step.act == `await page.close();` {
				p.Close()
			} else if err := p.Act(step.act, nil); err != nil {
				t.Fatal(err)
			}
			end := time.Now().Add(3 * time.Second)
			for rules() > 0 != step.want && time.Now().Before(end) {
				time.Sleep(100 * time.Millisecond)
			}
			if got := rules(); got > 0 != step.want {
				t.Errorf("%s: %d rules let it go, want some: %v", step.act, got, step.want)
			}
		}
	})
}

const closeReceived = `
	for (const tab of await browser.pages()) if (tab !== page && tab.url().includes('/quiet-found')) await tab.close().catch(() => {});
`

// Inside a private network nothing is stopped, nor asked but for a password.
func TestPrivateNetworkIsQuiet(t *testing.T) {
	s := setUp(t)
	for _, target := range []string{"printer", "wiki.internal", "10.1.2.3"} {
		t.Run(target, func(t *testing.T) {
			quiet(t, s, "http://forms.example.org/network.html", target,
				fmt.Sprintf(`await page.evaluate((action) => { form.action = action; }, 'http://%s/network'); await page.click('[name=go]')`, target))
		})
	}
}
