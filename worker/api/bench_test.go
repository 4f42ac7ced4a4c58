package api

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func BenchmarkCached(b *testing.B) {
	h, _, _, _ := cached(b)
	h.Now = time.Now
	h.Cache = NewMemory(1<<20, time.Now)
	do(h, "GET", "/v1/hosts/example.org")
	q := Quick{Method: "GET", Scheme: "https", Host: "worker.example.org", Path: "/v1/hosts/example.org"}
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := h.Cached(q); !ok {
			b.Fatal("not cached")
		}
	}
}

func BenchmarkServeCached(b *testing.B) {
	h, _, _, _ := cached(b)
	h.Now = time.Now
	h.Cache = NewMemory(1<<20, time.Now)
	for _, c := range []struct {
		name  string
		clear bool
	}{{"ready", false}, {"put together", true}} {
		b.Run(c.name, func(b *testing.B) {
			r := httptest.NewRequest("GET", "/v1/hosts/example.org", nil)
			do(h, "GET", "/v1/hosts/example.org")
			b.ReportAllocs()
			for b.Loop() {
				if c.clear {
					h.ready.kept.clear()
				}
				h.ServeHTTP(discard{http.Header{}}, r)
			}
		})
	}
}

type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}
