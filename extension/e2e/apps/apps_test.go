//go:build linux

package apps

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/formtrace/formtrace/extension/e2e"
)

// way is one way of going through an application.
type way struct {
	name      string
	extension bool
	public    bool // under a public name over https, or on loopback over http
	// A person thinks before pressing a button, and finds the verdict ready; a
	// password manager does not, and the form waits for it.
	pause time.Duration
	look  bool // the popup is opened on further pages at the end
}

var (
	bare     = way{name: "public name, without the extension", public: true}
	hasty    = way{name: "public name, in no time", public: true, extension: true}
	patient  = way{name: "public name, in a person's time", public: true, extension: true, pause: 700 * time.Millisecond, look: true}
	bareHere = way{name: "loopback, without the extension"}
	here     = way{name: "loopback", extension: true}
)

// outcome is what going through an application came to.
type outcome struct {
	state     string
	submitted []string
	errors    []string // what the pages' scripts complained of
	judged    int      // messages that the extension's content scripts sent
	forms     int      // forms that the popup showed on further pages
	err       error
}

// TestApps goes through every application with the extension and without: the
// application has kept the same, it received the same, and nothing was asked.
func TestApps(t *testing.T) {
	chromium.apps(t, [][]way{{bare, bareHere}, {hasty, patient, here}})
}

func TestAppsInFirefox(t *testing.T) {
	fox.apps(t, [][]way{{bare}, {hasty, patient}})
}

// apps goes through every application in these ways, one lane for each browser.
func (s *stage) apps(t *testing.T, lanes [][]way) {
	s.setUp(t)
	for _, app := range All {
		t.Run(app.Name, func(t *testing.T) {
			seed := s.newFolder(app.Name + "-seed")
			if err := app.Seed(t.Context(), seed); err != nil {
				t.Fatal(err)
			}
			outcomes := map[string]*outcome{}
			var mu sync.Mutex
			var group sync.WaitGroup
			for _, lane := range lanes {
				group.Go(func() {
					for _, w := range lane {
						o := s.drive(t, app, seed, w)
						mu.Lock()
						outcomes[w.name] = o
						mu.Unlock()
					}
				})
			}
			group.Wait()
			for name, o := range outcomes {
				if o.err != nil {
					t.Errorf("%s: %v", name, o.err)
				}
			}
			compare(t, app, hasty, outcomes[hasty.name], outcomes[bare.name])
			compare(t, app, patient, outcomes[patient.name], outcomes[bare.name])
			if outcomes[here.name] != nil {
				compare(t, app, here, outcomes[here.name], outcomes[bareHere.name])
			}
			t.Logf("%d submissions, %d forms on %d further pages", len(outcomes[bare.name].submitted), outcomes[patient.name].forms, len(app.Look))
		})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.asked) > 0 {
		t.Errorf("the worker was asked %q, want nothing for forms that stay on their site", s.asked)
	}
}

func compare(t *testing.T, app *App, w way, got, want *outcome) {
	t.Helper()
	if got.err != nil || want.err != nil {
		return
	}
	if got.state != want.state || want.state == "" {
		t.Errorf("%s: the application has kept\n%s\nwant, as without the extension,\n%s", w.name, got.state, want.state)
	}
	if len(want.submitted) < len(app.Steps) {
		t.Errorf("%s: without the extension it received %d submissions, want at least one for each of %d steps", w.name, len(want.submitted), len(app.Steps))
	}
	for i := range max(len(got.submitted), len(want.submitted)) {
		g, n := "nothing", "nothing"
		if i < len(got.submitted) {
			g = got.submitted[i]
		}
		if i < len(want.submitted) {
			n = want.submitted[i]
		}
		if g != n {
			t.Errorf("%s: submission %d:\n%s\nwant, as without the extension,\n%s", w.name, i, g, n)
			break
		}
	}
	if g, n := strings.Join(got.errors, "\n"), strings.Join(want.errors, "\n"); g != n {
		t.Errorf("%s: the pages' scripts complained\n%s\nwant, as without the extension,\n%s", w.name, g, n)
	}
	// An upload by XMLHttpRequest is no submission of a form.
	if least := len(app.Steps) - 1; got.judged < least {
		t.Errorf("%s: the extension judged %d times, want at least %d: it does not see these forms", w.name, got.judged, least)
	}
}

