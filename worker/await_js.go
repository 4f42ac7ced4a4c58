package main

import (
	"syscall/js"
)

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

// await waits for a promise. Both callbacks are released, whichever was called.
func await(promise js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	settled := make(chan outcome, 1)
	first := func(args []js.Value) js.Value {
		if len(args) == 0 {
			return js.Undefined()
		}
		return args[0]
	}
	fulfilled := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- outcome{value: first(args)}
		return nil
	})
	defer fulfilled.Release()
	rejected := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- outcome{err: jsError{first(args)}}
		return nil
	})
	defer rejected.Release()
	promise.Call("then", fulfilled, rejected)
	o := <-settled
	return o.value, o.err
}
