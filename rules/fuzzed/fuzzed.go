// Package fuzzed holds what the fuzz tests of the rules share: InTime and Beyond,
// the bound on how long any input may take.
package fuzzed

import (
	"testing"
	"time"
)

// perKB is how long a kilobyte of input may take, and a smaller input in all.
const perKB = 10 * time.Millisecond

// InTime runs f, which works on an input of size bytes, and fails the test when
// each of five runs, a little apart, took longer than 10 ms for a kilobyte: one or
// another may be the machine's doing.
func InTime(t testing.TB, size int, f func()) {
	t.Helper()
	Beyond(t, 0, size, f)
}

// Beyond is InTime for what takes some time, base, whatever its input is.
func Beyond(t testing.TB, base time.Duration, size int, f func()) {
	t.Helper()
	limit := 2*base + perKB*time.Duration(max(size, 1024))/1024
	best := time.Hour
	for run := range 5 {
		time.Sleep(time.Duration(run) * 50 * time.Millisecond)
		if best = min(best, Took(f)); best <= limit {
			return
		}
	}
	t.Errorf("%d bytes took %v, limit %v", size, best, limit)
}

// Took runs f and returns how long that took, by the clock or by the processor,
// whichever is less: a busy machine stretches the one, and what the runtime does
// beside f (its collector) the other.
func Took(f func()) time.Duration {
	begin, used := time.Now(), processor()
	f()
	return min(time.Since(begin), processor()-used)
}
