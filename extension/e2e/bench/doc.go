// Package bench holds benchmarks of the extension in a real Chromium, beside the
// same browser without it:
//
//	go test -run xxx -bench . ./extension/e2e/bench
//
// Each prints its figures beside their limits, and OVER where one is over. The
// machine should have nothing else to do.
package bench
