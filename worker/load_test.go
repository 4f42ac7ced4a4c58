//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// wire is a raw keep-alive connection, as lean as a client can be.
type wire struct {
	conn net.Conn
	r    *bufio.Reader
	out  []byte
	body []byte // of the last answer
	used bool   // it has had one
}

// errIdle is that a connection was closed before the first byte of an answer.
var errIdle = errors.New("the connection was closed before an answer began")

func dialWire(addr string) (*wire, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &wire{conn: conn, r: bufio.NewReaderSize(conn, 16<<10)}, nil
}

// send writes a GET.
func (w *wire) send(path string) error {
	w.out = append(append(append(w.out[:0], "GET "...), path...), " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"...)
	_, err := w.conn.Write(w.out)
	return err
}

// receive reads an answer and returns its status.
func (w *wire) receive() (status int, err error) {
	length := -1
	chunked := false
	for first := true; ; first = false {
		line, err := w.r.ReadSlice('\n')
		switch {
		case err != nil && first && len(line) == 0 && (err == io.EOF || errors.Is(err, syscall.ECONNRESET)):
			return 0, errIdle
		case err != nil:
			return 0, err
		}
		w.used = true
		line = bytes.TrimRight(line, "\r\n")
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case first:
			if len(line) < 12 {
				return 0, fmt.Errorf("not HTTP: %q", line)
			}
			status, err = strconv.Atoi(string(line[9:12]))
		case len(line) == 0:
			if chunked {
				w.body, err = io.ReadAll(httputil.NewChunkedReader(w.r))
				if err == nil {
					_, err = w.r.Discard(len("\r\n"))
				}
				return status, err
			}
			w.body = slices.Grow(w.body[:0], max(0, length))[:max(0, length)]
			_, err = io.ReadFull(w.r, w.body)
			return status, err
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = true
		case bytes.EqualFold(name, []byte("Content-Length")):
			length, err = strconv.Atoi(string(bytes.TrimSpace(value)))
		}
		if err != nil {
			return 0, err
		}
	}
}

// get makes a request and waits for the answer.
func (w *wire) get(path string) (status int, err error) {
	switch err := w.send(path); {
	case errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNRESET):
		return 0, errIdle
	case err != nil:
		return 0, err
	}
	return w.receive()
}

// load is what came of a number of connections that were kept busy.
type load struct {
	took           []time.Duration // each request
	time           time.Duration
	client, server time.Duration // CPU time of this process and of workerd
}

func (l *load) add(more load) {
	l.took = append(l.took, more.took...)
	l.time += more.time
	l.client += more.client
	l.server += more.server
}

// rate returns the requests a second.
func (l load) rate() float64 { return float64(len(l.took)) / l.time.Seconds() }

// String tells the rate, two percentiles, and whose the CPU time was.
func (l load) String() string {
	slices.Sort(l.took)
	at := func(percent int) time.Duration {
		return l.took[len(l.took)*percent/100].Round(10 * time.Microsecond)
	}
	return fmt.Sprintf("%5.0f/s, p50 %v, p99 %v, %.0f µs CPU each, client and lab took %.0f %% of the CPU",
		l.rate(), at(50), at(99), float64(l.server.Microseconds())/float64(len(l.took)), 100*l.client.Seconds()/(l.client+l.server).Seconds())
}

// drive keeps connections busy for a time; path says what the i-th request asks for.
func drive(t testing.TB, r *running, connections int, d time.Duration, path func(i int) string) load {
	t.Helper()
	var wg sync.WaitGroup
	var next atomic.Int64
	took := make([][]time.Duration, connections)
	client, server, began := ownCPU(), r.cpu(t), time.Now()
	for c := range connections {
		w, err := dialWire(r.addr)
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			defer w.conn.Close()
			for at := time.Now(); at.Sub(began) < d; {
				status, err := w.get(path(int(next.Add(1))))
				if err != nil || status != 200 {
					t.Errorf("status %d, %v", status, err)
					return
				}
				now := time.Now()
				took[c] = append(took[c], now.Sub(at))
				at = now
			}
		})
	}
	wg.Wait()
	l := load{slices.Concat(took...), time.Since(began), ownCPU() - client, r.cpu(t) - server}
	if len(l.took) == 0 {
		t.Fatal("not one request was answered")
	}
	return l
}

// ownCPU returns the CPU time that this process has taken.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
