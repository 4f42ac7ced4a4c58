//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
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

	"github.com/formtrace/formtrace/worker/lab/bring"
)

// program is a worker as workerd itself runs it, without wrangler around it.
type program struct {
	modules map[string]string // by name: the file; the first is "entry.mjs"
	assets  string            // folder of the binding ASSETS; "" is none
	vars    map[string]string
	cache   string // address of the Cache API's server; "" is none
}

// running is such a worker.
type running struct {
	addr      string // "127.0.0.1:PORT"
	inspector string // the same
	cmd       *exec.Cmd
	log       *locked
}

// built are the files of a worker made in a folder from a package, with a build tag.
func built(t testing.TB, tags string) (modules map[string]string, assets string) {
	t.Helper()
	dir := t.TempDir()
	if err := build(context.Background(), dir, io.Discard); err != nil {
		t.Fatal(err)
	}
	if tags != "" {
		compile(t, filepath.Join(dir, "app.wasm"), tags, thisPackage)
	}
	return map[string]string{
		"entry.mjs":          "entry.mjs",
		"bridge.mjs":         "bridge.mjs",
		"build/wasm_exec.js": filepath.Join(dir, "wasm_exec.js"),
		"build/app.wasm":     filepath.Join(dir, "app.wasm"),
		"build/rules.bundle": filepath.Join(dir, "rules.bundle"),
	}, filepath.Join(dir, "assets")
}

// compile makes a program for GOOS=js.
func compile(t testing.TB, to, tags, pkg string) {
	t.Helper()
	_, err := goTool(context.Background(), []string{"GOOS=js", "GOARCH=wasm", "GOFLAGS="},
		"build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-tags", tags, "-o", to, pkg)
	if err != nil {
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
	config.WriteString("  ],\n  sockets = [(name = \"http\", address = \"127.0.0.1:0\", http = (), service = \"main\")],\n);\n" +
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
	write("entry.mjs")
	for name := range p.modules {
		if name != "entry.mjs" {
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
	t.Cleanup(func() {
		syscall.Kill(-r.cmd.Process.Pid, syscall.SIGKILL)
		r.cmd.Wait()
		says.Close()
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

// cacheServer is what workerd asks for its Cache API, in memory: a GET is
// answered with what a PUT brought, a whole response.
type cacheServer struct {
	mu   sync.Mutex
	kept map[string][]byte
	asks int // of both kinds
}

func startCache(t testing.TB) (*cacheServer, string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cacheServer{kept: map[string][]byte{}}
	srv := &http.Server{Handler: c}
	go srv.Serve(ln)
	t.Cleanup(func() { srv.Close() })
	return c, ln.Addr().String()
}

func (c *cacheServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	key := r.Host + r.URL.String()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asks++
	if r.Method == http.MethodPut {
		if len(c.kept) < 1000 {
			c.kept[key] = body
		}
		w.WriteHeader(http.StatusNoContent)
		return
	}
	res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(c.kept[key])), nil)
	if err != nil {
		w.Header().Set("CF-Cache-Status", "MISS")
		w.WriteHeader(http.StatusGatewayTimeout)
		return
	}
	for name, values := range res.Header {
		w.Header()[name] = values
	}
	w.Header().Set("CF-Cache-Status", "HIT")
	w.WriteHeader(res.StatusCode)
	io.Copy(w, res.Body)
}

// asked returns how often the cache was asked.
func (c *cacheServer) asked() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asks
}
