package place

import "fmt"

// column reads and checks one column: its starts ascend from 0 to the end of
// the address space, its values are in bounds, and every step is used.
func (r *reader) column(t *Table, kind, family int) column {
	field := 84 + (kind*2+family)*12
	c := column{width: 32, bytes: 1, entries: r.size(field, "ranges")}
	if family == 1 {
		c.width = 128
	}
	limit := uint32(len(t.countries) / 2)
	switch kind {
	case systemColumn:
		c.bytes, limit = 3, uint32(t.systems)
	case anycastColumn:
		limit = 1
	}
	if c.entries == 0 {
		r.fail(field, "count of ranges", "at least one")
	}
	starts := r.cursor
	c.starts = r.section(field+4, c.blocks()*c.width/8, "starts of blocks")
	offsets := r.cursor
	c.offsets = r.rest(field, c.blocks()*4, "offsets of blocks")
	steps := r.cursor
	c.steps = r.rest(field+8, r.size(field+8, "bytes of steps"), "steps")
	values := r.cursor
	c.values = r.rest(field, c.entries*c.bytes, "values")
	if r.skip() {
		return c
	}
	end := 0
	for i := range c.blocks() {
		if c.offset(i) != end {
			r.fail(offsets+i*4, "offset of a block", fmt.Sprintf("%d, not %d", end, c.offset(i)))
			return c
		}
		if i == 0 && c.start(0) != (u128{}) {
			r.fail(starts, "first start", "0")
			return c
		}
		last := highest(c.width)
		if i+1 < c.blocks() {
			if !c.start(i).less(c.start(i + 1)) {
				r.fail(starts+(i+1)*c.width/8, "start of a block", "one after the block before")
				return c
			}
			last = c.start(i + 1).sub(u128{0, 1})
		}
		next, ok := c.check(i, end, last)
		if !ok {
			r.fail(steps+next, "step", "one that stays before the next block")
			return c
		}
		end = next
	}
	if end != len(c.steps) {
		r.fail(steps+end, "steps", "nothing after the last")
	}
	if i := c.above(limit); i >= 0 {
		r.fail(values+i, "value", fmt.Sprintf("at most %d, not %d", limit, c.value(i)))
	}
	return c
}

// above is the first range whose value is above a limit, or -1.
func (c *column) above(limit uint32) int {
	n := c.entries
	if c.bytes == 1 {
		for i := range n {
			if uint32(c.values[i]) > limit {
				return i
			}
		}
		return -1
	}
	low, middle, high := c.values[:n], c.values[n:][:n], c.values[2*n:][:n]
	for i := range n {
		if uint32(low[i])|uint32(middle[i])<<8|uint32(high[i])<<16 > limit {
			return i
		}
	}
	return -1
}

// check follows the steps of block i, which begin at, and says where they end;
// or where the step is that is wrong. Most steps are one byte: those first.
func (c *column) check(i, at int, last u128) (next int, ok bool) {
	start := c.start(i)
	for range min((i+1)*blockSize, c.entries) - 1 - i*blockSize {
		head := byte(0xff)
		if at < len(c.steps) {
			head = c.steps[at]
		}
		switch {
		case c.width == 32 && head < 7<<5:
			start.lo += uint64(head>>5*2+1) << (head & 31)
			if last.lo < start.lo {
				return at, false
			}
			at++
		case c.width == 128 && head < 1<<6 && start.lo+uint64(1)<<head > start.lo:
			start.lo += 1 << head
			if last.less(start) {
				return at, false
			}
			at++
		default:
			step, next, ok := decodeStep(c.steps, at, exponentBits(c.width))
			after := start.add(step)
			if !ok || !start.less(after) || last.less(after) {
				return at, false
			}
			start, at = after, next
		}
	}
	return at, true
}
