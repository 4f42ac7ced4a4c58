package e2e

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

var (
	fox      stage // the second browser, with labs of its own
	foxOnce  sync.Once
	foxError error
)

// setUpFirefox returns the stage of the second browser.
func setUpFirefox(t *testing.T) *stage {
	t.Helper()
	s := setUpBase(t)
	path, err := bring.Firefox(t.Context(), os.Stderr)
	bring.Require(t, "Firefox", err)
	foxOnce.Do(func() { foxError = fox.startFirefox(t, s, path) })
	if foxError != nil {
		t.Fatal(foxError)
	}
	fox.lab.Forget()
	fox.bare.Forget()
	reset(t, fox.with, s.asked.URL)
	return &fox
}

func (f *stage) startFirefox(t *testing.T, s *stage, path string) error {
	other, err := pack.Firefox(files)
	if err != nil {
		return err
	}
	*f = *s
	f.second, f.with, f.without = nil, nil, nil
	f.browser = path
	f.unpacked = filepath.Join(folder, "firefox")
	if err := pack.WriteFolder(f.unpacked, other); err != nil {
		return err
	}
	for _, l := range []**lab.Lab{&f.lab, &f.bare} {
		if *l, err = lab.Start(lab.Options{}); err != nil {
			return err
		}
	}
	if f.without, err = Launch(t.Context(), Options{Path: path, Firefox: true, Lab: f.bare}); err != nil {
		return err
	}
	f.with, err = Launch(t.Context(), Options{Path: path, Firefox: true, Extension: f.unpacked, Lab: f.lab})
	return err
}

func TestFirefoxLayer(t *testing.T) {
	s := setUpFirefox(t)
	letters := t.TempDir()
	letter := filepath.Join(letters, "letter.txt")
	if err := os.WriteFile(letter, []byte("Dear all,\r\n\x00\xff\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, w := range ways {
		t.Run(w.name, func(t *testing.T) { w.run(t, s, w.firefox, letter, letters) })
	}
}
