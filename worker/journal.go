//go:build !js

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// counting is an http.RoundTripper that counts what upstreams fail at. Which one
// it was and what it was asked is not kept.
type counting struct {
	http.RoundTripper
	failed atomic.Int64
}

// RoundTrip sends a request.
func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := c.RoundTripper.RoundTrip(r)
	switch {
	case errors.Is(err, context.Canceled): // the asker went away
	case err != nil, res.StatusCode >= 500, res.StatusCode == http.StatusTooManyRequests:
		c.failed.Add(1)
	}
	return res, err
}

// report says every so often how many requests failed, if any did.
func (c *counting) report(ctx context.Context, every time.Duration, out io.Writer) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if n := c.failed.Swap(0); n > 0 {
				fmt.Fprintf(out, "worker: requests to upstreams that failed in the last %v: %d\n", every, n)
			}
		}
	}
}

// acceptErrors lets through what net/http says when it can take no connections,
// and keeps back all that it says of single clients.
type acceptErrors struct{ io.Writer }

// Write writes a line or not.
func (a acceptErrors) Write(line []byte) (int, error) {
	if bytes.HasPrefix(line, []byte("http: Accept error")) {
		fmt.Fprintf(a.Writer, "worker: %s", line)
	}
	return len(line), nil
}
