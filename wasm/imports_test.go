//go:build !js

package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestImports: what is linked into the browser's wasm stays small. See DESIGN's
// arrows: none of these packages, nor what imports them.
func TestImports(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "github.com/formtrace/formtrace/wasm")
	cmd.Env = append(cmd.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if !slices.Contains(deps, "github.com/formtrace/formtrace/rules/inspect") {
		t.Fatalf("the wasm does not import the inspector: %v", deps)
	}
	for _, banned := range []string{"fmt", "regexp", "encoding/json", "net/url", "net/http", "embed", "os", "syscall/js", "reflect",
		"golang.org/x/net/idna", "golang.org/x/net/publicsuffix", "golang.org/x/net/html",
		"github.com/formtrace/formtrace/rules/rule", "github.com/formtrace/formtrace/rules/place", "github.com/formtrace/formtrace/wasm/evidence"} {
		if slices.Contains(deps, banned) {
			t.Errorf("the wasm imports %s", banned)
		}
	}
}
