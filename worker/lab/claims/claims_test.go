package claims

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFaults: what a page says that is not so is told.
func TestFaults(t *testing.T) {
	dir := t.TempDir()
	tests := filepath.Join(dir, "lookup")
	if err := os.Mkdir(tests, 0o700); err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(dir, "PAGE.md")
	write := func(file, text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(tests, "a_test.go"), "package lookup\n\nfunc TestThere(t *testing.T) {}\nfunc FuzzThere(f *testing.F) {}\n")
	const head = "| what | shown by |\n| --- | --- |\n"
	for text, want := range map[string]string{
		head + "| a | `TestThere`, `lookup.FuzzThere` |\n": "",
		head + "| a | `TestThere` |\n| b | nothing |\n":    "line 4 names no test: | b | nothing |",
		"`TestThere` and `TestGone`":                       "TestGone is named and nowhere",
		"`api.TestThere` is elsewhere":                     "api.TestThere is named and nowhere",
		"nothing at all":                                   "only 0 tests are named, want at least 1",
	} {
		write(page, text)
		got := strings.Join(Page{File: page, Folders: []string{tests}, Least: 1, Rows: true}.faults(), "\n")
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	write(page, "`TestThere`")
	if got := (Page{File: page, Folders: []string{dir, tests}}).faults(); len(got) != 1 || !strings.Contains(got[0], "no test is in") {
		t.Errorf("a folder without tests: got %q", got)
	}
	if got := (Page{File: page + "x"}).faults(); len(got) != 1 {
		t.Errorf("no page: got %q", got)
	}
}
