//go:build !js

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
)

// The limits of scale.
const (
	maxGrowth    = 1.3    // of one inspection, from the fewest to the most operators
	maxOpen      = 5000.0 // µs, for 100,000 operators
	maxEntry     = 12.0   // bytes compressed, of a domain with its operator
	easyListSize = 70_000 // network filters, in order of magnitude, of EasyList in 2026
)

// asked is a request of the measurement, and who must be found.
type asked struct {
	Request      string `json:"request"`
	ID           string `json:"id"`
	Name         string `json:"name"`
	Role         string `json:"role"`
	Jurisdiction string `json:"jurisdiction"`
}

// scaled is what scale.mjs prints.
type scaled struct {
	Sizes []struct {
		Operators                      int
		Open, Inspect, Best, Cold, P95 float64
		Memory                         int64
	}
	Rival *struct {
		Filters, Bytes, Asked            int
		Parse, Load, Match, P95, Matched float64
	}
}

// scale makes a bundle for each number of operators and measures it in Node; per
// is how many bytes a domain has, compressed.
func scale(t testing.TB, turns int, rival string, sizes ...int) (m scaled, per []float64) {
	t.Helper()
	dir := t.TempDir()
	bundles := filepath.Join(dir, "bundles")
	if err := os.Mkdir(bundles, 0o777); err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(bundles, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	marshal := func(v any) []byte {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	curated := withMade(t, nil)
	empty := len(packed(t, curated))
	real, err := bundle.Open(string(curated))
	if err != nil {
		t.Fatal(err)
	}
	// Real operators may have a made name: a few more are made.
	all := slices.DeleteFunc(rule.Made(slices.Max(sizes)+1_000), func(o rule.Operator) bool {
		return slices.ContainsFunc(o.Domains, func(domain string) bool {
			_, taken := real.Operator(domain)
			return taken
		})
	})
	for _, n := range sizes {
		made := all[:n]
		data := withMade(t, made)
		write(fmt.Sprintf("%d.bundle", n), data)
		domains := 0
		for _, o := range made {
			domains += len(o.Domains)
		}
		per = append(per, float64(len(packed(t, data))-empty)/float64(domains))
		var list []asked
		for i := range 200 { // the same of every size: what differs is the bundle
			o := all[i*7%slices.Min(sizes)]
			list = append(list, asked{base64.StdEncoding.EncodeToString(submission(t, o.Domains[0])), o.ID, o.Name, o.Role, o.Jurisdiction})
		}
		write(fmt.Sprintf("%d.json", n), marshal(list))
	}
	if rival != "" {
		var filters []string
		for _, o := range rule.Made(easyListSize) { // only names: nothing has to be free
			filters = append(filters, o.Domains[0])
		}
		write("domains.json", marshal(filters))
	}
	app := filepath.Join(dir, "app.wasm")
	build(t, ".", app)
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "testdata/scale.mjs", filepath.Join(strings.TrimSpace(string(root)), "lib/wasm/wasm_exec.js"), app, bundles, fmt.Sprint(turns), rival)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
	if err := json.Unmarshal(out, &m); err != nil {
		t.Fatalf("scale.mjs: %v\n%s", err, out)
	}
	return m, per
}

// withMade is the bundle of the curated rules and made operators.
func withMade(t testing.TB, made []rule.Operator) []byte {
	t.Helper()
	s, err := rule.Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	s.Add("made", made)
	data, err := s.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func packed(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(data)
	w.Close()
	return b.Bytes()
}

// submission is a request for a form that leads to a host of a domain.
func submission(t testing.TB, domain string) []byte {
	t.Helper()
	type object = map[string]any
	data, err := cbor.Marshal(object{
		"page":   object{"url": "https://news.example.org/"},
		"form":   object{"id": "", "name": "", "index": 0},
		"target": object{"url": "https://forms." + domain + "/subscribe", "method": "post", "enctype": "application/x-www-form-urlencoded", "context": "_self"},
		"fields": []any{
			object{"name": "email", "control": "input", "type": "email", "label": "E-mail address", "filled": true},
			object{"name": "name", "control": "input", "type": "text", "label": "Your name", "filled": true},
		},
		"home": "GB", "now": 1780272000, "asked": "off",
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestScale: in wasm every operator of a large bundle is found with its role and
// its jurisdiction. (Speed is BenchmarkScale's.)
func TestScale(t *testing.T) {
	m, per := scale(t, 4, "", 1_000, 20_000)
	if len(m.Sizes) != 2 || m.Sizes[1].Operators != 20_000 || per[1] > maxEntry+1 { // of fewer operators each is a little larger
		t.Errorf("got %+v, %.1f bytes an entry", m, per)
	}
}

// BenchmarkScale prints how the inspector bears 1,000, 100,000 and 1,000,000
// operators, each figure beside its limit, and beside that another engine, where
// it is installed (npm ci in testdata/beside).
func BenchmarkScale(b *testing.B) {
	var m scaled
	var per []float64
	for b.Loop() {
		m, per = scale(b, 200, "testdata/beside", 1_000, 100_000, 1_000_000)
	}
	b.ReportMetric(0, "ns/op")
	say := func(name string, got, limit float64) {
		verdict := "within"
		if got > limit {
			verdict = "OVER"
		}
		b.Logf("%-52s %9.2f   limit %8.2f   %s", name, got, limit, verdict)
	}
	for i, s := range m.Sizes {
		b.Logf("%9d operators: inspect %.2f µs (best %.2f, cold %.2f, 95th percentile %.2f), open %.0f µs, %.1f MiB of memory, %.2f bytes an entry compressed",
			s.Operators, s.Inspect, s.Best, s.Cold, s.P95, s.Open, float64(s.Memory)/(1<<20), per[i])
	}
	last := len(m.Sizes) - 1
	say("an inspection, of 1,000,000 by 1,000, median", m.Sizes[last].Inspect/m.Sizes[0].Inspect, maxGrowth)
	b.Logf("the same, with cold caches: %.2f", m.Sizes[last].Cold/m.Sizes[0].Cold)
	say("the same, best turn", m.Sizes[last].Best/m.Sizes[0].Best, maxGrowth)
	say("µs to open 100,000", m.Sizes[1].Open, maxOpen)
	say("bytes an entry, compressed, 100,000", per[1], maxEntry)
	say("bytes an entry, compressed, 1,000,000", per[last], maxEntry)
	if r := m.Rival; r != nil {
		b.Logf("@ghostery/adblocker, %d filters: match %.2f µs (95th percentile %.2f), load %.0f ms of %.1f MB, parse %.0f ms; %.0f of %d matched",
			r.Filters, r.Match, r.P95, r.Load, float64(r.Bytes)/1e6, r.Parse, r.Matched, r.Asked)
		b.Logf("an inspection of 1,000,000 operators takes %.2f times a match", m.Sizes[last].Inspect/r.Match)
	} else {
		b.Log("@ghostery/adblocker is not installed (npm ci in wasm/testdata/beside): nothing to measure beside")
	}
}
