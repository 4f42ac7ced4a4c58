package main

import (
	"context"
	"syscall/js"
	"time"

	"github.com/syumai/workers/cloudflare"
)

// Whatever is waited for has a ticket, a number: bridge.mjs calls settled with
// it when the promise is settled or the time has passed.

// bridge is what bridge.mjs does for Go.
var bridge = cloudflare.GetBinding("bridge")

// waiting says what to do when a ticket is settled, well or not. It does not wait.
var waiting = map[uint32]func(ok bool){}

var lastTicket uint32

// expect returns a new ticket.
func expect(f func(ok bool)) (ticket uint32) {
	lastTicket++
	waiting[lastTicket] = f
	return lastTicket
}

// settled says that what a ticket stands for has happened. It reports whether
// anybody waits for it.
//
//go:wasmexport settled
func settled(ticket, ok uint32) uint32 {
	f := waiting[ticket]
	if f == nil {
		return 0
	}
	delete(waiting, ticket)
	f(ok != 0)
	return 1
}

// pending is a promise that is waited for.
type pending struct {
	ticket uint32
	heard  chan bool
}

func newPending() pending {
	p := pending{heard: make(chan bool, 1)}
	p.ticket = expect(func(ok bool) { p.heard <- ok })
	return p
}

// taken returns what the promise was settled with, after heard.
func (p pending) taken(ok bool) (js.Value, error) {
	value := bridge.Call("take", p.ticket)
	if !ok {
		return js.Value{}, jsError{value}
	}
	return value, nil
}

// drop gives the promise up.
func (p pending) drop() {
	delete(waiting, p.ticket)
	select {
	case <-p.heard: // in the same moment
		bridge.Call("take", p.ticket)
	default:
	}
}

// wait waits for the promise, but no longer than ctx: what comes later is
// dropped. What came in the same moment is handed over, as it may be a
// connection, which whoever asked for it closes.
func (p pending) wait(ctx context.Context) (js.Value, error) {
	select {
	case ok := <-p.heard:
		return p.taken(ok)
	case <-ctx.Done():
	}
	select {
	case ok := <-p.heard:
		return p.taken(ok)
	default:
		p.drop()
		return js.Value{}, ctx.Err()
	}
}

// await waits for any promise.
func await(ctx context.Context, promise js.Value) (js.Value, error) {
	p := newPending()
	bridge.Call("wait", promise, p.ticket)
	return p.wait(ctx)
}

// after calls f after a time, by the platform's timer, which belongs to the
// request that sets it. f does not wait.
func after(d time.Duration, f func()) (stop func()) {
	ticket := expect(func(bool) { f() })
	bridge.Call("timer", ticket, max(0, d.Milliseconds()))
	return func() {
		if waiting[ticket] != nil {
			delete(waiting, ticket)
			bridge.Call("stop", ticket)
		}
	}
}

// bounded is context.WithTimeout by the platform's timer.
func bounded(ctx context.Context, d time.Duration) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	halt := after(d, cancel)
	return ctx, func() { halt(); cancel() }
}

// timer is lookup.Service.Timer.
func timer(d time.Duration) (<-chan struct{}, func()) {
	up := make(chan struct{})
	return up, after(d, func() { close(up) })
}

// jsError is what a promise was rejected with.
type jsError struct{ value js.Value }

// Error returns the error's name and message.
func (e jsError) Error() string {
	return js.Global().Get("String").Invoke(e.value).String()
}

// Timeout reports whether a deadline was the reason, so that net/http's way of
// asking works.
func (e jsError) Timeout() bool {
	if e.value.Type() != js.TypeObject {
		return false
	}
	name := e.value.Get("name")
	return name.Type() == js.TypeString && (name.String() == "TimeoutError" || name.String() == "AbortError")
}