// drive goes through an application in one way.
func (s *stage) drive(t *testing.T, app *App, seed string, w way) (o *outcome) {
	o = new(outcome)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	b := s.without
	if w.extension {
		b = s.with
	}
	proxy := httptest.NewUnstartedServer(nil)
	defer proxy.Close()
	base := "http://" + proxy.Listener.Addr().String()
	if w.public {
		base = "https://" + app.Host
	}
	run, err := app.Start(ctx, seed, s.newFolder(app.Name), base)
	if err != nil {
		o.err = err
		return o
	}
	defer run.Close()
	if w.public {
		b.lab.Handle(app.Host, run)
	} else {
		proxy.Config.Handler = run
		proxy.Start()
	}
	o.err = s.steps(ctx, app, b, w, base, run, o)
	return o
}

const count = `(() => {
	if (globalThis.judged === undefined) chrome.runtime.onMessage.addListener((message) => { judged += /^(typing|submitting|sent)$/.test(message.type); });
	globalThis.judged = 0;
})()`

func (s *stage) steps(ctx context.Context, app *App, b *side, w way, base string, run *Run, o *outcome) error {
	if w.extension {
		if err := b.Background(ctx, count, nil); err != nil {
			return err
		}
	}
	p, err := b.Page(ctx)
	if err != nil {
		return err
	}
	defer p.Close()
	file := filepath.Join(run.folder, app.File)
	if err := os.WriteFile(file, []byte(app.Content), 0o600); err != nil {
		return err
	}
	// Every run has cookies of its own.
	if err := p.Act(`await browser.deleteCookie(...await browser.cookies());`, nil); err != nil {
		return err
	}
	args := map[string]any{"base": base, "pause": w.pause.Milliseconds(), "file": file}
	for _, step := range app.Steps {
		if err := p.Act(prelude+step.Code, nil, args); err != nil {
			return fmt.Errorf("%s: %w%s\n%s\n%s", step.Name, err, s.interruption(ctx, b, p, w), scene(p), run.Said())
		}
		if complaint := s.interruption(ctx, b, p, w); complaint != "" {
			return fmt.Errorf("%s%s", step.Name, complaint)
		}
	}
	complaints, err := p.Errors()
	if err != nil {
		return err
	}
	for _, text := range complaints {
		if !strings.HasPrefix(text, "Failed to load resource") { // which pictures are asked for again is the browser's affair
			o.errors = append(o.errors, text)
		}
	}
	o.submitted = run.Submitted()
	if o.state, err = run.State(ctx); err != nil || !w.extension {
		return err
	}
	if err := b.Background(ctx, `judged`, &o.judged); err != nil || !w.look {
		return err
	}
	return look(app, p, base, o)
}

// look visits further pages and has every form there judged as if it were
// filled in. None may be interrupted.
func look(app *App, p *e2e.Page, base string, o *outcome) error {
	for _, path := range app.Look {
		if err := p.Open(base + path); err != nil {
			return err
		}
		forms, err := p.Overview()
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		text, err := json.Marshal(forms)
		if err != nil {
			return err
		}
		var reports []e2e.Report
		if err := json.Unmarshal(text, &reports); err != nil {
			return err
		}
		if len(reports) == 0 {
			return fmt.Errorf("%s: the popup shows no form there:\n%s", path, scene(p))
		}
		o.forms += len(reports)
		for _, report := range reports {
			if report.Interrupts || report.Verdict != "clear" && report.Verdict != "notice" || report.Target.Host != app.Host {
				return fmt.Errorf("%s: a form with %v to %s is judged %s for %v, want clear or a notice", path, report.Kinds, report.Target.URL, report.Verdict, report.Rules())
			}
		}
	}
	return nil
}

// interruption says what the extension shows, "" when it shows nothing.
func (s *stage) interruption(ctx context.Context, b *side, p *e2e.Page, w way) string {
	if !w.extension {
		return ""
	}
	text := ""
	if shown, err := p.Dialog(0); err != nil || shown {
		text += fmt.Sprintf("; a dialog is shown: %v %v", shown, err)
	}
	if held, err := b.Held(ctx); err != nil || len(held) > 0 {
		text += fmt.Sprintf("; %d submissions wait: %+v %v", len(held), held, err)
	}
	var own []string
	err := p.Act(`return browser.targets().filter((target) => target.type() === 'page' && /^(chrome|moz)-extension:/.test(target.url())).map((target) => target.url())`, &own)
	if err != nil || len(own) > 0 {
		text += fmt.Sprintf("; the extension shows %q %v", own, err)
	}
	return text
}

// scene describes for people what a page shows.
func scene(p *e2e.Page) string {
	var got struct{ URL, Text string }
	p.Act(`return { url: page.url(), text: await page.evaluate(() => document.body.innerText.slice(0, 1000)) }`, &got)
	complaints, _ := p.Errors()
	return fmt.Sprintf("at %s:\n%s\nits scripts complained %q", got.URL, got.Text, complaints)
}
