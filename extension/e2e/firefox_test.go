package e2e

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// fox is the stage of the second browser, with labs and browsers of its own and
// the worker of the first.
var (
	fox      stage
	foxOnce  sync.Once
	foxError error
	foxTurn  sync.Mutex
)

// setUpFirefox returns the stage of Firefox, set to the beginning as setUp sets
// that of Chromium. A test has it for itself until it ends; those that ask the
// worker nothing that is counted run in parallel with the table of Chromium.
func setUpFirefox(t *testing.T) *stage {
	t.Helper()
	base := setUpBase(t)
	path, err := bring.Firefox(t.Context(), os.Stderr)
	bring.Require(t, "Firefox", err)
	foxOnce.Do(func() { foxError = fox.startFirefox(base, path) })
	if foxError != nil {
		t.Fatal(foxError)
	}
	foxTurn.Lock()
	t.Cleanup(foxTurn.Unlock)
	fox.lab.Forget()
	fox.bare.Forget()
	reset(t, fox.with, fox.asked.URL)
	return &fox
}

func (s *stage) startFirefox(base *stage, path string) error {
	ctx := context.Background()
	unpacked := filepath.Join(folder, "firefox")
	other, err := pack.Firefox(files)
	if err != nil {
		return err
	}
	if err := pack.WriteFolder(unpacked, other); err != nil {
		return err
	}
	*s = stage{worker: base.worker, asked: base.asked, unpacked: unpacked, browser: path, firefox: true}
	for _, l := range []**lab.Lab{&s.lab, &s.bare} {
		if *l, err = lab.Start(lab.Options{}); err != nil {
			return err
		}
	}
	if s.without, err = s.launch(ctx, "", s.bare); err != nil {
		return err
	}
	s.with, err = s.launch(ctx, unpacked, s.lab)
	return err
}

// always are the ways of the table that every run takes in Firefox: one for each
// part of the code that the browsers do otherwise, or that only one of them has.
// The others are the same code in Chromium: FORMTRACE_WAYS=all takes them all.
var always = []string{
	"a click", "a handler that gives it another window and goes no further", "a double click",
	"every type of field", "multipart with a file", "a page in XHTML",
	"form.submit()", "location.href with a value", "an entry added in formdata", "a page that listens to navigations", "a form taken away, multipart",
	"closed shadow roots within each other", "prototypes changed",
	"a new tab, by script", "a window with a name", "a frame of another site, in a new tab", "a frame of another site, to the top, by script",
	"about:blank, written, by script", "data:", "sandbox without an origin, by script",
	"CSP form-action", "Trusted Types", "cross-origin isolation", "a page that replaces itself, in a new tab",
	"passed on by a 307", "fetch, multipart", "XMLHttpRequest", "XMLHttpRequest, synchronous", "sendBeacon, Blob", "WebSocket", "EventSource",
	"the address of a frame", "window.open", "a worker", "cleartext in the local network",
}

// The table's second column.
func TestLayerInFirefox(t *testing.T) {
	t.Parallel()
	s := setUpFirefox(t)
	taken := slices.DeleteFunc(slices.Clone(ways), func(w way) bool { return !slices.Contains(always, w.name) })
	if len(taken) != len(always) {
		t.Errorf("found %d of the %d ways that every run takes", len(taken), len(always))
	}
	if os.Getenv("FORMTRACE_WAYS") == "all" {
		taken = ways
	}
	s.take(t, taken, func(w way) outcome { return w.firefox })
}
