//go:build !js

package main

import (
	"testing"

	"github.com/formtrace/formtrace/worker/lab/claims"
)

// Every test that THREATS.md names is there.
func TestThreats(t *testing.T) {
	claims.Page{File: "THREATS.md", Folders: []string{".", "lookup", "api"}, Least: 20}.Check(t)
}
