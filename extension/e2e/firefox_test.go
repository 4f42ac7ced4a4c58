package e2e

import (
	"context"
	"os"
	"path/filepath"
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
)

// setUpFirefox returns the stage of Firefox, set to the beginning as setUp sets
// that of Chromium.
func setUpFirefox(t *testing.T) *stage {
	t.Helper()
	base := setUpBase(t)
	path, err := bring.Firefox(t.Context(), os.Stderr)
	bring.Require(t, "Firefox", err)
	foxOnce.Do(func() { foxError = fox.startFirefox(base, path) })
	if foxError != nil {
		t.Fatal(foxError)
	}
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

// The table's second column.
func TestLayerInFirefox(t *testing.T) {
	s := setUpFirefox(t)
	letter, letters := write(t)
	stages := s.pair(t)
	var captures []capture
	for _, s := range stages {
		captures = append(captures, startCapture(t, s.with))
	}
	spread(stages, ways, func(s *stage, w way) {
		t.Run(w.name, func(t *testing.T) { w.run(t, s, w.firefox, letter, letters) })
	})
	for _, c := range captures {
		c.noLeak(t, typed, s.asked.all())
	}
}
