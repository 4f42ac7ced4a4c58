package rule

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
)

// withMade compiles the curated rules with n made operators.
func withMade(t testing.TB, n int) ([]byte, []Operator) {
	t.Helper()
	s, err := Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	taken := map[string]bool{}
	for _, e := range s.operators {
		for _, d := range e.it.Domains {
			taken[d] = true
		}
	}
	made := slices.DeleteFunc(Made(n), func(o Operator) bool { // real ones may have a made name
		return slices.ContainsFunc(o.Domains, func(d string) bool { return taken[d] })
	})
	s.Add("made", made)
	data, err := s.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return data, made
}

// TestScale: of many operators each is found exactly, by its domains and by what
// is under them, and nothing else is; they are as small as they are meant to be.
func TestScale(t *testing.T) {
	const limit = 12.0 // bytes an entry, compressed
	small, _ := withMade(t, 0)
	own, err := bundle.Open(string(small))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1_000, 100_000} {
		data, made := withMade(t, n)
		b, err := bundle.Open(string(data))
		if err != nil {
			t.Fatal(err)
		}
		domains := 0
		for _, o := range made {
			for _, d := range o.Domains {
				domains++
				for _, host := range []string{d, "forms." + d} {
					got, ok := b.Operator(host)
					if !ok || got.ID != o.ID || got.Name != o.Name || got.Role != o.Role || got.Jurisdiction != o.Jurisdiction || got.Verified != o.Verified {
						t.Fatalf("%d operators, %s: got %+v, %v; want %+v", n, host, got, ok, o)
					}
				}
				for _, host := range []string{d + "x", "x" + d, d[1:], d[:len(d)-1]} {
					real, _ := own.Operator(host)
					if got, ok := b.Operator(host); ok && got.ID != real.ID && !owns(made, got.ID, host) {
						t.Fatalf("%d operators, %s: got %+v, which has no such domain", n, host, got)
					}
				}
			}
		}
		per := float64(compressed(t, data)-compressed(t, small)) / float64(domains)
		t.Logf("%d operators, %d domains: %d bytes, %.1f bytes a domain compressed (limit %.0f)", n, domains, len(data), per, limit)
		if n >= 100_000 && per > limit {
			t.Errorf("%.1f bytes a domain compressed, limit %.0f", per, limit)
		}
	}
}

// owns reports whether one of the made operators with an id has a domain that a
// host is, or is under.
func owns(made []Operator, id, host string) bool {
	for _, o := range made {
		for _, d := range o.Domains {
			if o.ID == id && (d == host || len(host) > len(d) && host[len(host)-len(d)-1:] == "."+d) {
				return true
			}
		}
	}
	return false
}

func compressed(t testing.TB, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(data)
	w.Close()
	return b.Len()
}

// BenchmarkOpen opens bundles of growing size, natively.
func BenchmarkOpen(b *testing.B) {
	for _, n := range []int{0, 1_000, 100_000} {
		data, _ := withMade(b, n)
		text := string(data)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			begin := time.Now()
			for b.Loop() {
				if _, err := bundle.Open(text); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(time.Since(begin).Microseconds())/float64(b.N), "µs/open")
		})
	}
}

// BenchmarkOperator looks hosts up, natively.
func BenchmarkOperator(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		data, made := withMade(b, n)
		x, err := bundle.Open(string(data))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				x.Operator(made[i*7919%len(made)].Domains[0])
			}
		})
	}
}
