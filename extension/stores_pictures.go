package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/formtrace/formtrace/extension/e2e"
	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// The size of a picture in both stores, in pixels.
const pictureWidth, pictureHeight = 1280, 800

// A shot is one picture for a store, of the real extension over a state of the
// lab. Chrome's store shows five at most; the names have the order there.
type shot struct {
	name, state string
	dark        bool
	show        func(*stage, *e2e.Browser, *e2e.Page) error
}

var shots = []shot{
	{"1-unencrypted", lab.StateA, false, heldScene(scenes[0])},
	{"3-host", lab.StateA, false, ownPage("/dossier/dossier.html?page=www.mi5.gov.uk&host=pmv2.co.uk&tab=-1", ".card")},
	{"2-look-alike", lab.StateB, false, heldScene(scenes[1])},
	{"4-settings", lab.StateB, false, ownPage("/options/options.html", "#home option:nth-child(100)")},
	{"5-dark", lab.StateB, true, heldScene(scenes[1])},
}

// heldScene fills in a scene's form, sends it and waits for the dialog.
func heldScene(scene scene) func(*stage, *e2e.Browser, *e2e.Page) error {
	return func(s *stage, b *e2e.Browser, page *e2e.Page) error {
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
		if err == nil && !shown {
			err = fmt.Errorf("no dialog was shown over %s", scene.url)
		}
		return err
	}
}

// ownPage opens a page of the extension and waits for an element of it.
func ownPage(path, ready string) func(*stage, *e2e.Browser, *e2e.Page) error {
	return func(_ *stage, b *e2e.Browser, page *e2e.Page) error {
		if err := page.Open(b.Origin + path); err != nil {
			return err
		}
		return page.Act(`await page.waitForSelector(args[0], { timeout: 20000 })`, nil, ready)
	}
}

// storePictures makes the pictures in folder.
func storePictures(ctx context.Context, root, folder string, stdout io.Writer) error {
	out := &teller{w: stdout}
	browser, err := bring.Browser(ctx, out.log())
	if err != nil {
		return fmt.Errorf("the pictures need a browser (-pictures=false makes all else): %w", err)
	}
	if err := bring.Packages(ctx, filepath.Join(root, "extension"), out.log()); err != nil {
		return fmt.Errorf("the pictures need the npm packages of extension/ (-pictures=false makes all else): %w", err)
	}
	built, err := os.MkdirTemp("", "formtrace-store-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(built)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	s := &stage{root: root, folder: built, out: out}
	defer s.close()
	if err := s.open(ctx); err != nil {
		return err
	}
	b, err := s.launch(ctx, browser, false, false)
	if err != nil {
		return err
	}
	defer b.Close()
	for _, shot := range shots {
		if err := s.turn(ctx, shot.state); err != nil {
			return err
		}
		if err := s.take(ctx, b, shot, folder); err != nil {
			return fmt.Errorf("the picture %s: %w", shot.name, err)
		}
	}
	out.line("pictures", folder)
	return nil
}

// take makes one picture, in a tab of its own.
func (s *stage) take(ctx context.Context, b *e2e.Browser, shot shot, folder string) error {
	page, err := b.Page(ctx)
	if err != nil {
		return err
	}
	defer page.Close()
	if err := page.Shape(pictureWidth, pictureHeight, shot.dark); err != nil {
		return err
	}
	if err := shot.show(s, b, page); err != nil {
		return err
	}
	return page.Screenshot(filepath.Join(folder, shot.name+".png"))
}
