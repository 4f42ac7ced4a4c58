package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// step is a block of rules/README.md: commands, and what their output must hold;
// or a file that is written.
type step struct {
	line     int
	kind     string // "sh", "worker", "extension", "file"
	file     string
	text     string
	want     []string
	wantExit int
}

var fence = regexp.MustCompile("(?m)^```([a-z]+)(?: (.*))?\n((?s:.*?))^```$")

// steps reads the page: a text block says what the commands before it print and,
// after "exit", with which status the last of them ends.
func steps(page string) (out []step) {
	for _, m := range fence.FindAllStringSubmatchIndex(page, -1) {
		at := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return page[m[2*i]:m[2*i+1]]
		}
		language, more, text := at(1), at(2), at(3)
		s := step{line: 1 + strings.Count(page[:m[0]], "\n"), kind: language, text: text}
		switch {
		case language == "text" && len(out) > 0:
			last := &out[len(out)-1]
			last.want = strings.Split(strings.TrimSpace(text), "\n")
			last.wantExit, _ = strconv.Atoi(strings.TrimPrefix(more, "exit "))
			continue
		case language == "yaml":
			s.kind, s.file = "file", more
		case language == "sh" && more != "":
			s.kind = more
		}
		out = append(out, s)
	}
	return out
}

// shell is a bash that runs the page's steps, one after the other, in the clone;
// `go run ./rules` is a program that was built once.
type shell struct {
	root, bin, home string
	env             []string
}

func newShell(t *testing.T, root string) *shell {
	t.Helper()
	s := &shell{root: root, bin: t.TempDir(), home: t.TempDir()}
	program := filepath.Join(s.bin, "rules")
	command := exec.Command("go", "build", "-o", program, "./rules")
	command.Dir = root
	if text, err := command.CombinedOutput(); err != nil {
		t.Fatalf("building ./rules: %v\n%s", err, text)
	}
	script := "#!/bin/sh\n[ \"$1 $2\" = \"run ./rules\" ] || { echo \"not expected: go $*\" >&2; exit 97; }\nshift 2\nexec '" + program + "' \"$@\"\n"
	if err := os.WriteFile(filepath.Join(s.bin, "go"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	s.env = append(os.Environ(), "HOME="+s.home, "PATH="+s.bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return s
}

// run runs a step. What it exports is there for the next.
func (s *shell) run(t *testing.T, one step) {
	t.Helper()
	file := ""
	if one.kind == "file" {
		file = "cat > " + one.file + " <<'END'\n" + one.text + "END\n"
	}
	var script strings.Builder
	script.WriteString("status=0\n" + file)
	if file == "" {
		lines := strings.Split(strings.TrimSpace(one.text), "\n")
		for i, line := range lines {
			if i < len(lines)-1 {
				line += " || exit 98" // only the last may be refused
			}
			script.WriteString(line + "\n")
		}
	}
	script.WriteString("status=$?\nenv -0 > \"$HOME/.environment\"\nexit $status\n")
	command := exec.Command("bash", "-c", script.String())
	command.Dir, command.Env = s.root, s.env
	out, err := command.CombinedOutput()
	if exit := command.ProcessState.ExitCode(); exit != one.wantExit {
		t.Fatalf("rules/README.md, line %d: ended with %d, want %d (%v):\n%s\n%s", one.line, exit, one.wantExit, err, one.text, out)
	}
	for _, want := range one.want {
		if !strings.Contains(string(out), want) {
			t.Fatalf("rules/README.md, line %d: %q is not in what it prints:\n%s", one.line, want, out)
		}
	}
	text, err := os.ReadFile(filepath.Join(s.home, ".environment"))
	if err != nil {
		t.Fatal(err)
	}
	s.env = strings.Split(strings.TrimRight(string(text), "\x00"), "\x00")
}

// get is a variable that the page exported.
func (s *shell) get(name string) string {
	for _, v := range s.env {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}

// expand is a command of the page with its variables.
func (s *shell) expand(text string) string {
	return os.Expand(strings.TrimSpace(text), s.get)
}

// The page is read as it is meant.
func TestResearcherPage(t *testing.T) {
	got := fmt.Sprint(steps("a\n```sh\nls\n```\n\n```text exit 1\nx\ny\n```\n```yaml $W/a.yaml\nk: v\n```\n```sh worker\ngo\n```\n"))
	want := `[{2 sh  ls
 [x y] 1} {10 file $W/a.yaml k: v
 [] 0} {13 worker  go
 [] 0}]`
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
