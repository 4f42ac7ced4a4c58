package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// consents is how many rules of consent the browser holds.
const consents = `chrome.declarativeNetRequest?.getSessionRules().then((rules) => rules.filter(({ priority }) => priority >= 30).length)`

// Two that were stopped at once, for the same target, in two tabs: each needs
// its own consent, and consent to one is used up by it.
func TestTwoAtOnceUseOneConsent(t *testing.T) {
	s := setUp(t)
	p, other := page(t, s.with), page(t, s.with)
	for _, one := range []*Page{p, other} {
		if err := one.Open("http://forms.example.org/network.html"); err != nil {
			t.Fatal(err)
		}
	}
	for i, one := range []*Page{p, other} {
		err := one.Act(`await page.bringToFront(); await page.evaluate((value) => { form.forename.value = value; }, args[0]);
			await page.click('[name=go]');
			await page.waitForSelector('.answers:not(.early) #once', { timeout: 15000 })`, nil, fmt.Sprint("number ", i))
		if err != nil {
			t.Fatal(err)
		}
	}
	// The same click twice, and the other page's script at the same time.
	err := p.Act(`await page.bringToFront();
		const once = await page.$('#once');
		await once.evaluate((button) => button.scrollIntoView());
		await once.click({ count: 2 }).catch(() => {});`, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := s.arrived(t, collector)
	if len(got) != 1 || !strings.Contains(string(got[0].Body), "forename=number+0") {
		t.Errorf("%s received %s, want the one that was agreed to", collector, list(got))
	}
	var said string
	if err := other.Act(`return page.evaluate(() => document.body.innerText)`, &said); err != nil || !strings.Contains(said, "Send anyway") {
		t.Errorf("the other page says %q, %v; want it to go on asking", said, err)
	}
	used(t, s.with)
}

// used fails when consent is left over.
func used(t *testing.T, b *Browser) {
	t.Helper()
	var left int
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if err := b.Background(t.Context(), consents, &left); err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			return
		}
	}
	t.Errorf("%d rules of consent are left after the request that they were for", left)
}

// Two frames of a page send to the same target at once: consent to one is not
// consent to the other.
func TestTwoFramesAtOnce(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	if err := p.Open("http://forms.example.org/encrypted.html"); err != nil {
		t.Fatal(err)
	}
	err := p.Act(`
		await page.evaluate(async () => {
			for (const name of ['one', 'two']) {
				const frame = document.createElement('iframe');
				frame.name = name;
				frame.src = '/click.html';
				document.body.append(frame);
				await new Promise((resolve) => frame.addEventListener('load', resolve));
			}
		});
		const inside = page.frames().filter((frame) => /^(one|two)$/.test(frame.name()));
		for (const frame of inside) await frame.type('[name=email]', 'a@b.org');
		for (const frame of inside) await frame.type('[name=forename]', frame.name());
		await page.evaluate(() => { for (const name of ['one', 'two']) frames[name].document.forms[0].submit(); });`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
		t.Fatalf("no dialog was shown (%v)", err)
	}
	time.Sleep(time.Second) // the second question takes the place of the first
	err = p.Act(`const frame = await dialog(5000);
		await (await frame.waitForSelector('#once', { visible: true })).click().catch(() => {})`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.arrived(t, collector); len(got) != 1 {
		t.Errorf("after one consent %s received %s, want one request", collector, list(got))
	}
	used(t, s.with)
}

// A page's script sends something else to the same target all the time, from
// frames that no content script is in: it does not get the consent, neither where
// the form is in the page itself nor where it is in a frame too.
func TestOthersDoNotUseTheConsent(t *testing.T) {
	s := setUp(t)
	for _, url := range []string{"http://forms.example.org/network-race.html", "http://forms.example.org/network-race-framed.html"} {
		agreed, others := 0, 0
		const rounds = 3
		for range rounds {
			s.lab.Forget()
			p := page(t, s.with)
			if err := p.Open(url); err != nil {
				t.Fatal(err)
			}
			err := p.Act(`const frame = page.frames().find((frame) => frame.url().endsWith('/network-race.html'));
				await frame.type('[name=email]', 'a@b.org'); await frame.click('[name=go]')`, nil)
			if err != nil {
				t.Fatal(err)
			}
			if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
				t.Fatalf("no dialog was shown (%v)", err)
			}
			if early := s.received(collector); len(early) > 0 {
				t.Fatalf("before consent %s received %s", collector, list(early))
			}
			err = p.Act(`const once = await (await dialog(5000)).waitForSelector('#once');
				const frame = page.frames().find((frame) => frame.url().endsWith('/network-race.html'));
				await frame.evaluate(() => spam());
				once.click().catch(() => {});
				await sleep(4000)`, nil)
			if err != nil {
				t.Fatal(err)
			}
			mine := 0
			for _, request := range s.received(collector) {
				if strings.Contains(string(request.Body), "email=a%40b.org") {
					mine++
				} else {
					others++
				}
			}
			if mine != 1 {
				t.Errorf("%s: what was agreed to was sent %d times, want once", url, mine)
			}
			agreed += mine
			used(t, s.with)
			p.Close()
		}
		t.Logf("%s: in %d rounds it was sent %d times, and %d other requests were", url, rounds, agreed, others)
		if others > 0 {
			t.Errorf("%s: %d other requests used the consent", url, others)
		}
	}
}

