//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestCoreUnderJS runs the tests of what is linked into the browser's wasm again,
// as WebAssembly in Node.
func TestCoreUnderJS(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	// The runner hands its whole environment to the wasm, which has room for
	// little: it gets no more than it needs.
	runner := "env -i 'PATH=" + os.Getenv("PATH") + "' '" + filepath.Join(strings.TrimSpace(string(root)), "lib/wasm/go_js_wasm_exec") + "'"
	cmd := exec.Command("go", "test", "-exec", runner, "../rules/host", "../rules/form", "../rules/bundle", "../rules/inspect")
	cmd.Env = append(cmd.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.CombinedOutput()
	if n := strings.Count(string(out), "ok  \t"); err != nil || n != 4 {
		t.Errorf("%d of 4 packages passed: %v\n%s", n, err, out)
	}
}
