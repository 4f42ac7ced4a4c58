//go:build !js

package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"time"

	fallback "golang.org/x/crypto/x509roots/fallback/bundle"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/worker/lookup"
)

const thisPackage = "github.com/formtrace/formtrace/worker"

// runBuild makes what entry.mjs and wrangler.jsonc refer to:
//
//	app.wasm             this program for GOOS=js
//	wasm_exec.js         Go's own, as it comes with the Go that built app.wasm
//	assets/rules.bundle  the compiled rules
//	assets/place.bin     the tables of networks
//	assets/channels/     what -channels names, where it does
//	assets/roots.pem     Mozilla's certificate authorities, for want of a platform's own
func runBuild(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("worker build", flag.ContinueOnError)
	flags.SetOutput(out)
	dir := flags.String("o", "", "`FOLDER` to write to; worker/build when empty")
	data := flags.String("data", "", "`FOLDER` of newer tables of networks, as for serving")
	channels := flags.String("channels", os.Getenv(channelsVariable), "published `FOLDER`, as for serving; without it, the one that "+channelsVariable+" names, if it does")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return err
	} else if err != nil {
		return errUsage
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(out, "worker build: %q: expected flags only\n", flags.Arg(0))
		return errUsage
	}
	if *dir == "" {
		source, err := goTool(ctx, nil, "list", "-f", "{{.Dir}}", thisPackage)
		if err != nil {
			return err
		}
		*dir = filepath.Join(source, "build")
	}
	return build(ctx, *dir, *data, *channels, out)
}

// channelsVariable names the published folder to a build that wrangler starts.
const channelsVariable = "FORMTRACE_CHANNELS"

func build(ctx context.Context, dir, data, channels string, out io.Writer) error {
	bundle, err := rule.Compile(curated.FS)
	if err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	tables, err := readTables(data)
	if err != nil {
		return err
	}
	if _, err := place.Open(tables); err != nil {
		return err
	}
	root, err := goTool(ctx, nil, "env", "GOROOT")
	if err != nil {
		return err
	}
	exec, err := os.ReadFile(filepath.Join(root, "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return fmt.Errorf("wasm_exec.js of this Go: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "assets"), 0o777); err != nil {
		return err
	}
	for name, data := range map[string][]byte{
		"wasm_exec.js":        exec,
		"assets/rules.bundle": bundle,
		"assets/place.bin":    []byte(tables),
		"assets/roots.pem":    authorities(),
	} {
		if err := replace(filepath.Join(dir, filepath.FromSlash(name)), data); err != nil {
			return err
		}
	}
	if err := copyPublished(channels, filepath.Join(dir, "assets", "channels")); err != nil {
		return err
	}
	wasm, err := buildWasm(ctx, dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "worker: built %s: app.wasm %d bytes, rules %d, tables %d\n", dir, wasm, len(bundle), len(tables))
	return nil
}

// authorities are Mozilla's certificate authorities in PEM, those that are trusted
// up to a time with that time.
func authorities() []byte {
	var out bytes.Buffer
	for root := range fallback.Roots() {
		block := &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}
		if root.Constraint != nil {
			block.Headers = map[string]string{lookup.DistrustAfter: lastTrusted(root.Constraint).Format(time.RFC3339)}
		}
		pem.Encode(&out, block) // to memory
	}
	return out.Bytes()
}

// lastTrusted finds the last second at which a certificate may be issued, which a
// constraint does not tell but by what it refuses.
func lastTrusted(constraint func([]*x509.Certificate) error) time.Time {
	const until = 1 << 33 // Unix seconds, in 2242
	n := sort.Search(until, func(s int) bool {
		return constraint([]*x509.Certificate{{NotBefore: time.Unix(int64(s), 0)}}) != nil
	})
	return time.Unix(int64(n)-1, 0).UTC()
}

// buildWasm compiles this program for GOOS=js and returns its size.
func buildWasm(ctx context.Context, dir string) (int64, error) {
	tmp, err := os.MkdirTemp(dir, ".wasm-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(tmp)
	fresh := filepath.Join(tmp, "app.wasm")
	_, err = goTool(ctx, []string{"GOOS=js", "GOARCH=wasm", "GOFLAGS="},
		"build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -X main.linked="+sourceVersion(ctx), "-o", fresh, thisPackage)
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(fresh)
	if err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(fresh, filepath.Join(dir, "app.wasm"))
}

// sourceVersion is the revision of the sources; "" where they are not in git.
func sourceVersion(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// replace writes a file so that who reads it meanwhile sees all of it or none,
// and leaves it alone when nothing changes.
func replace(name string, data []byte) error {
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, data) {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".new-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err := errors.Join(err, f.Chmod(0o666&^0o022), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// goTool runs the go command and returns what it prints.
func goTool(ctx context.Context, env []string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", args[0], err, stderr.String())
	}
	return strings.TrimSpace(string(out)), nil
}
