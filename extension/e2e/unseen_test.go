package e2e

import (
	"strings"
	"testing"
)

// The popup says of every page what cannot be seen there, and of this one how
// many frames that concerns.
func TestPopupSaysWhatCannotBeSeen(t *testing.T) {
	s := setUp(t)
	const (
		always = "Not seen: what the page’s scripts write in a code of their own, or send from a worker or as a stream; and where a server passes it on to."
		blind  = "without an origin or address of its own, only what is sent by a button is seen, not what scripts send."
		lost   = "The browser keeps extensions out of "
	)
	p := page(t, s.with)
	for _, c := range []struct {
		frames []string // added to the page
		want   []string
		not    []string
	}{
		{nil, []string{always}, []string{blind, lost}},
		{[]string{"src='/click.html'"}, []string{always}, []string{blind, lost}},
		{[]string{"sandbox='allow-forms' src='/click.html'"}, []string{always, "In a frame " + blind}, []string{lost}},
		{[]string{"", "src='data:text/html,words'", "sandbox src='/click.html'"}, []string{always, "In 3 frames, each " + blind}, []string{lost}},
		// Nothing listens there: the frame shows a page of the browser's own.
		{[]string{"src='http://127.0.0.1:1/'"}, []string{always, lost + "a frame: nothing is seen there."}, []string{blind}},
	} {
		t.Run("frames: "+strings.Join(c.frames, ", "), func(t *testing.T) {
			if err := p.Open("http://forms.example.org/none.html"); err != nil {
				t.Fatal(err)
			}
			err := p.Act(`
				await page.evaluate((frames) => { for (const frame of frames) document.body.insertAdjacentHTML('beforeend', '<iframe ' + frame + '></iframe>'); }, args[0] ?? []);
				await sleep(500);`, nil, c.frames)
			if err != nil {
				t.Fatal(err)
			}
			shown := popup(t, p, false, "popup-unseen.png")
			for _, want := range c.want {
				if !strings.Contains(shown, want) {
					t.Errorf("the popup does not say %q:\n%s", want, shown)
				}
			}
			for _, not := range c.not {
				if strings.Contains(shown, not) {
					t.Errorf("the popup says %q:\n%s", not, shown)
				}
			}
		})
	}
}
