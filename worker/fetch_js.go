package main

import (
	"io"
	"net/http"
	"syscall/js"
	"time"
)

// fetcher is a lookup.Client on the platform's fetch. The deadline of a
// request's context becomes fetch's own (AbortSignal), as a timer of Go's may
// never fire in workerd. Redirects are not followed.
type fetcher struct{}

// Do sends a request.
func (fetcher) Do(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	init := js.Global().Get("Object").New()
	init.Set("method", req.Method)
	init.Set("redirect", "manual")
	headers := js.Global().Get("Headers").New()
	for name, values := range req.Header {
		for _, value := range values {
			headers.Call("append", name, value)
		}
	}
	init.Set("headers", headers)
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		req.Body.Close()
		if err != nil {
			return nil, err
		}
		array := js.Global().Get("Uint8Array").New(len(body))
		js.CopyBytesToJS(array, body)
		init.Set("body", array)
	}
	if at, ok := req.Context().Deadline(); ok {
		left := max(time.Until(at), time.Millisecond)
		init.Set("signal", js.Global().Get("AbortSignal").Call("timeout", left.Milliseconds()))
	}
	res, err := await(js.Global().Call("fetch", req.URL.String(), init))
	if err != nil {
		return nil, err
	}
	out := &http.Response{
		StatusCode: res.Get("status").Int(),
		Header:     http.Header{},
		Body:       http.NoBody,
		Request:    req,
	}
	for _, name := range []string{"Content-Type", "Cache-Control", "Age", "Date", "Location", "Retry-After"} {
		if v := res.Get("headers").Call("get", name); v.Type() == js.TypeString {
			out.Header.Set(name, v.String())
		}
	}
	if body := res.Get("body"); !body.IsNull() && !body.IsUndefined() {
		out.Body = &stream{reader: body.Call("getReader")}
	}
	return out, nil
}

// stream reads a ReadableStream piece by piece, so that no more of a body than
// is wanted is ever held.
type stream struct {
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
		piece, err := await(s.reader.Call("read"))
		switch {
		case err != nil:
			s.err = err
		case piece.Get("done").Bool():
			s.err = io.EOF
		default:
			s.rest = make([]byte, piece.Get("value").Length())
			js.CopyBytesToGo(s.rest, piece.Get("value"))
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// Close tells the other side that the rest is not wanted.
func (s *stream) Close() error {
	if s.err == nil {
		s.err = io.ErrClosedPipe
		s.rest = nil
		await(s.reader.Call("cancel"))
	}
	return nil
}
