package place

import (
	"container/heap"
	"fmt"
	"math"
	"net/netip"
	"slices"
)

// span says which value holds from its start to the start of the next one.
type span struct {
	start u128
	value uint32
}

// spans flattens the rows of one family (32 or 128 bits) into spans that cover
// the whole address space: 0 where there is no row, the narrowest row where
// there are several, of equally wide ones the last.
func spans[T any](rows []Range[T], width int, value func(T) uint32) ([]span, error) {
	var list sweep
	for i, row := range rows {
		first, w := number(row.First)
		last, w2 := number(row.Last)
		if !row.First.IsValid() || !row.Last.IsValid() || w != w2 || last.less(first) {
			return nil, fmt.Errorf("place: row %d: %v to %v is not a range", i+1, row.First, row.Last)
		}
		if w == width {
			list = append(list, flat{first, last, value(row.Value), i})
		}
	}
	slices.SortStableFunc(list, func(a, b flat) int {
		switch {
		case a.first.less(b.first):
			return -1
		case b.first.less(a.first):
			return 1
		}
		return 0
	})
	out := []span{{}}
	emit := func(start u128, value uint32) {
		if n := len(out) - 1; out[n].start == start {
			out = out[:n]
		}
		if n := len(out) - 1; n < 0 || out[n].value != value {
			out = append(out, span{start, value})
		}
	}
	// open holds the rows around the sweep's place, and some that have ended.
	var open sweep
	one := u128{0, 1}
	until := func(limit u128, bounded bool) {
		for len(open) > 0 && (!bounded || open[0].last.less(limit)) {
			next := open[0].last.add(one)
			for len(open) > 0 && open[0].last.less(next) {
				heap.Pop(&open)
			}
			switch {
			case len(open) > 0:
				emit(next, open[0].value)
			case next != u128{} && !highest(width).less(next):
				emit(next, 0)
			}
			if next == (u128{}) { // the last address has been passed
				open = open[:0]
			}
		}
	}
	for _, row := range list {
		until(row.first, true)
		heap.Push(&open, row)
		emit(row.first, open[0].value)
	}
	until(u128{}, false)
	return out, nil
}

// flat is a row during the sweep.
type flat struct {
	first, last u128
	value       uint32
	row         int
}

// sweep is a heap of rows, the one that decides on top.
type sweep []flat

func (s sweep) Len() int      { return len(s) }
func (s sweep) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s *sweep) Push(x any)   { *s = append(*s, x.(flat)) }
func (s *sweep) Pop() any {
	old := *s
	x := old[len(old)-1]
	*s = old[:len(old)-1]
	return x
}

func (s sweep) Less(i, j int) bool {
	a, b := s[i].last.sub(s[i].first), s[j].last.sub(s[j].first)
	if a != b {
		return a.less(b)
	}
	return s[i].row > s[j].row
}

// overlap calls f for every piece of the address space on which two lists of
// spans each have one value, with the number of its addresses.
func overlap(a, b []span, width int, f func(a, b uint32, addresses float64)) {
	at := u128{}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		end, moveA, moveB := highest(width), false, false
		if i+1 < len(a) {
			end, moveA = a[i+1].start.sub(u128{0, 1}), true
		}
		if j+1 < len(b) {
			if e := b[j+1].start.sub(u128{0, 1}); e.less(end) {
				end, moveA, moveB = e, false, true
			} else if e == end {
				moveB = true
			}
		}
		n := end.sub(at)
		f(a[i].value, b[j].value, float64(n.hi)*math.Exp2(64)+float64(n.lo)+1)
		if !moveA && !moveB {
			return
		}
		if moveA {
			i++
		}
		if moveB {
			j++
		}
		at = end.add(u128{0, 1})
	}
}

// lastOf is the last address of a prefix.
func lastOf(p netip.Prefix) netip.Addr {
	x, width := number(p.Masked().Addr())
	hosts := p.Addr().BitLen() - p.Bits()
	if hosts == 0 {
		return address(x, width)
	}
	return address(x.add(highest(128).shr(uint(128-hosts))), width)
}
