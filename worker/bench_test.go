//go:build unix

package main

import (
	"fmt"
	"io"
	"net"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
)

// The limits of the worker in workerd, as they were set before it was written.
const (
	minOverServe1  = 20.0    // cached in the isolate, times workers.Serve, at one connection
	minOverServe32 = 25.0    // the same at 32
	minOfPlain     = 1. / 3. // cached in the isolate, of plain JavaScript, at 32
)

// BenchmarkWorkerd prints what answers how much in workerd, at one connection
// and at many, each ratio beside its limit. The lab and the client run on the
// same machine.
func BenchmarkWorkerd(b *testing.B) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	const cached = "/v1/hosts/mi5.h0st.biz"
	always := func(path string) func(int) string { return func(int) string { return path } }
	our, _ := ours(b, l)
	wasm := filepath.Join(b.TempDir(), "app.wasm")
	compile(b, wasm, "./testdata/serve")
	serve := map[string]string{
		"entry.mjs": "testdata/serve/entry.mjs", "build/wasm_exec.js": our.modules["build/wasm_exec.js"], "build/app.wasm": wasm,
	}
	rows := []struct {
		name string
		program
		path func(int) string
		got  [2]load
		*running
	}{
		{name: "plain JavaScript", program: program{modules: map[string]string{"entry.mjs": "testdata/plain/entry.mjs"}}, path: always("/")},
		{name: "workers.Serve", program: program{modules: serve}, path: always("/")},
		{name: "ours, cached in the isolate", program: our, path: always(cached)},
		{name: "ours, uncached", program: our, path: func(i int) string { return fmt.Sprintf("/v1/hosts/bench-%d.example.org", i) }},
	}
	connections := [2]int{1, 32}
	const rounds, slice = 8, 500 * time.Millisecond // in turn, so that what else the machine does hits all alike
	next := 0
	for b.Loop() {
		for i := range rows {
			rows[i].running = rows[i].start(b)
			drive(b, rows[i].running, 4, 2*time.Second, rows[i].path) // warm
		}
		for range rounds {
			for n, c := range connections {
				for i := range rows {
					next += 1 << 20
					from := next
					rows[i].got[n].add(drive(b, rows[i].running, c, slice, func(j int) string { return rows[i].path(from + j) }))
				}
			}
		}
		for i := range rows {
			rows[i].stop()
		}
	}
	b.ReportMetric(0, "ns/op")
	for _, row := range rows { // go test prints nine lines, so these are long ones
		b.Logf("%-27s | 1 connection: %v | 32: %v", row.name, row.got[0], row.got[1])
	}
	plain, served, hit := rows[0].got, rows[1].got, rows[2].got
	for _, f := range []struct {
		name       string
		got, limit float64
	}{
		{"cached, times workers.Serve, 1 connection", hit[0].rate() / served[0].rate(), minOverServe1},
		{"cached, times workers.Serve, 32 connections", hit[1].rate() / served[1].rate(), minOverServe32},
		{"cached, of plain JavaScript, 32 connections", hit[1].rate() / plain[1].rate(), minOfPlain},
	} {
		verdict := "met"
		if f.got < f.limit {
			verdict = "MISSED"
		}
		b.Logf("%-44s %7.2f   at least %5.2f   %s", f.name, f.got, f.limit, verdict)
	}
}

// BenchmarkDossier prints what an uncached dossier costs in workerd, to be held
// against the platform's plans: each fetch, socket and call of the Cache API is
// a subrequest.
func BenchmarkDossier(b *testing.B) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	p, cache := ours(b, l)
	p = p.watched()
	carry, opened := countConnections(b, l.Carry)
	p.vars[carrySetting.variable] = carry
	r := p.start(b)
	w, err := dialWire(r.addr)
	if err != nil {
		b.Fatal(err)
	}
	defer w.conn.Close()
	get := func(path string) {
		if status, err := w.get(path); err != nil || status != 200 {
			b.Fatalf("%s: status %d, %v", path, status, err)
		}
	}
	const warm, times = 1000, 1000
	for i := range warm {
		get(fmt.Sprintf("/v1/hosts/warm-%d.example.org", i))
	}
	next := 0
	for b.Loop() {
		f, s, c, cpu := r.counts(b).Fetches, opened.Load(), cache.asked(), r.cpu(b)
		for range times {
			next++
			get(fmt.Sprintf("/v1/hosts/cost-%d.example.org", next))
		}
		cpu = r.cpu(b) - cpu
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(r.counts(b).Fetches-f)/times, "fetches/dossier")
		b.ReportMetric(float64(opened.Load()-s)/times, "sockets/dossier")
		b.ReportMetric(float64(cache.asked()-c)/times, "cache/dossier")
		b.ReportMetric(cpu.Seconds()*1000/times, "ms-CPU/dossier")
	}
}

// countConnections passes connections on to an address and counts them.
func countConnections(t testing.TB, to string) (addr string, opened *atomic.Int64) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	opened = new(atomic.Int64)
	go func() {
		for {
			near, err := ln.Accept()
			if err != nil {
				return
			}
			opened.Add(1)
			far, err := net.Dial("tcp", to)
			if err != nil {
				near.Close()
				continue
			}
			go func() { io.Copy(far, near); far.Close() }()
			go func() { io.Copy(near, far); near.Close() }()
		}
	}()
	return ln.Addr().String(), opened
}
