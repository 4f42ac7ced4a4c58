//go:build !unix

package fuzzed

import "time"

var started = time.Now()

// processor returns the time by the clock, where the processor's is not told.
func processor() time.Duration { return time.Since(started) }
