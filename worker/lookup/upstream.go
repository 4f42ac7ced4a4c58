package lookup

import (
	"context"
	"io"
	"net/http"
	"sync"
)

// upstream asks a server that the operator configured, over one of the query's
// connections, which is given back with the body.
func (q *query) upstream(ctx context.Context, req *http.Request) (*http.Response, error) {
	select {
	case q.open <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	back := sync.OnceFunc(func() { <-q.open })
	res, err := q.Client.Do(req)
	if err != nil {
		back()
		return nil, err
	}
	res.Body = &placed{res.Body, back}
	return res, nil
}

// placed is a body that gives its connection's place back when it is closed.
type placed struct {
	io.ReadCloser
	back func()
}

func (p *placed) Close() error {
	defer p.back()
	return p.ReadCloser.Close()
}
