// The inspector as WebAssembly: bytes in, bytes out, no other import than Go's
// own runtime. The caller writes to the memory at input, calls load once with a
// bundle and then inspect for each request (CBOR), or dangerous; the answer's
// bytes stand at output. See README.md for the shapes.
package main

import (
	"runtime"
	"unsafe"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/inspect"
)

var (
	in        []byte
	out       []byte
	loaded    *bundle.Bundle
	inspector *inspect.Inspector
)

// main stays, so that the exports can be called.
func main() { select {} }

// input returns where n bytes may be written; valid until it is called again.
//
//go:wasmexport input
func input(n uint32) uint32 {
	if int(n) > len(in) {
		in = make([]byte, max(int(n), 4096))
	}
	return address(in)
}

// output returns where the bytes of the last answer stand.
//
//go:wasmexport output
func output() uint32 { return address(out) }

// load takes the n bytes at input as the bundle. It returns the length of the
// error at output, 0 when there is none; after an error the bundle before it,
// if there was one, stays.
//
//go:wasmexport load
func load(n uint32) uint32 {
	b, err := bundle.Open(given(n))
	if err != nil {
		out = append(out[:0], err.Error()...)
		return uint32(len(out))
	}
	if b.Suffixes() == "" {
		out = append(out[:0], "the bundle has no public suffixes: it is no channel's own"...)
		return uint32(len(out))
	}
	loaded, inspector = b, inspect.New(b)
	tidy(n)
	return 0
}

// update takes the n bytes at input as a channel's newer bundle: what is known is
// taken from it, the rules stay those that were loaded. As load otherwise.
//
//go:wasmexport update
func update(n uint32) uint32 {
	b, err := bundle.Open(given(n))
	switch {
	case inspector == nil:
		out = append(out[:0], "no bundle is loaded"...)
	case err != nil:
		out = append(out[:0], err.Error()...)
	default:
		loaded = b
		inspector.Use(b)
		tidy(n)
		return 0
	}
	return uint32(len(out))
}

// mark adds a third party's channel: the first scope of the n bytes at input are
// the domains that it may speak of, one a line, the rest its bundle. As load
// otherwise; load forgets it.
//
//go:wasmexport mark
func mark(scope, n uint32) uint32 {
	data := given(n)
	var domains []string
	if uint64(scope) <= uint64(len(data)) {
		domains, data = lines(data[:scope]), data[scope:]
	}
	b, err := bundle.Open(data)
	why := "no bundle is loaded"
	switch {
	case err != nil:
		why = err.Error()
	case inspector != nil:
		why = b.ThirdParty(domains)
	}
	out = append(out[:0], why...)
	if why == "" {
		inspector.Mark(b)
		tidy(n)
	}
	return uint32(len(out))
}

// given is the input's first n bytes as a bundle's, which is not copied: who takes
// it tidies up.
func given(n uint32) string {
	data := taken(n)
	return unsafe.String(unsafe.SliceData(data), len(data))
}

// tidy leaves the input to the bundle of n bytes that stands in it. A large bundle
// has begun a garbage collection, which goes on only while the program runs
// and has nothing else to do; calls are so short that it would never end, and each
// would pay for it (a third of its time, with a million operators). So it is ended
// here.
func tidy(n uint32) {
	in = nil
	if n > 3<<20 {
		runtime.GC()
	}
}

// lines takes a text apart at its line feeds; empty lines are left out.
func lines(s string) (out []string) {
	for begin, i := 0, 0; i <= len(s); i++ {
		if i == len(s) || s[i] == '\n' {
			if i > begin {
				out = append(out, s[begin:i])
			}
			begin = i + 1
		}
	}
	return out
}

// judge answers the request in the n bytes at input with a report or with
// {"error": …}, and returns the length of what then stands at output.
//
//go:wasmexport inspect
func judge(n uint32) uint32 {
	if inspector == nil {
		out = append(out[:0], `{"error":"no bundle is loaded"}`...)
	} else {
		out = inspector.Bytes(taken(n))
	}
	return uint32(len(out))
}

// dangerous writes the domains that the bundle marks dangerous to output, one a
// line, and returns the length; 0 when there is none or no bundle is loaded.
//
//go:wasmexport dangerous
func dangerous() uint32 {
	out = out[:0]
	if loaded != nil {
		loaded.Marked(func(domain string) { out = append(append(out, domain...), '\n') })
	}
	return uint32(len(out))
}

// taken is the input's first n bytes, or none when there are not so many.
func taken(n uint32) []byte {
	if uint64(n) > uint64(len(in)) {
		return nil
	}
	return in[:n]
}

func address(b []byte) uint32 {
	if len(b) == 0 {
		return 0
	}
	return uint32(uintptr(unsafe.Pointer(&b[0])))
}
