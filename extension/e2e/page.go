package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Page is one tab.
type Page struct {
	browser *Browser
	number  int
	ctx     context.Context
}

// Page opens an empty tab. Everything done with it ends with ctx.
func (b *Browser) Page(ctx context.Context) (*Page, error) {
	var got struct{ Page int }
	if err := b.call(ctx, &got, "page", nil); err != nil {
		return nil, err
	}
	return &Page{b, got.Page, ctx}, nil
}

// Background evaluates a JavaScript expression in the extension's background
// and decodes what it gives, after its promise is settled, into result.
func (b *Browser) Background(ctx context.Context, expression string, result any) error {
	return b.call(ctx, result, "background", params{"code": expression})
}

// Configure sets what a person chooses at first run: the home jurisdiction and
// the worker's address, "" for none.
func (b *Browser) Configure(ctx context.Context, home, worker string) error {
	settings, err := json.Marshal(map[string]string{"home": home, "worker": worker})
	if err != nil {
		return err
	}
	return b.Background(ctx, fmt.Sprintf("chrome.storage.local.set(%s)", settings), nil)
}

// Overhear begins to note what the extension's own pages and its background
// request, and what anybody's scripts write to a console.
func (b *Browser) Overhear(ctx context.Context) error { return b.call(ctx, nil, "overhear", nil) }

// Overheard returns what was noted, one line each: "request" or "console", and
// the details as JSON.
func (b *Browser) Overheard(ctx context.Context) (lines []string, err error) {
	err = b.call(ctx, &lines, "overheard", nil)
	return lines, err
}

func (p *Page) call(result any, op string, more params) error {
	all := params{"page": p.number}
	for name, value := range more {
		all[name] = value
	}
	return p.browser.call(p.ctx, result, op, all)
}

// Serve answers requests for url, a pattern in which * stands for anything,
// with what the server at via says, even where the browser itself would insist
// on https.
func (p *Page) Serve(url, via string) error {
	return p.call(nil, "serve", params{"url": url, "via": via})
}

// Open goes to url and waits until it is loaded.
func (p *Page) Open(url string) error { return p.call(nil, "open", params{"url": url}) }

// Type types into a field, key by key.
func (p *Page) Type(selector, text string) error {
	return p.call(nil, "type", params{"selector": selector, "text": text})
}

// Act runs code, the body of an async JavaScript function, in the driver; what
// it can use is said in driver.mjs. What it returns is decoded into result.
func (p *Page) Act(code string, result any, args ...any) error {
	return p.call(result, "act", params{"code": code, "args": args})
}

// Dialog waits for the dialog and reports whether it came within the time.
func (p *Page) Dialog(wait time.Duration) (shown bool, err error) {
	err = p.call(&shown, "dialog", params{"timeout": wait.Milliseconds()})
	return shown, err
}

// InDialog evaluates a JavaScript expression in the dialog.
func (p *Page) InDialog(expression string, result any) error {
	return p.call(result, "inDialog", params{"code": expression})
}

// Choose clicks something in the dialog and waits until the dialog is gone.
func (p *Page) Choose(selector string) error {
	return p.call(nil, "choose", params{"selector": selector})
}

// Gone waits until no dialog is shown.
func (p *Page) Gone() error { return p.call(nil, "gone", nil) }

// Stopped waits for the page that is shown in place of what the network layer
// stopped, in this tab, a frame of it, or one that it opened.
func (p *Page) Stopped(wait time.Duration) error {
	return p.call(nil, "stopped", params{"timeout": wait.Milliseconds()})
}

// SendStopped sends, from that page, what was stopped.
func (p *Page) SendStopped() error { return p.call(nil, "sendStopped", nil) }

// Screenshot writes a picture of the tab as PNG.
func (p *Page) Screenshot(file string) error {
	return p.call(nil, "screenshot", params{"file": file})
}

// Shape sets the size of the tab and the colour scheme that the person prefers.
func (p *Page) Shape(width, height int, dark bool) error {
	return p.call(nil, "shape", params{"width": width, "height": height, "dark": dark})
}

// Axe returns what axe-core finds wrong in the tab, or in the dialog over it, one
// line for each fault. That it looked at next to nothing is an error.
func (p *Page) Axe(dialog bool) ([]string, error) {
	var found struct {
		Violations []string
		Passes     int
	}
	if err := p.call(&found, "axe", params{"over": dialog}); err != nil {
		return nil, err
	}
	if found.Passes < 8 {
		return nil, fmt.Errorf("axe found only %d rules to check, expected a page of ours", found.Passes)
	}
	return found.Violations, nil
}

// Popup opens the toolbar's popup for this tab, in a tab of its own.
func (p *Page) Popup() (*Page, error) {
	var number int
	if err := p.call(&number, "popup", nil); err != nil {
		return nil, err
	}
	return &Page{p.browser, number, p.ctx}, nil
}

// Overview returns the reports that the popup shows for this tab, whole.
func (p *Page) Overview() ([]any, error) {
	var overview struct {
		Forms []any
		Error string
	}
	if err := p.call(&overview, "overview", nil); err != nil {
		return nil, err
	}
	if overview.Error != "" {
		return nil, errors.New(overview.Error)
	}
	return overview.Forms, nil
}

// Errors returns what the tab's scripts threw and logged as errors.
func (p *Page) Errors() (errors []string, err error) {
	err = p.call(&errors, "errors", nil)
	return errors, err
}

// Close closes the tab.
func (p *Page) Close() error { return p.call(nil, "close", nil) }

// What can be chosen in the dialog, as selectors.
const (
	DontSend = "#dont"
	SendOnce = "#once"
	Always   = "#always"
)
