package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/worker/lab"
)

// What Firefox itself knows of a host is asked for before any worker, and said to
// be from there.
func TestLocalFacts(t *testing.T) {
	s := setUpFirefox(t)
	shared.state(t, lab.StateB)
	defer shared.state(t, lab.StateA)
	for _, l := range []*lab.Lab{s.lab, s.bare} {
		if err := l.SetState(lab.StateB); err != nil {
			t.Fatal(err)
		}
		defer l.SetState(lab.StateA)
	}
	const (
		url   = "https://www.mi5.gov.uk/output/Page575.html"
		typed = `
			await page.type('[name=forename]', 'Ann');
			await page.type('[name=email]', 'ann@example.org');
			await sleep(1000);`
		// Something in the page comes from there, so the browser has a connection.
		picture = `await page.evaluate(() => new Promise((resolve) => { const picture = new Image(); picture.onload = picture.onerror = resolve; picture.src = 'https://mi5.h0st.biz/picture.png'; }));`
	)
	const resolver, connection = "the browser's resolver", "a connection of the browser's own"
	has := func(r Report, start string) bool {
		return slices.ContainsFunc(r.Unknown, func(line string) bool { return strings.HasPrefix(line, start) })
	}
	for _, c := range []struct {
		name, worker, before string
		certificate          bool
	}{
		{"no worker", "", "", false},
		{"no worker, and something in the page is from there", "", picture, true},
		{"a worker, and something in the page is from there", s.asked.URL, picture, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.asked.forget()
			reset(t, s.with, c.worker)
			p := page(t, s.with)
			if err := p.Open(url); err != nil {
				t.Fatal(err)
			}
			if err := p.Act(typed+c.before+`await page.type('[name=surname]', 'Example'); await sleep(500); await page.click('[name=go]');`, nil); err != nil {
				t.Fatal(err)
			}
			if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
				t.Fatalf("no dialog was shown (%v)", err)
			}
			held, err := s.with.Held(p.ctx)
			if err != nil || len(held) != 1 {
				t.Fatalf("%d submissions wait, %v; want one", len(held), err)
			}
			report := held[0]
			if has(report, "addresses:") {
				t.Errorf("the addresses are unknown: %q", report.Unknown)
			}
			if got := has(report, "certificate:"); got == c.certificate {
				t.Errorf("the certificate is unknown: %v, want %v: %q", got, !c.certificate, report.Unknown)
			}
			if c.worker == "" {
				if got := s.asked.all(); len(got) > 0 || !has(report, "hosting: not looked up: no worker") {
					t.Errorf("without a worker, it was asked %q and %q is unknown", got, report.Unknown)
				}
			} else {
				// The look-ups of Firefox's background are answered, and the certificate is still the browser's own.
				i := slices.IndexFunc(report.Findings, func(f Finding) bool { return f.Rule == "certificate/recent" })
				if i < 0 || report.Findings[i].Source != connection {
					t.Errorf("got %+v, want certificate/recent from %s", report.Findings, connection)
				}
				if report.Place == nil || report.Place.ASN != 4589 {
					t.Errorf("got %+v, want what the worker says of the place", report.Place)
				}
			}
			if err := p.Choose(DontSend); err != nil {
				t.Error(err)
			}
		})
	}
	// The name is looked up by the browser's own resolver.
	var section struct{ Addresses []string }
	if err := s.with.Background(t.Context(), `chrome.dns.resolve("mi5.h0st.biz")`, &section); err != nil || !slices.Contains(section.Addresses, "195.68.228.53") {
		t.Errorf("%s says %v, %v; want 195.68.228.53", resolver, section.Addresses, err)
	}
}
