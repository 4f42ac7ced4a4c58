package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The house rules, as far as a program can check them: the top level, the
// direction of imports, and that the tools have nothing to say.

const module = "github.com/formtrace/formtrace"

func tool(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

var js = []string{"GOOS=js", "GOARCH=wasm"}

// inBrowser are the packages and commands that are built for js as well.
var inBrowser = []string{"./wasm", "./rules/host", "./rules/form", "./rules/bundle", "./rules/inspect", "./rules/place/...", "./worker", "./worker/api", "./worker/lookup"}

func TestTools(t *testing.T) {
	if out := tool(t, nil, "gofmt", "-l", "rules", "wasm", "worker", "extension"); strings.TrimSpace(out) != "" {
		t.Errorf("gofmt would change:\n%s", out)
	}
	tool(t, nil, "go", "vet", "./...")
	tool(t, js, "go", append([]string{"vet"}, inBrowser...)...)
	tool(t, nil, "go", "mod", "verify")
	// The tool itself is built for this machine, also where what it reads is js.
	staticcheck := filepath.Join(t.TempDir(), "staticcheck")
	tool(t, nil, "go", "build", "-o", staticcheck, "honnef.co/go/tools/cmd/staticcheck")
	tool(t, nil, staticcheck, "./...")
	var used []string
	for _, name := range inBrowser {
		if name == "./wasm" || name == "./worker" { // it does not know that //go:wasmexport is a use
			tool(t, js, staticcheck, "-checks", "inherit,-U1000", name)
		} else {
			used = append(used, name)
		}
	}
	tool(t, js, staticcheck, used...)
}

// TestTopLevel: these folders and files and no others, dotfiles aside.
func TestTopLevel(t *testing.T) {
	want := []string{"LICENSE", "README.md", "extension", "go.mod", "go.sum", "rules", "wasm", "worker"}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			got = append(got, e.Name())
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestArrows: wasm → rules, worker → rules; extension builds both; rules knows
// neither the network nor the browser.
func TestArrows(t *testing.T) {
	allowed := map[string][]string{"rules": {"rules"}, "wasm": {"rules", "wasm"}, "worker": {"rules", "worker"}, "extension": {"rules", "wasm", "worker", "extension"}}
	lines := strings.Split(strings.TrimSpace(tool(t, nil, "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")), "\n")
	if len(lines) < 12 {
		t.Fatalf("only %d packages were found", len(lines))
	}
	room := func(pkg string) string {
		first, _, _ := strings.Cut(strings.TrimPrefix(pkg, module+"/"), "/")
		return first
	}
	for _, line := range lines {
		pkg, imports, _ := strings.Cut(line, " ")
		for _, i := range strings.Fields(imports) {
			if strings.HasPrefix(i, module+"/") && !slices.Contains(allowed[room(pkg)], room(i)) {
				t.Errorf("%s imports %s", pkg, i)
			}
			if room(pkg) == "rules" && (i == "net/http" || i == "syscall/js") && !strings.HasSuffix(pkg, "/gen") {
				t.Errorf("%s imports %s", pkg, i)
			}
		}
	}
}

// TestNothingPrivate: no path of a machine and no download address of a registry
// is in a file, and lock files carry none.
func TestNothingPrivate(t *testing.T) {
	bad := regexp.MustCompile(`/(root|home/[a-z]+|Users/[A-Za-z]+)/|"resolved":|registry\.npm|BEGIN [A-Z ]*PRIVATE KEY`)
	files := strings.Fields(tool(t, nil, "git", "ls-files", "--cached", "--others", "--exclude-standard"))
	if len(files) < 100 {
		t.Fatalf("only %d files were found", len(files))
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join("..", f))
		if err != nil || strings.HasSuffix(f, "house_test.go") || strings.HasSuffix(f, ".bin") || strings.HasSuffix(f, ".png") {
			continue // removed meanwhile, this list itself, or no text
		}
		if m := bad.Find(data); m != nil {
			t.Errorf("%s holds %q", f, m)
		}
	}
}

// TestReadme: what the README shows and links to is there.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	links := regexp.MustCompile(`\]\(([^)#]+)\)`).FindAllSubmatch(text, -1)
	if len(links) < 5 {
		t.Fatalf("only %d links were found", len(links))
	}
	for _, l := range links {
		if target := string(l[1]); !strings.Contains(target, "://") {
			if _, err := os.Stat(filepath.Join("..", target)); err != nil {
				t.Errorf("the README links to %s, which is not there", target)
			}
		}
	}
}
