package main

import (
	"testing"

	"github.com/formtrace/formtrace/worker/lab/claims"
)

// Every claim of THREATS.md names a test, and every test that it names is there.
func TestThreats(t *testing.T) {
	claims.Page{File: "THREATS.md", Least: 60, Rows: true, Folders: []string{"e2e", "pack", "store", "../rules/bundle", "../rules/channel", "../rules/inspect",
		"../wasm", "../wasm/evidence", "../worker/api", "../worker/lookup"}}.Check(t)
}
