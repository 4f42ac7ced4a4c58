package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/formtrace/formtrace/extension/e2e"
)

// typed is what the person of the demo fills in; nobody has this name.
var typed = []struct{ selector, text string }{
	{"[name=forename]", "Ann"},
	{"[name=surname]", "Example"},
	{"[name=email]", "ann@example.org"},
}

// play shows every scene without a person: it fills in the form, presses
// Subscribe, tells what the dialog says, and sends once at the end of each.
func (s *stage) play(ctx context.Context, b *e2e.Browser, pictures string) error {
	if err := os.MkdirAll(pictures, 0o755); err != nil {
		return err
	}
	page, err := b.Page(ctx)
	if err != nil {
		return err
	}
	for _, scene := range scenes {
		if err := s.turn(ctx, scene.state); err != nil {
			return err
		}
		if err := s.playScene(ctx, b, page, scene, pictures); err != nil {
			return fmt.Errorf("%s: %w", scene.title, err)
		}
	}
	s.out.gap()
	s.out.line("pictures", pictures)
	return nil
}

func (s *stage) playScene(ctx context.Context, b *e2e.Browser, page *e2e.Page, scene scene, pictures string) error {
	s.out.heading(scene.title)
	s.out.line("page", scene.url)
	if err := s.show(page, scene); err != nil {
		return err
	}
	for _, field := range typed {
		if err := page.Type(field.selector, field.text); err != nil {
			return err
		}
	}
	if err := page.Act(`await page.click('[name=go]')`, nil); err != nil {
		return err
	}
	shown, err := page.Dialog(15 * time.Second)
	if err != nil {
		return err
	}
	if !shown {
		return fmt.Errorf("no dialog was shown; %s received %d requests", scene.target, len(s.received(scene.target)))
	}
	reports, err := b.Held(ctx)
	if err != nil {
		return err
	}
	if len(reports) != 1 {
		return fmt.Errorf("%d submissions wait for an answer, and one should", len(reports))
	}
	s.out.line("", "A person fills in the form and presses Subscribe. Before anything is sent:")
	s.out.report(&reports[0])
	if err := scene.check(&reports[0]); err != nil {
		return err
	}
	if got := s.received(scene.target); len(got) > 0 {
		return fmt.Errorf("%s received %d requests before the person decided", scene.target, len(got))
	}
	s.out.line("so far", scene.target+" has received nothing")
	if err := s.picture(page, filepath.Join(pictures, "state-"+scene.state)); err != nil {
		return err
	}
	return s.send(page, scene)
}

// show opens the scene's page. A browser of today would insist on https for
// the page of state A, so the lab's answers for it are handed in.
func (s *stage) show(page *e2e.Page, scene scene) error {
	if scene.cleartext {
		if err := page.Serve("http://www.mi5.gov.uk/*", s.lab.Web); err != nil {
			return err
		}
	}
	return page.Open(scene.url)
}

// picture leaves one of the page with the dialog and one of the popup.
func (s *stage) picture(page *e2e.Page, prefix string) error {
	if err := page.Screenshot(prefix + "-dialog.png"); err != nil {
		return err
	}
	popup, err := page.Popup()
	if err != nil {
		return err
	}
	defer popup.Close()
	return popup.Screenshot(prefix + "-popup.png")
}

// send has the person send once, and shows what the target then received.
func (s *stage) send(page *e2e.Page, scene scene) error {
	if err := page.Choose(e2e.SendOnce); err != nil {
		return err
	}
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		got := s.received(scene.target)
		if len(got) > 1 {
			return fmt.Errorf("%s received the form %d times", scene.target, len(got))
		}
		if len(got) == 1 {
			s.out.line("sent once", fmt.Sprintf("%s has now received %q", scene.target, got[0].Body))
			return nil
		}
	}
	return fmt.Errorf("%s received nothing after the person chose to send", scene.target)
}
