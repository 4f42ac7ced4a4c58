//go:build linux

package apps

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/formtrace/formtrace/extension/e2e"
	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// stage is what the tests share, started by the first that asks and ended by
// TestMain.
type stage struct {
	folder        string
	firefox       bool
	worker        *httptest.Server // the chosen worker, which nothing may be asked
	with, without *side

	mu    sync.Mutex
	asked []string // what the worker was asked
	runs  int
}

// side is a browser with an internet of its own, in which the same name leads to
// another instance of an application than for the other browser.
type side struct {
	*e2e.Browser
	lab *lab.Lab
}

// The stages, of Chromium and of Firefox.
var chromium, fox = stage{}, stage{firefox: true}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, s := range []*stage{&chromium, &fox} {
		s.close()
		os.RemoveAll(s.folder) // nothing, where it was not started
	}
	os.Exit(code)
}

// setUp starts the stage.
func (s *stage) setUp(t *testing.T) {
	t.Helper()
	missing, err := s.start()
	if err != nil && missing != "" {
		bring.Require(t, missing, err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (s *stage) start() (missing string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	if err := Bring(ctx, os.Stderr); err != nil {
		return "Debian's packages of the applications", err
	}
	find, name := bring.Browser, "a browser"
	if s.firefox {
		find, name = bring.Firefox, "Firefox"
	}
	browser, err := find(ctx, os.Stderr)
	if err != nil {
		return name, err
	}
	root := bring.Root()
	if err := bring.Packages(ctx, filepath.Join(root, "extension"), os.Stderr); err != nil {
		return "the npm packages of extension/", err
	}
	built, err := pack.Assemble(ctx, root, nil)
	if err != nil {
		return "", err
	}
	if s.firefox {
		if built, err = pack.Firefox(built); err != nil {
			return "", err
		}
	}
	if s.folder, err = os.MkdirTemp("", "formtrace-apps-"); err != nil {
		return "", err
	}
	unpacked := filepath.Join(s.folder, "unpacked")
	if err := pack.WriteFolder(unpacked, built); err != nil {
		return "", err
	}
	s.worker = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.URL.String())
		s.mu.Unlock()
		http.Error(w, "nothing was to be asked", http.StatusTeapot)
	}))
	if s.without, err = s.launch(ctx, browser, ""); err != nil {
		return "", err
	}
	if s.with, err = s.launch(ctx, browser, unpacked); err != nil {
		return "", err
	}
	return "", s.with.Configure(ctx, "GB", s.worker.URL)
}

func (s *stage) launch(ctx context.Context, browser, extension string) (*side, error) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		return nil, err
	}
	b, err := e2e.Launch(ctx, e2e.Options{Path: browser, Firefox: s.firefox, Extension: extension, Lab: l})
	if err != nil {
		l.Close()
		return nil, err
	}
	return &side{b, l}, nil
}

func (s *stage) close() {
	for _, one := range []*side{s.with, s.without} {
		if one != nil {
			one.Close()
			one.lab.Close()
		}
	}
	if s.worker != nil {
		s.worker.Close()
	}
}

// newFolder names a folder that is not there yet.
func (s *stage) newFolder(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs++
	return filepath.Join(s.folder, fmt.Sprintf("%d-%s", s.runs, name))
}
