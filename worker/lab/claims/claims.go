// Package claims checks the pages that say what could go wrong and which test
// shows what stops it: a test that such a page names is there. Call Check from a
// test beside the page.
package claims

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Page is such a page.
type Page struct {
	File    string   // the page, in Markdown
	Folders []string // where the tests are that it names
	Least   int      // how many tests it names at least, so that a page that is read wrongly is noticed
	Rows    bool     // every row of its tables has to name one
}

// TB is what Check needs of a *testing.T.
type TB interface {
	Helper()
	Error(args ...any)
}

// Check fails for each test that is named and nowhere. A page names a test as
// `TestX`, in whichever folder it is, or with the folder's last part as `e2e.TestX`.
func (p Page) Check(t TB) {
	t.Helper()
	for _, fault := range p.faults() {
		t.Error(p.File + ": " + fault)
	}
}

var (
	declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	named    = regexp.MustCompile("`(?:(\\w+)\\.)?((?:Test|Fuzz)\\w+)`")
)

func (p Page) faults() (out []string) {
	text, err := os.ReadFile(p.File)
	if err != nil {
		return []string{err.Error()}
	}
	there := map[string]bool{}
	for _, dir := range p.Folders {
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil || files == nil {
			out = append(out, fmt.Sprintf("no test is in %s", dir))
		}
		folder, err := filepath.Abs(dir)
		if err != nil {
			return append(out, err.Error())
		}
		for _, name := range files {
			source, err := os.ReadFile(name)
			if err != nil {
				return append(out, err.Error())
			}
			for _, m := range declared.FindAllStringSubmatch(string(source), -1) {
				there[m[1]], there[filepath.Base(folder)+"."+m[1]] = true, true
			}
		}
	}
	names := named.FindAllStringSubmatch(string(text), -1)
	if len(names) < p.Least {
		out = append(out, fmt.Sprintf("only %d tests are named, want at least %d", len(names), p.Least))
	}
	for _, m := range names {
		if name := strings.TrimPrefix(m[1]+"."+m[2], "."); !there[name] {
			out = append(out, name+" is named and nowhere")
		}
	}
	if p.Rows {
		out = append(out, bareRows(string(text))...)
	}
	return out
}

// bareRows are the rows of tables that name no test.
func bareRows(text string) (out []string) {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		head := i+1 < len(lines) && strings.HasPrefix(lines[i+1], "| ---")
		if strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "| ---") && !head && !named.MatchString(line) {
			out = append(out, fmt.Sprintf("line %d names no test: %s", i+1, line))
		}
	}
	return out
}
