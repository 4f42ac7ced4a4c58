package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// tool returns the command for one of the npm packages of extension/.
func tool(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	extension := filepath.Join(bring.Root(), "extension")
	bring.Require(t, "the npm packages of extension/", bring.Packages(t.Context(), extension, os.Stderr))
	command := exec.CommandContext(t.Context(), filepath.Join(extension, "node_modules", ".bin", name), args...)
	command.Dir = extension
	return command
}

func TestTypes(t *testing.T) {
	output, err := tool(t, "tsc", "--noEmit", "-p", "tsconfig.json").CombinedOutput()
	if err != nil {
		t.Errorf("tsc: %v\n%s", err, output)
	}
	listed, err := tool(t, "tsc", "--noEmit", "-p", "tsconfig.json", "--listFilesOnly").Output()
	if err != nil || strings.Count(string(listed), "/extension/src/") < 10 {
		t.Errorf("tsc looked at (%v)\n%s\nwant the sources among them", err, listed)
	}
}

// A wrong type is found: the check runs.
func TestTypesFindsAFault(t *testing.T) {
	folder := t.TempDir()
	text := "// @ts-check\n/** @type {number} */ export const n = 'text';\n"
	if err := os.WriteFile(filepath.Join(folder, "fault.js"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := tool(t, "tsc", "--noEmit", "--allowJs", "--checkJs", "--strict", "--ignoreConfig", filepath.Join(folder, "fault.js")).CombinedOutput()
	if err == nil || !strings.Contains(string(output), "TS2322") {
		t.Errorf("got %v\n%s\nwant error TS2322", err, output)
	}
}

// lint is web-ext's opinion of a folder.
type lint struct {
	Summary          struct{ Errors, Warnings int }
	Errors, Warnings []struct{ Code, Message, File string }
}

func webExtLint(t *testing.T, folder string) lint {
	t.Helper()
	command := tool(t, "web-ext", "lint", "--source-dir", folder, "--output", "json", "--no-config-discovery", "--no-input")
	command.Env = append(os.Environ(), "WEB_EXT_NO_UPDATE_NOTIFIER=1", "NO_UPDATE_NOTIFIER=1")
	output, _ := command.Output() // it ends with 1 when it found errors
	var found lint
	if err := json.Unmarshal(output, &found); err != nil {
		t.Fatalf("web-ext lint: %v\n%s", err, output)
	}
	return found
}

// explained is what web-ext, which knows Firefox only, has to say of the package
// for Chromium and is not to be changed there. pack.Firefox writes each for Firefox.
var explained = map[string]string{
	"BACKGROUND_SERVICE_WORKER_NOFALLBACK": "Chromium refuses a manifest with background.scripts",
	"ADDON_ID_REQUIRED":                    "Chromium's store gives the id",
	"STORAGE_MANAGED":                      "Chromium finds what an organisation sets by the id that it gives itself",
	"MISSING_DATA_COLLECTION_PERMISSIONS":  "Chromium has no such key; its store asks on a page, see extension/store/questions.md",
}

// The package for Firefox, on desktops and on Android, has no error and no
// warning; that for Chromium none that is not explained.
func TestWebExtLint(t *testing.T) {
	setUpBase(t)
	other, err := pack.Firefox(files)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		files pack.Files
		but   map[string]string
	}{"firefox": {other, nil}, "chromium": {files, explained}} {
		unpacked := filepath.Join(t.TempDir(), name)
		if err := pack.WriteFolder(unpacked, c.files); err != nil {
			t.Fatal(err)
		}
		found := webExtLint(t, unpacked)
		told := map[string]bool{}
		for _, fault := range append(found.Errors, found.Warnings...) {
			if told[fault.Code] = true; c.but[fault.Code] == "" {
				t.Errorf("%s: %s in %s: %s", name, fault.Code, fault.File, fault.Message)
			}
		}
		for code := range c.but {
			if !told[code] {
				t.Errorf("%s: %s is explained, and does not come", name, code)
			}
		}
	}
}

// A manifest with a fault is refused: the check runs.
func TestWebExtLintFindsAFault(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "manifest.json"), []byte(`{"manifest_version": 3, "name": "fault"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if found := webExtLint(t, folder); found.Summary.Errors == 0 {
		t.Error("got no error for a manifest without a version")
	}
}

// The lock file says which packages, and not where they were downloaded from.
func TestLockFileNamesNoRegistry(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(bring.Root(), "extension", "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `"integrity"`) {
		t.Error("there is no integrity in it: this is not the lock file that is meant")
	}
	for _, word := range []string{`"resolved"`, "https://registry"} {
		if strings.Contains(string(text), word) {
			t.Errorf("it contains %s", word)
		}
	}
}
