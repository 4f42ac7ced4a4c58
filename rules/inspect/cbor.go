package inspect

import "github.com/formtrace/formtrace/rules/bundle"

// reader reads the part of CBOR (RFC 8949) that the extension writes: maps with
// text keys, arrays, texts, integers, booleans and null, all of definite length.
// Texts are views of the input, not copies. The first fault stops it.
type reader struct {
	b   string
	p   int
	key int // where the last key stands, to name the place of a fault; -1 before the first
	err string
}

// read returns a reader of b, which must stay as it is while the texts are used.
func read(b []byte) reader { return reader{b: view(b), key: -1} }

const (
	majorUint  = 0
	majorNeg   = 1
	majorText  = 3
	majorArray = 4
	majorMap   = 5
	majorOther = 7

	simpleFalse = 20
	simpleTrue  = 21
	simpleNull  = 22

	maxNesting = 12
	maxItems   = 4096 // of one array or map
)

func (r *reader) fail(what string) {
	if r.err == "" {
		r.err = "request: byte " + itoa(int64(r.p))
		if key := r.lastKey(); key != "" {
			r.err += ", at " + quoteKey(key)
		}
		r.err += ": " + what
	}
	r.p = len(r.b)
}

// lastKey is the last key that was read; "" before the first.
func (r *reader) lastKey() string {
	if r.key < 0 {
		return ""
	}
	again := reader{b: r.b, p: r.key}
	return again.text()
}

func quoteKey(k string) string {
	if len(k) > 32 {
		k = k[:32]
	}
	return string(append(bundle.AppendEscaped([]byte{'"'}, k), '"'))
}

// head reads an item's first byte and its argument.
func (r *reader) head() (major byte, n uint64) {
	if r.p >= len(r.b) {
		r.fail("the request ends too early")
		return majorOther, simpleNull
	}
	c := r.b[r.p]
	r.p++
	major, n = c>>5, uint64(c&31)
	if n < 24 {
		return major, n
	}
	size := 0
	if n <= 27 {
		size = 1 << (n - 24)
	}
	if size == 0 || size > len(r.b)-r.p {
		r.fail("a damaged length")
		return majorOther, simpleNull
	}
	n = 0
	for range size {
		n = n<<8 | uint64(r.b[r.p])
		r.p++
	}
	if major == majorOther {
		n |= 1 << 63 // a float or a long simple value: nothing that is expected
	}
	return major, n
}

func isNull(major byte, n uint64) bool { return major == majorOther && n == simpleNull }

// text reads a text; null is the empty one.
func (r *reader) text() string {
	if p := r.p; p < len(r.b) {
		n := int(r.b[p]) - majorText<<5 // the length of a short text
		if rest := r.b[p+1:]; n >= 0 && n < 24 && n <= len(rest) {
			r.p = p + 1 + n
			return rest[:n]
		}
	}
	return r.longText()
}

// longText is text for what is not a short one.
func (r *reader) longText() string {
	major, n := r.head()
	if isNull(major, n) {
		return ""
	}
	if major != majorText {
		r.fail("expected a text")
		return ""
	}
	if n > uint64(len(r.b)-r.p) {
		r.fail("a text ends behind the end of the request")
		return ""
	}
	s := r.b[r.p:][:n]
	r.p += int(n)
	return s
}

// integer reads a whole number; null is 0.
func (r *reader) integer() int64 {
	major, n := r.head()
	switch {
	case isNull(major, n):
		return 0
	case major == majorUint && n < 1<<63:
		return int64(n)
	case major == majorNeg && n < 1<<63:
		return -1 - int64(n)
	}
	r.fail("expected a whole number")
	return 0
}

// boolean reads true or false; null is false.
func (r *reader) boolean() bool {
	if p := r.p; p < len(r.b) && r.b[p]|1 == majorOther<<5|simpleTrue {
		r.p = p + 1
		return r.b[p]&1 != 0
	}
	switch major, n := r.head(); {
	case major == majorOther && n == simpleTrue:
		return true
	case major == majorOther && (n == simpleFalse || n == simpleNull):
		return false
	}
	r.fail("expected true or false")
	return false
}

// open reads the head of a map or an array and returns how many entries follow;
// ok is false for null and after a fault.
func (r *reader) open(want byte) (n int, ok bool) {
	major, m := r.head()
	if isNull(major, m) {
		return 0, false
	}
	if major != want {
		if want == majorMap {
			r.fail("expected a map")
		} else {
			r.fail("expected an array")
		}
		return 0, false
	}
	if m > maxItems || m > uint64(len(r.b)-r.p) {
		r.fail("more entries than are allowed, or than follow")
		return 0, false
	}
	return int(m), true
}

// field reads the key of a map's next entry.
func (r *reader) field() string {
	if p := r.p; p < len(r.b) {
		n := int(r.b[p]) - majorText<<5 // as in text, whose call would cost as much again
		if rest := r.b[p+1:]; n >= 0 && n < 24 && n <= len(rest) {
			r.key, r.p = p, p+1+n
			return rest[:n]
		}
	}
	return r.longField()
}

// longField is field for what is not a short text.
func (r *reader) longField() string {
	p := r.p
	key := r.longText()
	if r.err == "" {
		r.key = p
	}
	return key
}

// texts reads an array of texts into dst.
func (r *reader) texts(dst []string) []string {
	n, _ := r.open(majorArray)
	dst = dst[:0]
	for range n {
		dst = append(dst, r.text())
	}
	return dst
}

// skip passes over one item of any kind.
func (r *reader) skip() { r.skipNested(0) }

func (r *reader) skipNested(depth int) {
	if depth > maxNesting {
		r.fail("nested too deeply")
		return
	}
	switch major, n := r.head(); major {
	case majorUint, majorNeg, majorOther:
	case majorText, 2:
		if n > uint64(len(r.b)-r.p) {
			r.fail("a text ends behind the end of the request")
			return
		}
		r.p += int(n)
	case majorArray, majorMap:
		if n > maxItems {
			r.fail("more entries than are allowed")
			return
		}
		if major == majorMap {
			n *= 2
		}
		for i := uint64(0); i < n && r.err == ""; i++ {
			r.skipNested(depth + 1)
		}
	default:
		r.fail("a kind of item that is not expected")
	}
}
