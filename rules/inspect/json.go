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
func (w *writer) raw(s string) { w.b = bundle.AppendText(w.b, s) }

// text writes a name, which opens a string, and the string.
//
//go:noinline
func (w *writer) text(name, value string) {
	b := bundle.AppendText(w.b, name)
	if value != "" {
		b = bundle.AppendEscaped(b, value)
	}
	w.b = append(b, '"')
}

// item writes a text of a list whose first stands at first.
func (w *writer) item(first int, what, why string) {
	if len(w.b) > first {
		w.b = append(w.b, ',')
	}
	w.b = append(w.b, '"')
	w.text(what, why)
}

//go:noinline
func (w *writer) flag(name string, v bool) {
	b := bundle.AppendText(w.b, name)
	if v {
		w.b = append(b, "true"...)
	} else {
		w.b = append(b, "false"...)
	}
}

//go:noinline
func (w *writer) number(name string, n int64) { w.b = appendInt(append(w.b, name...), n) }

// kinds writes the names of the kinds of a set, in the order of their numbers.
func (w *writer) kinds(s form.Kinds) {
	sep := `"`
	for ; s != 0; s = s.Rest() {
		w.text(sep, s.First().String())
		sep = `,"`
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

// appendDate appends the day of a time in Unix seconds, UTC: "2007-01-11".
func appendDate(dst []byte, unix int64) []byte {
	y, m, d := bundle.Civil(unix)
	dst = append(appendInt(dst, y), '-', byte('0'+m/10), byte('0'+m%10), '-')
	return append(dst, byte('0'+d/10), byte('0'+d%10))
}
