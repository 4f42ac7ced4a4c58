package store

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// sources is the real package of sources.
func sources(t *testing.T) pack.Files {
	t.Helper()
	_, err := tracked(t.Context(), bring.Root())
	bring.Require(t, "git, and a clone", err)
	files, err := Source(t.Context(), bring.Root(), packages(t))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// The package of sources holds what is built, as it is in the tree, and nothing
// that only tests and developers read; made again it has the same bytes.
func TestSource(t *testing.T) {
	files := sources(t)
	for _, name := range []string{BuildText, "LICENSE", "go.mod", "go.sum", "extension/main.go", "extension/store/privacy.md",
		"extension/src/manifest.json", "extension/src/background/background.js", "wasm/main_js.go", "wasm/main.go", "rules/curated/curated.go"} {
		if len(files[name]) == 0 {
			t.Errorf("%s is missing", name)
		}
	}
	for _, name := range files.Names() {
		if strings.HasSuffix(name, "_test.go") || strings.Contains(name, "testdata/") || strings.Contains(name, "node_modules/") {
			t.Errorf("%s is not needed to build", name)
		}
		text, err := os.ReadFile(filepath.Join(bring.Root(), filepath.FromSlash(name)))
		if name != BuildText && (err != nil || !bytes.Equal(text, files[name])) {
			t.Errorf("%s is not as it is in the tree (%v)", name, err)
		}
	}
	for _, one := range packages(t) {
		for _, want := range []string{one.Build, fmt.Sprintf("%x  %s", sha256.Sum256(one.Zip), one.Name)} {
			if !strings.Contains(string(files[BuildText]), want) {
				t.Errorf("%s does not say %q:\n%s", BuildText, want, files[BuildText])
			}
		}
	}
	if text := string(files[BuildText]); !strings.Contains(text, "You need Go 1.") || !strings.Contains(text, "need Node.js 2") {
		t.Errorf("%s names no versions:\n%s", BuildText, text)
	}
	first, err := pack.Zip(files)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := pack.Zip(sources(t)); err != nil || !bytes.Equal(first, again) {
		t.Errorf("made twice: %d and %d bytes that differ, %v", len(first), len(again), err)
	}
	t.Logf("%d files, %d bytes", len(files), len(first))
}

func TestUntracked(t *testing.T) {
	if err := untracked([]string{"a", "b"}, []string{"b", "a", ""}); err != nil {
		t.Error(err)
	}
	err := untracked([]string{"a", "b", "c"}, []string{"b"})
	if err == nil || !strings.Contains(err.Error(), "a is built in") || !strings.Contains(err.Error(), "c is built in") {
		t.Errorf("got %v, want an error that names a and c", err)
	}
}

// Without git nobody knows what belongs to the sources.
func TestSourceOutsideAClone(t *testing.T) {
	if _, err := Source(t.Context(), t.TempDir(), nil); err == nil || !strings.Contains(err.Error(), "made in a clone") {
		t.Errorf("got %v, want an error that says where it is made", err)
	}
}

// Two copies of the tree, in different folders, and the package of sources alone
// build the same inspector and the same zips, byte for byte.
func TestBuiltElsewhere(t *testing.T) {
	alone := sources(t)
	for name, fill := range map[string]func(t *testing.T, dir string){
		"first":                   copyTree,
		"in a second/folder, far": copyTree,
		"sources": func(t *testing.T, dir string) {
			archive, err := pack.Zip(alone)
			if err != nil {
				t.Fatal(err)
			}
			reader, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(dir, reader); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), filepath.FromSlash(name))
			fill(t, dir)
			for _, one := range packages(t) {
				follow(t, dir, one.Build)
				got, err := os.ReadFile(filepath.Join(dir, one.Name))
				if err != nil {
					t.Fatal(err)
				}
				same(t, one.Name, got, one.Zip)
			}
		})
	}
}

// follow types a command of BuildText into a shell without a network.
func follow(t *testing.T, dir, line string) {
	t.Helper()
	words := strings.Fields(line)
	command := exec.CommandContext(t.Context(), words[0], words[1:]...)
	command.Dir = dir
	command.Env = append(os.Environ(), "PWD="+dir, "GOFLAGS=", "GOWORK=off", "GOPROXY=off")
	if text, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", line, err, text)
	}
}

// same compares two zips, first the inspectors in them, so that what differs is named.
func same(t *testing.T, name string, got, want []byte) {
	t.Helper()
	if bytes.Equal(got, want) && len(inspector(t, got)) > 0 {
		return
	}
	if !bytes.Equal(inspector(t, got), inspector(t, want)) {
		t.Errorf("%s: %s differs", name, pack.Inspector)
	}
	t.Errorf("%s: %d bytes, and %d here, that differ", name, len(got), len(want))
}

func inspector(t *testing.T, archive []byte) []byte {
	t.Helper()
	reader, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	content, err := fs.ReadFile(reader, pack.Inspector)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// copyTree copies everything that git tracks.
func copyTree(t *testing.T, dir string) {
	t.Helper()
	names, err := tracked(t.Context(), bring.Root())
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 1000 {
		t.Fatalf("git tracks only %d files", len(names))
	}
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(bring.Root(), filepath.FromSlash(name)))
		if os.IsNotExist(err) { // deleted, and not committed yet
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
