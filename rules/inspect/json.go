package inspect

import (
	"unicode/utf8"
	"unsafe"

	"github.com/formtrace/formtrace/rules/form"
)

// writer appends JSON (RFC 8259) to b. Names are written as they are; values are
// escaped, and what is not UTF-8 becomes U+FFFD.
//
// Its methods are not inlined: the reports are written by many calls of them,
// and the size of the WebAssembly counts more than a call.
type writer struct{ b []byte }

//go:noinline
func (w *writer) raw(s string) { w.b = append(w.b, s...) }

func (w *writer) int(n int64) { w.b = appendInt(w.b, n) }

// first writes a name and a text without a comma before it.
//
//go:noinline
func (w *writer) first(name, value string) {
	w.b = append(append(append(w.b, '"'), name...), `":`...)
	w.b = appendJSON(w.b, value)
}

//go:noinline
func (w *writer) text(name, value string) {
	w.b = append(w.b, ',')
	w.first(name, value)
}

//go:noinline
func (w *writer) flag(name string, v bool) {
	w.b = append(append(append(w.b, `,"`...), name...), `":`...)
	if v {
		w.raw("true")
	} else {
		w.raw("false")
	}
}

//go:noinline
func (w *writer) number(name string, n int64) {
	w.b = append(append(append(w.b, `,"`...), name...), `":`...)
	w.int(n)
}

//go:noinline
func (w *writer) kinds(s form.Kinds) {
	w.raw(`,"kinds":[`)
	first := true
	for k := form.Kind(0); k < form.NumKinds; k++ {
		if s.Has(k) {
			if !first {
				w.raw(",")
			}
			first = false
			w.b = appendJSON(w.b, k.String())
		}
	}
	w.raw("]")
}

// appendJSON appends s as a JSON string.
//
//go:noinline
func appendJSON(dst []byte, s string) []byte {
	w := writer{append(dst, '"')}
	w.escaped(s)
	return append(w.b, '"')
}

const hex = "0123456789abcdef"

func (w *writer) escaped(s string) {
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				w.b = append(append(w.b, s[start:i]...), "\uFFFD"...)
				i++
				start = i
				continue
			}
			i += n
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		w.b = append(w.b, s[start:i]...)
		if c == '"' || c == '\\' {
			w.b = append(w.b, '\\', c)
		} else {
			w.b = append(append(w.b, `\u00`...), hex[c>>4], hex[c&15])
		}
		i++
		start = i
	}
	w.b = append(w.b, s[start:]...)
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
