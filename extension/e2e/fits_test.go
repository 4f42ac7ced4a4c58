package e2e

import (
	"fmt"
	"path/filepath"
	"testing"
)

// The dialog fits into small windows and works in both colour schemes: nothing
// is cut off at the side, and the answers are in sight.
func TestDialogFits(t *testing.T) {
	s := setUp(t)
	for _, c := range []struct {
		width, height int
		dark          bool
	}{{320, 568, false}, {320, 568, true}, {1024, 768, true}, {1280, 800, false}} {
		t.Run(fmt.Sprintf("%dx%d dark=%v", c.width, c.height, c.dark), func(t *testing.T) {
			p := page(t, s.with)
			if err := p.Shape(c.width, c.height, c.dark); err != nil {
				t.Fatal(err)
			}
			open(t, p, "http://forms.example.org/click.html", "[value=subscribe]")
			if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
				t.Fatalf("no dialog was shown (%v)", err)
			}
			var got struct {
				Wide            bool
				Top, Bottom, In int
				Focus           string
				Dark            bool
			}
			err := p.InDialog(`(() => {
				const box = document.querySelector('#dont').getBoundingClientRect();
				return {
					wide: document.documentElement.scrollWidth > innerWidth,
					top: Math.round(box.top), bottom: Math.round(box.bottom), in: innerHeight,
					focus: document.activeElement.id,
					dark: matchMedia('(prefers-color-scheme: dark)').matches,
				};
			})()`, &got)
			if err != nil {
				t.Fatal(err)
			}
			if got.Wide || got.Top < 0 || got.Bottom > got.In {
				t.Errorf("got %+v, want nothing wider than the window and the answer inside it", got)
			}
			if got.Focus != "dont" {
				t.Errorf("the focus is on %q, want it on the default answer", got.Focus)
			}
			if got.Dark != c.dark {
				t.Errorf("dark is %v in the dialog, want %v", got.Dark, c.dark)
			}
			name := fmt.Sprintf("dialog-%d-dark-%v.png", c.width, c.dark)
			if err := p.Screenshot(filepath.Join(t.ArtifactDir(), name)); err != nil {
				t.Error(err)
			}
			// What must be seen before it sends is in sight.
			s.lab.Forget()
			if err := p.Choose(SendOnce); err != nil {
				t.Fatal(err)
			}
			s.arrived(t, collector)
		})
	}
}
