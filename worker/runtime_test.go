//go:build unix

package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// program is a worker as workerd itself runs it, without wrangler around it.
type program struct {
	main    string            // the module that answers; "" is entry.mjs
	modules map[string]string // by name: the file
	assets  string            // folder of the binding ASSETS; "" is none
	vars    map[string]string
	cache   string // address of the Cache API's server; "" is none
	flags   string // one of V8's; "" is none
}

// running is such a worker.
type running struct {
	addr      string // "127.0.0.1:PORT"
	inspector string // the same
	cmd       *exec.Cmd
	log       *locked
	stop      func()
}

// built are the files of our worker.
func built(t testing.TB) (modules map[string]string, assets string) {
	t.Helper()
	dir := t.TempDir()
	var said strings.Builder
	if code := run(context.Background(), []string{"build", "-o", dir}, strings.NewReader(""), &said); code != 0 {
		t.Fatalf("worker build: exit %d\n%s", code, &said)
	}
	return map[string]string{
		"entry.mjs":          "entry.mjs",
		"bridge.mjs":         "bridge.mjs",
		"build/wasm_exec.js": filepath.Join(dir, "wasm_exec.js"),
		"build/app.wasm":     filepath.Join(dir, "app.wasm"),
	}, filepath.Join(dir, "assets")
}

// ours is our worker, which knows a lab and nothing else.
func ours(t testing.TB, l *lab.Lab) (program, *cacheServer) {
	t.Helper()
	modules, assets := built(t)
	vars := map[string]string{}
	for _, s := range allSettings {
		vars[s.variable] = inLab(l)(s)
	}
	c, addr := startCache(t)
	return program{modules: modules, assets: assets, vars: vars, cache: addr}, c
}

// watched is a program that tells what goes on in it, see testdata/watched.
func (p program) watched() program {
	p.modules = maps.Clone(p.modules)
	p.modules["watched.mjs"], p.main = "testdata/watched/entry.mjs", "watched.mjs"
	p.flags = "--expose-gc"
	return p
}

// counts is what a watched worker tells.
type counts struct {
	Fetches, Starts int
	Memory          int64 // of all running Go programs, bytes
}

func (r *running) counts(t testing.TB) (c counts) {
	t.Helper()
	res, err := http.Get("http://" + r.addr + "/watch/counts")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&c); err != nil {
		t.Fatal(err)
	}
	return c
}

// compile makes a program for GOOS=js.
func compile(t testing.TB, to, pkg string, flags ...string) {
	t.Helper()
	args := append([]string{"build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", to}, flags...)
	if _, err := goTool(context.Background(), []string{"GOOS=js", "GOARCH=wasm", "GOFLAGS="}, append(args, pkg)...); err != nil {
		t.Fatal(err)
	}
}

// binary returns workerd's program inside the npm package, without the script
// around it.
func binary(t testing.TB) string {
	t.Helper()
	bring.Require(t, "workerd (npm packages)", bring.Packages(t.Context(), ".", io.Discard))
	arch := map[string]string{"amd64": "64", "arm64": "arm64"}[runtime.GOARCH]
	path, err := filepath.Abs(filepath.Join("node_modules", "@cloudflare", "workerd-"+runtime.GOOS+"-"+arch, "bin", "workerd"))
	if err == nil {
		_, err = os.Stat(path)
	}
	bring.Require(t, "workerd for this machine", err)
	return path
}

