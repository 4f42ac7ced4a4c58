//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/worker/lab/bring"
)

// The packages that make up the worker pass their tests under GOOS=js as well,
// but for those that need a listener.
func TestUnderJS(t *testing.T) {
	_, err := exec.LookPath("node")
	bring.Require(t, "Node", err)
	root, err := goTool(t.Context(), nil, "env", "GOROOT")
	if err != nil {
		t.Fatal(err)
	}
	// Go's program for Node refuses a large environment: it gets PATH alone.
	runner := "env -i 'PATH=" + os.Getenv("PATH") + "' '" + filepath.Join(root, "lib", "wasm", "go_js_wasm_exec") + "'"
	cmd := exec.CommandContext(t.Context(), "go", "test", "-exec", runner, "./api", "./lookup")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Count(string(out), "ok  ") != 2 {
		t.Fatalf("go test under GOOS=js: %v\n%s", err, out)
	}
	t.Logf("%s", out)
}
