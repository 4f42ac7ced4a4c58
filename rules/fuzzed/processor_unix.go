//go:build unix

package fuzzed

import (
	"syscall"
	"time"
)

// processor returns the processor time that this process has had.
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0 // never: the arguments are right
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
