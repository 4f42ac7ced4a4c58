package fuzzed_test

import (
	"slices"
	"testing"
	"time"

	"github.com/formtrace/formtrace/rules/fuzzed"
)

// failing notes that a test failed.
type failing struct {
	testing.TB
	failed bool
}

func (f *failing) Helper()               {}
func (f *failing) Errorf(string, ...any) { f.failed = true }

func TestInTime(t *testing.T) {
	for _, c := range []struct {
		size  int
		takes []time.Duration // of each run; nothing afterwards
		want  bool            // that it fails
	}{
		{10, []time.Duration{0}, false},
		{10, []time.Duration{15 * time.Millisecond, 15 * time.Millisecond, 0}, false},
		{10, slices.Repeat([]time.Duration{15 * time.Millisecond}, 5), true},
		{8192, []time.Duration{20 * time.Millisecond}, false},
	} {
		f, n := &failing{TB: t}, 0
		fuzzed.InTime(f, c.size, func() {
			for spent := time.Duration(0); spent < c.takes[n]; { // of the clock's time and of the processor's
				spent += fuzzed.Took(func() {
					for begin := time.Now(); time.Since(begin) < time.Millisecond; {
					}
				})
			}
			n++
		})
		if f.failed != c.want || n != len(c.takes) {
			t.Errorf("%d bytes, %v: failed %v after %d runs, want %v", c.size, c.takes, f.failed, n, c.want)
		}
	}
}
