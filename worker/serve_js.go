package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
	"unsafe"

	"github.com/formtrace/formtrace/worker/api"
)

// In workerd requests come in by exported functions and answers go out by
// imported ones; bridge.mjs is the other side. Exported functions must not
// wait: what may, runs in a goroutine, which bridge.mjs then lets run.

// handler answers every request.
var handler http.Handler

// inbox is where bridge.mjs writes a request.
var inbox []byte

// exchanges are the requests that are being answered, by id.
var exchanges = map[uint32]*exchange{}

// exchange is one request being answered, and what is still done for it after
// its answer.
type exchange struct {
	id     uint32
	open   int // what still runs
	cancel context.CancelFunc
}

type exchangeKey struct{}

// input returns where n bytes may be written, for serve.
//
//go:wasmexport input
func input(n uint32) uint32 {
	if int(n) > len(inbox) {
		inbox = make([]byte, max(n, 4096))
	}
	return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(inbox))))
}

// serve begins to answer the request in the first n bytes of the inbox.
//
//go:wasmexport serve
func serve(id, n uint32) {
	text := string(inbox[:n])
	if len(inbox) > 1<<16 {
		inbox = nil
	}
	if atOnce != nil && known(id, text) {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	x := &exchange{id: id, open: 1, cancel: cancel}
	exchanges[id] = x
	j := job{x, context.WithValue(ctx, exchangeKey{}, x), text}
	select {
	case idle <- j:
	default:
		go work(j)
	}
}

// atOnce answers what is in memory, without waiting: api.Handler.Cached.
var atOnce func(api.Quick) (api.Answer, bool)

// known answers a request at once, if it can.
func known(id uint32, text string) bool {
	method, rest, _ := strings.Cut(text, "\n")
	address, fields, _ := strings.Cut(rest, "\n")
	scheme, rest, _ := strings.Cut(address, "://")
	slash := strings.IndexByte(rest, '/')
	if slash < 0 {
		return false
	}
	path, query, _ := strings.Cut(rest[slash:], "?")
	q := api.Quick{Method: method, Scheme: scheme, Host: rest[:slash], Path: path, Query: query}
	q.Browser = strings.Contains(fields, "origin:") || strings.Contains(fields, "sec-fetch-")
	if tag, ok := strings.CutPrefix(fields, "if-none-match:"); ok { // always the first
		q.IfNoneMatch, _, _ = strings.Cut(tag, "\n")
	}
	a, ok := atOnce(q)
	if !ok {
		return false
	}
	head := "X-Content-Type-Options:nosniff\nCache-Control:" + a.CacheControl + "\nETag:" + a.ETag
	if a.ContentType != "" {
		head += "\nContent-Type:" + a.ContentType
	}
	answer(id, uint32(a.Status), head, unsafe.String(unsafe.SliceData(a.Body), len(a.Body)))
	done(id)
	return true
}

// job is an exchange to be run.
type job struct {
	*exchange
	ctx  context.Context
	text string
}

// idle takes a job when a goroutine waits for one: a stack that has grown is
// used again.
var idle = make(chan job)

// maxIdle bounds the goroutines that wait.
const maxIdle = 8

var waitingForJobs int

func work(j job) {
	for {
		j.run(j.ctx, j.text)
		if waitingForJobs == maxIdle {
			return
		}
		waitingForJobs++
		j = <-idle
		waitingForJobs--
	}
}

// abort ends the context of a request whose client went away.
//
//go:wasmexport abort
func abort(id uint32) {
	if x := exchanges[id]; x != nil {
		x.cancel()
	}
}

// answer hands an answer over: the lines "name:value" and the body, which are
// copied before it returns.
//
//go:wasmimport formtrace answer
func answer(id, status uint32, head, body string)

// done says that nothing runs for a request any more.
//
//go:wasmimport formtrace done
func done(id uint32)

func (x *exchange) run(ctx context.Context, text string) {
	defer x.leave()
	w := recorders.Get().(*recorder)
	defer w.free()
	defer func() {
		if recover() != nil { // the handler answers for its own defects, if it can
			answer(x.id, http.StatusInternalServerError, "Cache-Control:no-store", "")
		}
	}()
	if req := readRequest(ctx, text); req != nil {
		handler.ServeHTTP(w, req)
	} else { // as net/http's server does
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, "400 Bad Request")
	}
	w.answer(x.id)
}

// leave ends one of the things that run for a request, and the request with the
// last of them.
func (x *exchange) leave() {
	if x.open--; x.open == 0 {
		x.cancel()
		delete(exchanges, x.id)
		done(x.id)
	}
}

// backgroundTime bounds what is done after an answer. Cloudflare allows 30 s,
// after which nothing that is waited for ever comes.
const backgroundTime = 20 * time.Second

// inBackground runs f after the answer: api.Config.Background. f's context does
// not end with the client's patience, and a defect in f harms nobody else.
func inBackground(ctx context.Context, f func(context.Context)) {
	x := ctx.Value(exchangeKey{}).(*exchange)
	x.open++
	go func() {
		defer x.leave()
		defer func() { recover() }()
		ctx, stop := bounded(context.WithoutCancel(ctx), backgroundTime)
		defer stop()
		f(ctx)
	}()
}

// readRequest reads a request as bridge.mjs writes it; nil when its URL cannot
// be decoded.
func readRequest(ctx context.Context, text string) *http.Request {
	method, rest, _ := strings.Cut(text, "\n")
	address, rest, _ := strings.Cut(rest, "\n")
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	r := &http.Request{
		Method: method, URL: u, Host: u.Host, Header: readHeader(rest), Body: http.NoBody,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	return r.WithContext(ctx)
}

// readHeader reads the lines "name:value".
func readHeader(text string) http.Header {
	h := http.Header{}
	for line := range strings.SplitSeq(text, "\n") {
		if name, value, ok := strings.Cut(line, ":"); ok {
			h.Add(name, value)
		}
	}
	return h
}

// recorder is an http.ResponseWriter that keeps the answer until it is whole.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
	head   []byte
}

var recorders = sync.Pool{New: func() any { return &recorder{header: http.Header{}} }}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

func (w *recorder) answer(id uint32) {
	w.WriteHeader(http.StatusOK)
	for name, values := range w.header {
		for _, value := range values {
			w.head = append(append(append(append(w.head, name...), ':'), value...), '\n')
		}
	}
	answer(id, uint32(w.status), string(w.head), unsafe.String(unsafe.SliceData(w.body.Bytes()), w.body.Len()))
}

// free makes the recorder ready for another answer.
func (w *recorder) free() {
	const most = 1 << 16
	if w.body.Cap() > most {
		return
	}
	clear(w.header)
	w.body.Reset()
	w.head, w.status = w.head[:0], 0
	recorders.Put(w)
}
