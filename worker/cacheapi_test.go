//go:build unix

package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
)

// cacheServer is what workerd asks for its Cache API, in memory: a GET is
// answered with what a PUT brought, a whole response. It keeps the first thousand.
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
