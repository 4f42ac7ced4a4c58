package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/formtrace/formtrace/extension/pack"
)

// A Package is what is handed to one browser's store.
type Package struct {
	Name    string     // of the zip
	Browser string     // as people call it
	Build   string     // the command that makes it
	Files   pack.Files // minified
	Zip     []byte
}

// Packages makes the packages of both browsers from the module in root. progress
// is as in pack.Assemble.
func Packages(ctx context.Context, root string, progress func(step string)) ([]Package, error) {
	files, err := pack.Assemble(ctx, root, progress)
	if err != nil {
		return nil, err
	}
	all := []Package{
		{Name: "formtrace.zip", Browser: "Chromium", Build: "go run ./extension pack -o formtrace.zip"},
		{Name: "formtrace-firefox.zip", Browser: "Firefox", Build: "go run ./extension pack -firefox -o formtrace-firefox.zip"},
	}
	if all[0].Files, err = pack.Minify(files); err != nil {
		return nil, err
	}
	if all[1].Files, err = pack.Firefox(all[0].Files); err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Zip, err = pack.Zip(all[i].Files); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// BuildText is the name of the text in the source package that says how to build.
const BuildText = "BUILD.txt"

const module = "github.com/formtrace/formtrace"

// Source returns the files that the packages are built from, with a text that
// says how: those of the module in root that git tracks and the build reads. The
// same files give the same bytes.
func Source(ctx context.Context, root string, packages []Package) (pack.Files, error) {
	tracked, err := tracked(ctx, root)
	if err != nil {
		return nil, err
	}
	names, err := needed(ctx, root)
	if err != nil {
		return nil, err
	}
	if err := untracked(names, tracked); err != nil {
		return nil, err
	}
	files := pack.Files{}
	for _, name := range names {
		if files[name], err = os.ReadFile(filepath.Join(root, filepath.FromSlash(name))); err != nil {
			return nil, err
		}
	}
	text, err := buildText(ctx, root, packages)
	if err != nil {
		return nil, err
	}
	files[BuildText] = text
	return files, nil
}

// tracked lists the files that git tracks, whoever owns them.
func tracked(ctx context.Context, root string) ([]string, error) {
	list, err := output(ctx, root, nil, "git", "-c", "safe.directory=*", "ls-files", "-z")
	if err != nil {
		return nil, fmt.Errorf("which files git tracks: %w (the package of sources is made in a clone)", err)
	}
	return strings.Split(strings.TrimSuffix(string(list), "\x00"), "\x00"), nil
}

// needed lists the files that a build reads: of the command and of the inspector
// what the Go tool says, and the extension's own. The inspector's native command
// is among them, so that every package that is there can be built.
func needed(ctx context.Context, root string) ([]string, error) {
	names := []string{"LICENSE", "go.mod", "go.sum", "extension/package.json", "wasm/evidence/evidence.js"} // the last one: pack/evidence.go
	for _, build := range []struct {
		pkg string
		env []string
	}{{"./extension", nil}, {"./wasm", []string{"GOOS=js", "GOARCH=wasm"}}, {"./wasm", nil}} {
		more, err := packageFiles(ctx, root, build.pkg, build.env)
		if err != nil {
			return nil, err
		}
		names = append(names, more...)
	}
	sources, err := pack.Sources(filepath.Join(root, "extension", "src"))
	if err != nil {
		return nil, err
	}
	for _, name := range sources.Names() {
		names = append(names, "extension/src/"+name)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// packageFiles lists the files of a package and of all in this module that it
// imports, those for other systems too, without tests.
func packageFiles(ctx context.Context, root, pkg string, env []string) (names []string, err error) {
	env = append(env, "GOFLAGS=", "GOWORK=off", "GOEXPERIMENT=")
	text, err := output(ctx, root, env, "go", "list", "-deps", "-json=ImportPath,Standard,GoFiles,IgnoredGoFiles,EmbedFiles", pkg)
	if err != nil {
		return nil, fmt.Errorf("what %s is built from: %w", pkg, err)
	}
	for decoder := json.NewDecoder(bytes.NewReader(text)); ; {
		var one struct {
			ImportPath                          string
			GoFiles, IgnoredGoFiles, EmbedFiles []string
		}
		switch err := decoder.Decode(&one); {
		case err == io.EOF:
			return names, nil
		case err != nil:
			return nil, fmt.Errorf("go list: %w", err)
		}
		folder, ours := strings.CutPrefix(one.ImportPath, module+"/")
		if !ours {
			continue
		}
		for _, name := range slices.Concat(one.GoFiles, one.IgnoredGoFiles, one.EmbedFiles) {
			if !strings.HasSuffix(name, "_test.go") {
				names = append(names, path.Join(folder, name))
			}
		}
	}
}

// untracked is the error that names every needed file that git does not track:
// it would be in the packages, and nobody else had it.
func untracked(needed, tracked []string) error {
	there := map[string]bool{}
	for _, name := range tracked {
		there[name] = true
	}
	var faults []error
	for _, name := range needed {
		if !there[name] {
			faults = append(faults, fmt.Errorf("%s is built in, and git does not track it: add it, or take it away", name))
		}
	}
	return errors.Join(faults...)
}

// buildText says how to build.
func buildText(ctx context.Context, root string, packages []Package) ([]byte, error) {
	version, err := output(ctx, root, nil, "go", "env", "GOVERSION")
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(root, "extension", "package.json"))
	if err != nil {
		return nil, err
	}
	var node struct{ Engines struct{ Node string } }
	if err := json.Unmarshal(text, &node); err != nil {
		return nil, fmt.Errorf("extension/package.json: %w", err)
	}
	var commands, digests strings.Builder
	for _, one := range packages {
		fmt.Fprintf(&commands, "    %s\n", one.Build)
		fmt.Fprintf(&digests, "    %x  %s\n", sha256.Sum256(one.Zip), one.Name)
	}
	return fmt.Appendf(nil, howTo, strings.TrimPrefix(strings.TrimSpace(string(version)), "go"), strings.TrimPrefix(node.Engines.Node, ">="), commands.String(), digests.String()), nil
}

const howTo = `How to build the packages of Formtrace

You need Go %s, on any system; another version of Go makes other bytes.
Node.js is not needed to build; the tests, which are not here, need Node.js %s or
newer. No npm package is in the extension.

In the folder of this file:

%s
Go fetches what go.mod names, as go.sum has it, the first time. Then each command
takes some seconds and ends with the same bytes everywhere. Their SHA-256:

%s
What becomes what:

    extension/src   as it is, with white space and comments taken out, and local
                    names in scripts shortened (github.com/tdewolff/minify); with
                    -unminified it is not
    wasm, rules     app.wasm, the inspector, by Go's own compiler
    rules/curated   bundle.bin and words/rules.*.json, compiled from these files
    Go              wasm_exec.js, unchanged

In Firefox's package only manifest.json differs: extension/pack/firefox.go.
`

// output runs a command in the module and returns what it writes.
func output(ctx context.Context, root string, env []string, name string, args ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, name, args...)
	command.Dir = root
	command.Env = append(os.Environ(), env...)
	text, err := command.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = fmt.Errorf("%w: %s", err, strings.TrimSpace(string(exit.Stderr)))
	}
	return text, err
}
