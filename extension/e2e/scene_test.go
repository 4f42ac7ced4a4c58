package e2e

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/formtrace/formtrace/worker/lab"
)

// The case of January 2007, as the demo shows it: state A, sent once, and then
// state B in the same browser.
func Test2007(t *testing.T) {
	s := setUp(t)
	fill := `
		await page.type('[name=forename]', 'Ann');
		await page.type('[name=surname]', 'Example');
		await page.type('[name=email]', 'ann@example.org');
		await page.click('[name=go]');`
	for _, scene := range []struct {
		state, url, target, country string
		asn                         int
		rules, not                  []string
	}{
		{
			state: lab.StateA, url: "http://www.mi5.gov.uk/output/Page575.html", target: "pmv2.co.uk", country: "US", asn: 3356,
			rules: []string{"transport/cleartext", "party/third-party", "transfer/restricted"},
			not:   []string{"target/changed", "host/look-alike"},
		},
		{
			state: lab.StateB, url: "https://www.mi5.gov.uk/output/Page575.html", target: "mi5.h0st.biz", country: "GB", asn: 4589,
			rules: []string{"host/look-alike", "party/third-party", "target/changed"},
			not:   []string{"transport/cleartext", "transfer/restricted", "transfer/unknown"},
		},
	} {
		t.Run(scene.state, func(t *testing.T) {
			s.state(t, scene.state)
			show := func(b *Browser, l *lab.Lab) *Page {
				l.Forget()
				p := page(t, b)
				if scene.state == lab.StateA {
					if err := p.Serve("http://www.mi5.gov.uk/*", l.Web); err != nil {
						t.Fatal(err)
					}
				}
				if err := p.Open(scene.url); err != nil {
					t.Fatal(err)
				}
				if err := p.Act(fill, nil); err != nil {
					t.Fatal(err)
				}
				return p
			}
			show(s.without, s.bare)
			want := arrived(t, s.bare, scene.target)

			p := show(s.with, s.lab)
			if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
				t.Fatalf("no dialog was shown (%v)", err)
			}
			held, err := s.with.Held(p.ctx)
			if err != nil || len(held) != 1 {
				t.Fatalf("%d submissions wait, %v; want one", len(held), err)
			}
			report := held[0]
			for _, rule := range scene.rules {
				if !report.Has(rule) {
					t.Errorf("got %q, want %s among them", report.Rules(), rule)
				}
			}
			for _, rule := range scene.not {
				if report.Has(rule) {
					t.Errorf("got %q, want no %s", report.Rules(), rule)
				}
			}
			if report.Target.Host != scene.target || report.Place == nil || report.Place.Country != scene.country || report.Place.ASN != scene.asn {
				t.Errorf("got %s at %+v, want %s in %s, AS%d", report.Target.Host, report.Place, scene.target, scene.country, scene.asn)
			}
			if i := slices.IndexFunc(report.Findings, func(f Finding) bool { return f.Rule == "host/look-alike" }); i >= 0 {
				if got := report.Findings[i].Parameters["lookalike.imitates"]; got != "host.biz" {
					t.Errorf("it imitates %q, want host.biz", got)
				}
			}
			if got := s.received(scene.target); len(got) > 0 {
				t.Errorf("before consent %s received %s", scene.target, list(got))
			}
			if err := p.Screenshot(filepath.Join(t.ArtifactDir(), "state-"+scene.state+".png")); err != nil {
				t.Error(err)
			}
			if err := p.Choose(SendOnce); err != nil {
				t.Fatal(err)
			}
			if got := s.arrived(t, scene.target); list(got) != list(want) {
				t.Errorf("after consent %s received\n%s\nwant, as without the extension,\n%s", scene.target, list(got), list(want))
			}
		})
	}
}