// Consent that is not used ends after ten seconds.
func TestConsentEnds(t *testing.T) {
	s := setUp(t)
	p := ask(t, s.with, "http://forms.example.org/blank.html", "[name=go]")
	// The form is gone when it is to be sent: the consent is for nothing.
	if err := p.Act(`await page.evaluate(() => document.forms[0].remove())`, nil); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if err := p.Choose(SendOnce); err != nil {
		t.Fatal(err)
	}
	count := func() (left int) {
		if err := s.with.Background(p.ctx, consents, &left); err != nil {
			t.Fatal(err)
		}
		return left
	}
	if count() == 0 {
		t.Error("there is no rule of consent: the test does not see what it should")
	}
	for count() > 0 && time.Since(begin) < 15*time.Second {
		time.Sleep(100 * time.Millisecond)
	}
	if took := time.Since(begin); took < 8*time.Second || took > 12*time.Second {
		t.Errorf("the consent ended after %v, want ten seconds", took)
	}
	if got := s.received(collector); len(got) > 0 {
		t.Errorf("%s received %s", collector, list(got))
	}
}

// "Always" for a pair of sites lets the network layer let it go too, is listed,
// and can be taken back. A new finding on the same pair asks again.
func TestAlwaysOverTheNetwork(t *testing.T) {
	s := setUp(t)
	reset(t, s.with, "")
	const url = "http://forms.example.org/click.html"
	p := ask(t, s.with, url, "[value=subscribe]")
	if err := p.Choose(Always); err != nil {
		t.Fatal(err)
	}
	s.arrived(t, collector)

	for _, c := range []struct{ name, pause string }{{"in a person's time", "await sleep(1500);"}, {"in no time", ""}} {
		t.Run(c.name, func(t *testing.T) {
			s.lab.Forget()
			again := page(t, s.with)
			if err := again.Open(url); err != nil {
				t.Fatal(err)
			}
			if err := again.Act(fill+c.pause+`await page.click('[value=subscribe]')`, nil); err != nil {
				t.Fatal(err)
			}
			if got := s.arrived(t, collector); len(got) != 1 {
				t.Errorf("%s received %s, want one request without a question", collector, list(got))
			}
		})
	}

	t.Run("of another kind", func(t *testing.T) {
		s.lab.Forget()
		pair := `chrome.storage.local.get("pairs").then(({ pairs }) => pairs["example.org example.com"])`
		var kept struct {
			Rules  []string
			Secure bool
		}
		if err := s.with.Background(p.ctx, pair, &kept); err != nil {
			t.Fatal(err)
		}
		if len(kept.Rules) == 0 || !strings.Contains(strings.Join(kept.Rules, ","), "transport/cleartext danger") || kept.Secure {
			t.Errorf("the pair is kept as %+v, want transport/cleartext danger, and not as secure", kept)
		}
		// The same pair, had it been allowed for less.
		err := s.with.Background(p.ctx, `chrome.storage.local.get("pairs").then(({ pairs }) => { pairs["example.org example.com"].rules = ["transport/cleartext warn"]; return chrome.storage.local.set({ pairs }); })`, nil)
		if err != nil {
			t.Fatal(err)
		}
		ask(t, s.with, url, "[value=subscribe]")
		// Or while it was encrypted.
		err = s.with.Background(p.ctx, `chrome.storage.local.get("pairs").then(({ pairs }) => { Object.assign(pairs["example.org example.com"], { rules: ["transport/cleartext danger"], secure: true }); return chrome.storage.local.set({ pairs }); })`, nil)
		if err != nil {
			t.Fatal(err)
		}
		ask(t, s.with, url, "[value=subscribe]")
		if got := s.received(collector); len(got) > 0 {
			t.Errorf("%s received %s, want nothing", collector, list(got))
		}
	})

	t.Run("listed and taken back", func(t *testing.T) {
		options := page(t, s.with)
		if err := options.Open(s.with.Origin + "/options/options.html"); err != nil {
			t.Fatal(err)
		}
		var listed, after string
		err := options.Act(`
			const list = () => page.$eval('#pairs', (list) => list.innerText);
			await page.waitForSelector('#pairs button');
			const listed = await list();
			await page.click('#pairs button');
			await page.waitForFunction(() => !document.querySelector('#pairs button'));
			return listed;`, &listed)
		if err != nil {
			t.Fatal(err)
		}
		if err := options.Act(`return page.$eval('#pairs', (list) => list.innerText)`, &after); err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{"example.org → example.com", "transport/cleartext", "e-mail address"} {
			if !strings.Contains(listed, words) {
				t.Errorf("the settings list %q, want %q in it", listed, words)
			}
		}
		if strings.TrimSpace(after) != "None." {
			t.Errorf("after it was removed the settings list %q", after)
		}
		s.lab.Forget()
		ask(t, s.with, url, "[value=subscribe]")
		if got := s.received(collector); len(got) > 0 {
			t.Errorf("%s received %s, want nothing", collector, list(got))
		}
	})
}