// start runs a program until the test ends.
func (p program) start(t testing.TB) *running {
	t.Helper()
	path := binary(t)
	dir := t.TempDir()
	var config strings.Builder
	config.WriteString("using Workerd = import \"/workerd/workerd.capnp\";\nconst config :Workerd.Config = (\n  services = [\n    (name = \"main\", worker = .main),\n" +
		"    (name = \"internet\", network = (allow = [\"public\", \"private\"])),\n")
	if p.assets != "" {
		fmt.Fprintf(&config, "    (name = \"assets\", disk = (path = %q)),\n", p.assets)
	}
	if p.cache != "" {
		fmt.Fprintf(&config, "    (name = \"cache\", external = (address = %q, http = ())),\n", p.cache)
	}
	config.WriteString("  ],\n  sockets = [(name = \"http\", address = \"127.0.0.1:0\", http = (), service = \"main\")],\n")
	if p.flags != "" {
		fmt.Fprintf(&config, "  v8Flags = [%q],\n", p.flags)
	}
	config.WriteString(");\n" +
		"const main :Workerd.Worker = (\n  compatibilityDate = \"2026-04-01\",\n  compatibilityFlags = [\"enable_request_signal\"],\n")
	if p.cache != "" {
		config.WriteString("  cacheApiOutbound = \"cache\",\n")
	}
	config.WriteString("  bindings = [\n")
	if p.assets != "" {
		config.WriteString("    (name = \"ASSETS\", service = \"assets\"),\n")
	}
	for name, value := range p.vars {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&config, "    (name = %q, text = %s),\n", name, text)
	}
	config.WriteString("  ],\n  modules = [\n")
	write := func(name string) {
		data, err := os.ReadFile(p.modules[name])
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o666); err != nil {
			t.Fatal(err)
		}
		kind := map[string]string{".wasm": "wasm", ".bundle": "data"}[filepath.Ext(name)]
		if kind == "" {
			kind = "esModule"
		}
		fmt.Fprintf(&config, "    (name = %q, %s = embed %q),\n", name, kind, name)
	}
	main := cmp.Or(p.main, "entry.mjs")
	write(main)
	for name := range p.modules {
		if name != main {
			write(name)
		}
	}
	config.WriteString("  ],\n);\n")
	file := filepath.Join(dir, "config.capnp")
	if err := os.WriteFile(file, []byte(config.String()), 0o666); err != nil {
		t.Fatal(err)
	}

	says, control, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r := &running{log: new(locked)}
	r.cmd = exec.Command(path, "serve", "--control-fd=3", "--inspector-addr=127.0.0.1:0", file)
	r.cmd.Stdout, r.cmd.Stderr = r.log, r.log
	r.cmd.ExtraFiles = []*os.File{control}
	r.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	control.Close()
	r.stop = sync.OnceFunc(func() {
		syscall.Kill(-r.cmd.Process.Pid, syscall.SIGKILL)
		r.cmd.Wait()
		says.Close()
	})
	t.Cleanup(func() {
		r.stop()
		if t.Failed() {
			t.Logf("workerd said:\n%s", r.log)
		}
	})
	says.SetReadDeadline(time.Now().Add(time.Minute))
	for lines := bufio.NewScanner(says); (r.addr == "" || r.inspector == "") && lines.Scan(); {
		var event struct {
			Event string
			Port  int
		}
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			t.Fatalf("workerd: %q: %v", lines.Bytes(), err)
		}
		addr := "127.0.0.1:" + strconv.Itoa(event.Port)
		switch event.Event {
		case "listen":
			r.addr = addr
		case "listen-inspector":
			r.inspector = addr
		}
	}
	if r.addr == "" {
		t.Fatalf("workerd did not start:\n%s", r.log)
	}
	return r
}

// cpu returns the CPU time that workerd has taken, of Linux's clock ticks of 10 ms.
func (r *running) cpu(t testing.TB) time.Duration {
	t.Helper()
	return processCPU(t, strconv.Itoa(r.cmd.Process.Pid))
}

func processCPU(t testing.TB, pid string) time.Duration {
	t.Helper()
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		t.Fatal(err)
	}
	f := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var ticks int
	for _, field := range f[11:13] { // utime, stime
		n, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// resident returns the memory that workerd has.
func (r *running) resident(t testing.TB) int64 {
	t.Helper()
	status, err := os.ReadFile("/proc/" + strconv.Itoa(r.cmd.Process.Pid) + "/statm")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(status))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}
