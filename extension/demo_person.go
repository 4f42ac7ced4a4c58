package main

import (
	"bufio"
	"context"
	"io"

	"github.com/formtrace/formtrace/extension/e2e"
)

// person leaves the browser to the person: each scene until Enter, the end
// when the browser is closed.
func (s *stage) person(ctx context.Context, b *e2e.Browser, stdin io.Reader) error {
	page, err := b.Page(ctx)
	if err != nil {
		return err
	}
	entered := make(chan struct{})
	go func() {
		defer close(entered)
		for scanner := bufio.NewScanner(stdin); scanner.Scan(); {
			entered <- struct{}{}
		}
	}()
	for i, scene := range scenes {
		if err := s.turn(ctx, scene.state); err != nil {
			return err
		}
		if err := s.show(page, scene); err != nil {
			return err
		}
		s.out.heading(scene.title)
		s.out.line("page", scene.url)
		s.out.line("", "Fill in the form with anything and press Subscribe. The toolbar's Formtrace button lists the page's forms.")
		s.out.line("", "The lab is the only internet this browser knows: whatever you send stays on this machine.")
		next := "Press Enter here to end, or close the browser."
		if i+1 < len(scenes) {
			next = "Press Enter here to go on to " + scenes[i+1].title + "."
		}
		s.out.line("then", next)
		select {
		case _, more := <-entered:
			if !more { // no terminal to press Enter at: the browser's end is the only end
				<-either(ctx.Done(), b.Done())
				return nil
			}
		case <-b.Done():
			return nil
		case <-ctx.Done():
			return nil
		}
		if got := s.received(scene.target); len(got) == 0 {
			s.out.line("so far", scene.target+" has received nothing")
		} else {
			s.out.line("so far", scene.target+" has received what you sent")
		}
	}
	return nil
}

// either is closed when one of two channels is.
func either(a, b <-chan struct{}) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-a:
		case <-b:
		}
	}()
	return done
}
