// Package bring brings what a test or the demo needs and the machine lacks:
// the npm packages of a folder (Packages), a browser (Browser) and Debian's
// packages (Debian). It says what it does while it does it. A test hands the outcome to Require, which
// skips on a person's machine and fails where CI=true promised a full run.
package bring

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// TB is the part of testing.TB that Require needs. It is named here so that a
// program using this package does not link the testing package.
type TB interface {
	Helper()
	Skip(args ...any)
	Fatal(args ...any)
}

// Require ends the test when err says that what could not be brought: as a
// failure with CI=true, as a skip with the reason otherwise. It does nothing
// when err is nil.
func Require(t TB, what string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("this test needs " + what + ", and CI=true allows no skipping: " + err.Error())
		return
	}
	t.Skip("not run: this test needs " + what + ": " + err.Error())
}

// module is the first line of the go.mod that Root looks for.
const module = "module github.com/formtrace/formtrace"

// Root returns the module's root directory: the nearest directory above the
// current one, or else above this source file, whose go.mod is Formtrace's.
// It returns "" when there is none, as for a program run far from its source.
func Root() string {
	if dir, err := os.Getwd(); err == nil {
		if root := above(dir); root != "" {
			return root
		}
	}
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		return above(filepath.Dir(file))
	}
	return ""
}

func above(dir string) string {
	for {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil {
			first, _, _ := strings.Cut(string(text), "\n")
			if strings.TrimSpace(first) == module {
				return dir
			}
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}
