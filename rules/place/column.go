package place

// A column says for every address of one family which value it has. Ranges
// that touch and have the same value are one; what no source covers has value
// 0. So only the start of each range is kept, in order, the first being 0.
//
// Of every blockSize-th range the start is kept in full; the starts between are
// coded as steps from one to the next. A step is
// m<<e with m odd. Its first byte holds e in the low bits (five for IPv4, seven
// for IPv6) and above them k, where m = 2k+1; when k is all ones, a variable-
// length number (seven bits a byte, low ones first) follows and is added to it.
// A step between two networks of usual size so takes one byte.
type column struct {
	width   int    // bits of an address: 32 or 128
	entries int    // ranges
	starts  string // of the blocks: IPv4 u32, IPv6 two u64, the upper half first
	offsets string // where each block's steps begin, u32
	steps   string
	values  string // bytes/entries planes: all lowest bytes, then all next ones
	bytes   int    // of a value
}

const blockSize = 64

// Bits of a step's first byte that hold e.
func exponentBits(width int) uint {
	if width == 32 {
		return 5
	}
	return 7
}

func (c *column) blocks() int { return (c.entries + blockSize - 1) / blockSize }

// start reads where block i begins in the address space, offset where in steps.
func (c *column) start(i int) u128 {
	if c.width == 32 {
		return u128{0, uint64(u32(c.starts, i*4))}
	}
	return u128{u64(c.starts, i*16), u64(c.starts, i*16+8)}
}

func (c *column) offset(i int) int { return int(u32(c.offsets, i*4)) }

// value reads the value of range i.
func (c *column) value(i int) uint32 {
	v := uint32(0)
	for b := range c.bytes {
		v |= uint32(c.values[b*c.entries+i]) << (8 * b)
	}
	return v
}

// find returns the value at x and the range that has it. The column must have
// been checked.
func (c *column) find(x u128) (value uint32, first, last u128) {
	low, high := 0, c.blocks() // block low begins at or before x, block high after it
	for high-low > 1 {
		middle := int(uint(low+high) >> 1)
		if x.less(c.start(middle)) {
			high = middle
		} else {
			low = middle
		}
	}
	first, at := c.start(low), c.offset(low)
	last = highest(c.width)
	if high < c.blocks() {
		last = c.start(high).sub(u128{0, 1})
	}
	i := low * blockSize
	steps := min(i+blockSize, c.entries) - 1 - i
	if c.width == 32 {
		n, from, to := find32(c.steps, at, steps, first.lo, last.lo, x.lo)
		return c.value(i + n), u128{0, from}, u128{0, to}
	}
	n, first, last := find128(c.steps, at, steps, first, last, x)
	return c.value(i + n), first, last
}

// find32 follows at most n steps from first, as long as x is not passed: how
// many they were, and the range reached.
func find32(s string, at, n int, first, last, x uint64) (int, uint64, uint64) {
	for i := range n {
		head := uint64(s[at])
		at++
		k := head >> 5
		if k == 7 {
			for shift := 0; ; shift += 7 {
				b := uint64(s[at])
				at++
				k += b & 0x7f << (shift & 63)
				if b < 0x80 {
					break
				}
			}
		}
		start := first + (2*k+1)<<(head&31)
		if x < start {
			return i, first, start - 1
		}
		first = start
	}
	return n, first, last
}

// find128 does the same for IPv6.
func find128(s string, at, n int, first, last, x u128) (int, u128, u128) {
	for i := range n {
		head := s[at]
		at++
		start := first
		switch {
		case head >= 1<<7 && s[at] < 0x80: // most of those that are not powers of two
			start = first.add(u128{0, uint64(s[at])<<1 + 3}.shl(uint(head & 0x7f)))
			at++
		case head >= 1<<7:
			step, next, _ := decodeStep(s, at-1, 7)
			start, at = first.add(step), next
		case head >= 64:
			start.hi += 1 << (head & 63)
		default:
			start = first.add(u128{0, 1 << (head & 63)})
		}
		if x.less(start) {
			return i, first, start.sub(u128{0, 1})
		}
		first = start
	}
	return n, first, last
}

// decodeStep reads a step at s[at:] and where the next one begins; ok is false
// when it runs over the end or its number does not fit.
func decodeStep(s string, at int, exponent uint) (step u128, next int, ok bool) {
	if at >= len(s) {
		return u128{}, 0, false
	}
	head := uint(s[at])
	e, k, full := head&(1<<exponent-1), head>>exponent, uint(1)<<(8-exponent)-1
	at++
	half := u128{0, uint64(k)}
	if k == full {
		var more u128
		for shift := uint(0); ; shift += 7 {
			if at >= len(s) || shift > 126 {
				return u128{}, 0, false
			}
			b := s[at]
			at++
			more = more.add(u128{0, uint64(b & 0x7f)}.shl(shift))
			if b < 0x80 {
				break
			}
		}
		half = half.add(more)
	}
	odd := half.shl(1)
	odd.lo |= 1
	return odd.shl(e), at, true
}

// encodeStep appends a step, which must not be 0.
func encodeStep(b []byte, step u128, exponent uint) []byte {
	e := uint(step.trailingZeros())
	half, full := step.shr(e).shr(1), uint(1)<<(8-exponent)-1
	if half.hi == 0 && half.lo < uint64(full) {
		return append(b, byte(uint(half.lo)<<exponent|e))
	}
	b = append(b, byte(full<<exponent|e))
	half = half.sub(u128{0, uint64(full)})
	for half.hi != 0 || half.lo >= 0x80 {
		b = append(b, byte(half.lo)|0x80)
		half = half.shr(7)
	}
	return append(b, byte(half.lo))
}

func u32(s string, i int) uint32 {
	s = s[i : i+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func u64(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
