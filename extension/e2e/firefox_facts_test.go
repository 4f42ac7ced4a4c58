package e2e

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// What Firefox itself knows of a host is asked for before any worker, and said to
// be from there.
func TestLocalFacts(t *testing.T) {
	s := setUpFirefox(t)
	const (
		typed = `
			await page.evaluate(() => { document.forms[0].action = 'https://fresh.tls.example.net/'; });
			await page.type('[name=email]', 'a@b.org');
			await sleep(1500);`
		// Something in the page comes from there, so the browser has a connection.
		picture = `
			await page.evaluate(() => new Promise((resolve) => {
				const picture = new Image();
				picture.onload = picture.onerror = resolve;
				picture.src = 'https://fresh.tls.example.net/picture.png';
			}));`
		connection = "a connection of the browser's own"
	)
	for _, c := range []struct {
		name, worker, before string
		certificate          bool
	}{
		{"no worker", "", "", false},
		{"no worker, and something in the page is from there", "", picture, true},
		{"a worker, and something in the page is from there", s.asked.URL, picture, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !c.certificate && c.worker == "" { // nothing is known from before
				p := page(t, s.with)
				if err := p.Act(killFirefox, nil); err != nil {
					t.Fatal(err)
				}
			}
			s.asked.forget()
			reset(t, s.with, c.worker)
			p := page(t, s.with)
			if err := p.Open("https://forms.example.org/clear.html"); err != nil {
				t.Fatal(err)
			}
			if err := p.Act(typed+c.before, nil); err != nil {
				t.Fatal(err)
			}
			forms, err := p.Overview()
			if err != nil || len(forms) != 1 {
				t.Fatalf("got %d forms, %v; want one", len(forms), err)
			}
			var report Report
			if text, err := json.Marshal(forms[0]); err != nil || json.Unmarshal(text, &report) != nil {
				t.Fatalf("got %v", forms)
			}
			unknown := func(section string) bool {
				return slices.ContainsFunc(report.Unknown, func(line string) bool { return strings.HasPrefix(line, section+":") })
			}
			if unknown("addresses") {
				t.Errorf("the addresses are unknown: %q", report.Unknown)
			}
			if got := unknown("certificate"); got == c.certificate {
				t.Errorf("the certificate is unknown: %v, want %v: %q", got, !c.certificate, report.Unknown)
			}
			if c.worker == "" {
				if got := s.asked.all(); len(got) > 0 || !unknown("hosting") {
					t.Errorf("without a worker, it was asked %q and %q is unknown", got, report.Unknown)
				}
				return
			}
			// The look-ups of Firefox's background are answered; the certificate is still the browser's own, and new on
			// the day of the worker's clock.
			if got := s.asked.all(); len(got) == 0 || report.Place == nil {
				t.Errorf("the worker was asked %q, and the place is %+v", got, report.Place)
			}
			i := slices.IndexFunc(report.Findings, func(f Finding) bool { return f.Rule == "certificate/recent" })
			if i < 0 || report.Findings[i].Source != connection {
				t.Errorf("got %+v, want certificate/recent from %s", report.Findings, connection)
			}
		})
	}
}
