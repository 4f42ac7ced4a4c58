package e2e

import "testing"

// From a fresh profile to the first warning, as a person goes there: the
// extension is installed and opens its page, the home is chosen, no worker is,
// and the first form that would go unencrypted is held.
func TestFirstWarning(t *testing.T) {
	inBoth(t, func(t *testing.T, s *stage) {
		s.lab.Forget()
		b, err := s.launch(t.Context(), s.unpacked, s.lab)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if !b.Welcomed {
			t.Error("installed, it did not open welcome/welcome.html")
		}
		p := page(t, b)
		var home string
		err = p.Act(`
			const own = firefox ? await firefox.extensionPage('welcome/welcome.html') : await browser.newPage();
			if (!firefox) await own.goto(args[0] + '/welcome/welcome.html');
			const frame = own.mainFrame();
			const press = (selector) => (firefox ? firefox.click(frame, selector) : frame.click(selector));
			await frame.waitForSelector('#home option:nth-child(100)');
			await frame.select('#home', 'GB');
			await press('#off');
			await press('#done');
			for (let left = 100; left--; await sleep(50)) {
				const { home = '' } = await background('chrome.storage.local.get("home")');
				if (home) return home;
			}`, &home, b.Origin)
		if err != nil || home != "GB" {
			t.Fatalf("the home is %q, %v; want the one chosen, GB", home, err)
		}
		if err := p.Open("http://forms.example.org/click.html"); err != nil {
			t.Fatal(err)
		}
		if err := p.Act(fill+`await page.click('[value=subscribe]')`, nil); err != nil {
			t.Fatal(err)
		}
		if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
			t.Errorf("no dialog was shown (%v)", err)
		}
		if got := s.received(collector); len(got) > 0 {
			t.Errorf("%s received %s", collector, list(got))
		}
	})
}
