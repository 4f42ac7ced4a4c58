package e2e

import (
	"testing"
	"time"
)

// Firefox for Android has no windows: what would be asked in one is asked in a
// tab, which is closed again.
func TestWithoutWindowsInFirefox(t *testing.T) {
	t.Parallel()
	s := setUpFirefox(t)
	p := page(t, s.with)
	var left string
	err := s.with.Background(t.Context(), `(background.createWindow = chrome.windows.create, chrome.windows.create = undefined, typeof chrome.windows.create)`, &left)
	if err != nil || left != "undefined" {
		t.Fatalf("to open windows there is %s, %v", left, err)
	}
	t.Cleanup(func() {
		if err := s.with.Background(p.ctx, `(chrome.windows.create = background.createWindow, null)`, nil); err != nil {
			t.Error(err)
		}
	})
	windows := func() (n int) {
		t.Helper()
		if err := p.Act(`return firefox.chrome('[...Services.wm.getEnumerator("navigator:browser")].length')`, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := windows()
	const url = "http://forms.example.org/click.html"

	t.Run("asked in a tab, and sent", func(t *testing.T) {
		s.lab.Forget()
		open(t, p, url, "[value=subscribe]")
		if err := p.Choose(SendOnce); err != nil {
			t.Fatal(err)
		}
		if got := s.arrived(t, collector); len(got) != 1 {
			t.Errorf("%s received %s, want what was sent, once", collector, list(got))
		}
	})
	for _, c := range []struct {
		name, press string
		sent        int
	}{{"held by the network layer, and sent", "#once", 1}, {"held by the network layer, and not sent", "#back", 0}} {
		t.Run(c.name, func(t *testing.T) {
			s.lab.Forget()
			p := page(t, s.with) // what was answered in may be another tab to the driver by now
			if err := p.Open("http://forms.example.org/network.html"); err != nil {
				t.Fatal(err)
			}
			var shown int
			// On a busy machine the driver loses a tab whose page is replaced while it looks at it; what is sent counts.
			err := p.Act(`const lost = (error) => { if (!/detached Frame/.test(error.message)) throw error; };
				await page.evaluate(() => fresh('_top')).catch(lost);
				const frame = await firefox.stopped(20000, '#once');
				const shown = await firefox.chrome('[...Services.wm.getEnumerator("navigator:browser")].length');
				await firefox.answer(page, frame, args[0], firefox.shown).catch(lost);
				return shown`, &shown, c.press)
			if err != nil {
				t.Fatal(err)
			}
			if shown != before {
				t.Errorf("while it asks there are %d windows, want %d", shown, before)
			}
			if c.sent > 0 {
				s.arrived(t, collector)
			} else {
				time.Sleep(500 * time.Millisecond)
			}
			if got := s.received(collector); len(got) != c.sent {
				t.Errorf("%s received %s, want %d requests", collector, list(got), c.sent)
			}
		})
	}
}
