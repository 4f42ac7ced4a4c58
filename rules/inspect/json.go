package inspect

import (
	"unsafe"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/form"
)

// writer appends JSON (RFC 8259) to b. A name is written as it stands in the
// source, with what goes before and after it: `,"host":"`.
//
// Its methods are not inlined: the reports are written by many calls of them,
// and the size of the WebAssembly counts more than a call.
type writer struct{ b []byte }

//go:noinline
func (w *writer) raw(s string) { w.b = append(w.b, s...) }

// text writes a name, which opens a string, and the string.
//
//go:noinline
func (w *writer) text(name, value string) {
	w.b = append(bundle.AppendEscaped(append(w.b, name...), value), '"')
}

//go:noinline
func (w *writer) flag(name string, v bool) {
	w.b = append(w.b, name...)
	if v {
		w.b = append(w.b, "true"...)
	} else {
		w.b = append(w.b, "false"...)
	}
}

//go:noinline
func (w *writer) number(name string, n int64) { w.b = appendInt(append(w.b, name...), n) }

// kinds writes the names of the kinds of a set, in the order of their numbers.
func (w *writer) kinds(s form.Kinds) {
	sep := `"`
	for k := form.Kind(0); s != 0; k, s = k+1, s>>1 {
		if s.Has(0) {
			w.text(sep, k.String())
			sep = `,"`
		}
	}
}

// view sees bytes as a text for as long as they stay as they are.
func view(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	return unsafe.String(&b[0], len(b))
}

func itoa(n int64) string { return string(appendInt(nil, n)) }

func appendInt(dst []byte, n int64) []byte {
	if n < 0 {
		return appendUint(append(dst, '-'), uint64(-n))
	}
	return appendUint(dst, uint64(n))
}

func appendUint(dst []byte, n uint64) []byte {
	var b [20]byte
	i := len(b)
	for {
		i--
		b[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			return append(dst, b[i:]...)
		}
	}
}
