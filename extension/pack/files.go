// Package pack makes the browser extension out of its parts. Assemble gathers
// them: the sources as written, the inspector as WebAssembly, Go's loader for
// it and the compiled rules. Minify makes the text smaller, Zip and WriteFolder
// put the outcome somewhere. The same sources give the same bytes every time.
package pack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
)

// The names of the parts that are not sources, at the top of the extension.
const (
	Inspector = "app.wasm"                    // ./wasm, built for GOOS=js
	Loader    = "wasm_exec.js"                // Go's own, unchanged
	Rules     = "bundle.bin"                  // rules/curated, compiled
	Notice    = "third-party-web.LICENSE.txt" // of a list that the rules hold
)

// Files is an extension: its files by slash-separated name.
type Files map[string][]byte

// Names returns the names in order.
func (f Files) Names() []string { return slices.Sorted(maps.Keys(f)) }

// Size returns the number of bytes in all.
func (f Files) Size() (n int) {
	for _, content := range f {
		n += len(content)
	}
	return n
}

// Assemble makes the extension from the module in root, as written. progress
// is told what is being made; it may be nil.
func Assemble(ctx context.Context, root string, progress func(step string)) (Files, error) {
	if progress == nil {
		progress = func(string) {}
	}
	files, err := Sources(filepath.Join(root, "extension", "src"))
	if err != nil {
		return nil, err
	}
	if err := addLanguages(files); err != nil {
		return nil, err
	}
	if err := addEvidence(files, root); err != nil {
		return nil, err
	}
	progress("rules: compiling rules/curated")
	if files[Rules], err = rule.Compile(curated.FS); err != nil {
		return nil, fmt.Errorf("rules/curated: %w", err)
	}
	if files[Notice], err = curated.FS.ReadFile("operators/" + Notice); err != nil {
		return nil, err
	}
	if files[Loader], err = loader(ctx, root); err != nil {
		return nil, err
	}
	progress("inspector: building ./wasm for the browser")
	if files[Inspector], err = inspector(ctx, root); err != nil {
		return nil, err
	}
	return files, nil
}

// Sources reads the extension's own files from dir: everything but what only
// people and checkers read (declarations, notes, hidden files).
func Sources(dir string) (Files, error) {
	files := Files{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != dir && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir() || unshipped(entry.Name()):
			return nil
		case !entry.Type().IsRegular():
			return fmt.Errorf("%s is not a plain file", name)
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(dir, name)
		files[filepath.ToSlash(relative)] = content
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("the extension's sources: %w", err)
	}
	if files["manifest.json"] == nil {
		return nil, fmt.Errorf("the extension's sources: %s has no manifest.json", dir)
	}
	for _, name := range []string{Inspector, Loader, Rules, Notice, Maker, Sheet, Schema, Knowledge} {
		if files[name] != nil {
			return nil, fmt.Errorf("the extension's sources: %s is made by the build and must not be in %s", name, dir)
		}
	}
	return files, nil
}

func unshipped(name string) bool {
	return strings.HasSuffix(name, ".d.ts") || path.Ext(name) == ".md" ||
		strings.HasSuffix(name, ".test.js") || name == "tsconfig.json"
}

// loader reads the wasm_exec.js that belongs to the Go tool that builds.
func loader(ctx context.Context, root string) ([]byte, error) {
	command := exec.CommandContext(ctx, "go", "env", "GOROOT")
	command.Dir = root
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", describe(err))
	}
	content, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(output)), "lib", "wasm", Loader))
	if err != nil {
		return nil, fmt.Errorf("the loader that Go has for WebAssembly: %w", err)
	}
	return content, nil
}

// inspector builds ./wasm, free of everything that differs between machines.
func inspector(ctx context.Context, root string) ([]byte, error) {
	folder, err := os.MkdirTemp("", "formtrace-wasm-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	output := filepath.Join(folder, Inspector)
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags", "-s -w -buildid=", "-o", output, "./wasm")
	command.Dir = root
	command.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=", "GOWASM=", "GOEXPERIMENT=", "GOWORK=off")
	command.WaitDelay = 5 * time.Second
	if text, err := command.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building ./wasm for the browser: %w\n%s", err, strings.TrimSpace(string(text)))
	}
	return os.ReadFile(output)
}

// describe adds what a failed command wrote to its error.
func describe(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(exit.Stderr)))
	}
	return err
}
