//go:build !js

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/rules/rule"
)

// The limits of the wasm, as they were set before it was written.
const (
	maxRatio       = 1.35    // of its gzip size to that of an empty program with one export
	maxLoaded      = 8 << 20 // bytes of linear memory after loading the bundle
	maxAfter       = 12 << 20
	maxMicrosecond = 20.0
)

const empty = `package main

//go:wasmexport one
func one(n uint32) uint32 { return n + 1 }

func main() { select {} }
`

// build makes a wasm with the flags of the extension's own build.
func build(t testing.TB, dir, out string) {
	t.Helper()
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=", "-o", out, ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if msg, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, msg)
	}
}

func gzipped(t testing.TB, file string) int {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	w.Write(data)
	w.Close()
	return b.Len()
}

// measured is what measure.mjs prints.
type measured struct {
	Start         float64
	Loaded, After int64
	Requests      []struct {
		File, Verdict     string
		Report            string
		Bytes             int
		Best, Median, P95 float64
	}
}

func measure(t testing.TB, requests ...string) (m measured, ratio float64) {
	t.Helper()
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "main.go"), []byte(empty), 0o644)
	os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module empty\n\ngo 1.26\n"), 0o644)
	build(t, dir, filepath.Join(dir, "empty.wasm"))
	app := filepath.Join(dir, "app.wasm")
	build(t, ".", app)
	data, err := rule.Compile(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(filepath.Join(dir, "bundle"), data, 0o644)
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"testdata/measure.mjs", filepath.Join(strings.TrimSpace(string(root)), "lib/wasm/wasm_exec.js"), app, filepath.Join(dir, "bundle")}
	for _, name := range requests {
		file := filepath.Join(dir, name)
		os.WriteFile(file, request(t, name), 0o644)
		args = append(args, file)
	}
	cmd := exec.Command("node", args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
	if err := json.Unmarshal(out, &m); err != nil {
		t.Fatalf("measure.mjs: %v\n%s", err, out)
	}
	return m, float64(gzipped(t, app)) / float64(gzipped(t, filepath.Join(dir, "empty.wasm")))
}

// request reads a request of testdata and writes it as CBOR.
func request(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	out, err := cbor.Marshal(whole(v))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// whole makes whole numbers of JSON's.
func whole(v any) any {
	switch v := v.(type) {
	case json.Number:
		n, _ := v.Int64()
		return n
	case map[string]any:
		for k := range v {
			v[k] = whole(v[k])
		}
	case []any:
		for i := range v {
			v[i] = whole(v[i])
		}
	}
	return v
}

func TestSizeAndMemory(t *testing.T) {
	m, ratio := measure(t, "held", "clear")
	t.Logf("gzip size %.3f of an empty program's (limit %.2f); memory %.2f MiB loaded (limit %d), %.2f MiB after 100,000 inspections (limit %d)",
		ratio, maxRatio, float64(m.Loaded)/(1<<20), maxLoaded>>20, float64(m.After)/(1<<20), maxAfter>>20)
	if ratio > maxRatio {
		t.Errorf("the wasm's gzip size is %.3f of an empty program's, limit %.2f", ratio, maxRatio)
	}
	if m.Loaded > maxLoaded || m.After > maxAfter {
		t.Errorf("linear memory: %d bytes loaded, limit %d; %d after 100,000 inspections, limit %d", m.Loaded, maxLoaded, m.After, maxAfter)
	}
	if m.Requests[0].Verdict != "danger" || m.Requests[1].Verdict != "clear" {
		t.Errorf("verdicts: %+v", m.Requests)
	}
}

// TestSameReport: the wasm in Node and the native inspector write the same bytes.
func TestSameReport(t *testing.T) {
	data, err := rule.Compile(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	m, _ := measure(t, "held", "clear")
	for i, name := range []string{"held", "clear"} {
		if got, want := m.Requests[i].Report, string(inspect.New(b).Bytes(request(t, name))); got != want {
			t.Errorf("%s: the wasm's report is\n%s\nand the native one\n%s", name, got, want)
		}
	}
}

// BenchmarkWasm prints the wasm's figures, each beside its limit.
func BenchmarkWasm(b *testing.B) {
	var m measured
	var ratio float64
	for b.Loop() {
		m, ratio = measure(b, "held", "clear")
	}
	b.ReportMetric(0, "ns/op")
	figures := []struct {
		name       string
		got, limit float64
	}{
		{"gzip size, of an empty program's", ratio, maxRatio},
		{"MiB of memory, loaded", float64(m.Loaded) / (1 << 20), maxLoaded >> 20},
		{"MiB of memory, after 100,000", float64(m.After) / (1 << 20), maxAfter >> 20},
	}
	for _, r := range m.Requests {
		name := strings.TrimSuffix(filepath.Base(r.File), ".cbor")
		b.Logf("%-36s best %.2f, median %.2f, 95th percentile %.2f µs; report of %d bytes", name, r.Best, r.Median, r.P95, len(r.Report))
		figures = append(figures, struct {
			name       string
			got, limit float64
		}{"µs, median, " + name, r.Median, maxMicrosecond})
	}
	for _, f := range figures {
		verdict := "within"
		if f.got > f.limit {
			verdict = "OVER"
		}
		b.Logf("%-36s %8.3f   limit %6.2f   %s", f.name, f.got, f.limit, verdict)
	}
	b.Logf("%-36s %8.1f", "ms to start and load", m.Start)
}
