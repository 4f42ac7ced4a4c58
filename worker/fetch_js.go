package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"syscall/js"
	"time"
)

// fetcher is a lookup.Client on the platform's fetch. The deadline of a
// request's context becomes fetch's own (AbortSignal), as a timer of Go's never
// goes off in workerd, and so does its end. Redirects are not followed.
type fetcher struct{}

// Do sends a request.
func (fetcher) Do(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var head strings.Builder
	for name, values := range req.Header {
		for _, value := range values {
			head.WriteString(name + ":" + value + "\n")
		}
	}
	body := js.Null()
	if req.Body != nil {
		data, err := io.ReadAll(req.Body)
		req.Body.Close()
		if err != nil {
			return nil, err
		}
		body = fromBytes(data)
	}
	var left int64 // ms; 0 is for ever
	if at, ok := ctx.Deadline(); ok {
		left = max(1, time.Until(at).Milliseconds())
	}
	p := newPending()
	bridge.Call("fetch", p.ticket, req.Method, req.URL.String(), head.String(), body, left)
	res, err := p.wait(ctx)
	if err != nil {
		bridge.Call("abort", p.ticket)
		return nil, err
	}
	out := &http.Response{
		StatusCode: res.Get("status").Int(),
		Header:     readHeader(res.Get("head").String()),
		Body:       http.NoBody,
		Request:    req,
	}
	if reader := res.Get("reader"); !reader.IsNull() {
		out.Body = &stream{ctx: ctx, reader: reader}
	}
	return out, nil
}

// stream reads a ReadableStream piece by piece, so that no more of a body than
// is wanted is ever held.
type stream struct {
	ctx    context.Context
	reader js.Value
	rest   []byte
	err    error
}

// Read waits for the next piece when the last one is used up.
func (s *stream) Read(p []byte) (int, error) {
	for len(s.rest) == 0 {
		if s.err != nil {
			return 0, s.err
		}
		next := newPending()
		bridge.Call("read", next.ticket, s.reader)
		piece, err := next.wait(s.ctx)
		switch {
		case err != nil:
			s.err = err
		case piece.IsNull():
			s.err = io.EOF
		default:
			s.rest = toBytes(piece)
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// Close tells the other side that the rest is not wanted.
func (s *stream) Close() error {
	if s.err != io.EOF {
		bridge.Call("cancel", s.reader)
	}
	s.err, s.rest = io.ErrClosedPipe, nil
	return nil
}

// toBytes copies an ArrayBuffer or a Uint8Array to Go.
func toBytes(data js.Value) []byte {
	if data.InstanceOf(arrayBuffer) {
		data = uint8Array.New(data)
	}
	out := make([]byte, data.Length())
	js.CopyBytesToGo(out, data)
	return out
}

// fromBytes copies bytes to a new Uint8Array.
func fromBytes(data []byte) js.Value {
	out := uint8Array.New(len(data))
	js.CopyBytesToJS(out, data)
	return out
}

var (
	uint8Array  = js.Global().Get("Uint8Array")
	arrayBuffer = js.Global().Get("ArrayBuffer")
)
