//go:build !js

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// goTimers are the ways to have a timer of Go's.
var goTimers = regexp.MustCompile(`\b(time\.(After|AfterFunc|NewTimer|NewTicker|Tick|Sleep)|context\.With(Timeout|Deadline)(Cause)?)\(`)

// What runs in workerd sets no timer of Go's: it would belong to whichever
// request happened to be served, and never go off. lookup/within.go has Go's
// own for the other platforms.
func TestNoTimers(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*.go", "api/*.go", "lookup/*.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	looked := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		native := strings.HasPrefix(string(text), "//go:build !js")
		if native || strings.HasSuffix(file, "_test.go") || file == filepath.Join("lookup", "within.go") {
			continue
		}
		looked++
		if found := goTimers.Find(text); found != nil {
			t.Errorf("%s: %s sets a timer of Go's, expected lookup.Service.Timer", file, found)
		}
	}
	if looked < 20 {
		t.Errorf("looked at %d files only", looked)
	}
	if !goTimers.MatchString("ctx, cancel := context.WithTimeout(ctx, d)") || !goTimers.MatchString("<-time.After(d)") {
		t.Error("the expression finds nothing")
	}
}
