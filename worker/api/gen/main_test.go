//go:build !js

package main

import (
	"os"
	"testing"
)

// page.min.html is what go generate makes of page.html.
func TestUpToDate(t *testing.T) {
	page, err := os.ReadFile("../page.html")
	if err != nil {
		t.Fatal(err)
	}
	want, err := minified(page)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../page.min.html")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("page.min.html (%d bytes) is not what go generate in worker/api makes (%d bytes)", len(got), len(want))
	}
}
