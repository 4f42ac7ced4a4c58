package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/extension/e2e"
)

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args string
		code int
		want string // on standard error, or on standard output with code 0
	}{
		{"", 2, "Usage: go run ./extension"},
		{"help", 0, "Usage: go run ./extension"},
		{"build -h", 0, "Usage: go run ./extension"},
		{"biuld", 2, `there is no command "biuld"; there are build, pack, demo, store and source`},
		{"build -z", 2, "build: flag provided but not defined: -z"},
		{"build -root AAAA", 2, `invalid value "AAAA" for flag -root: "AAAA" is not a public key: expected 32 bytes in base64`},
		{"pack out.zip", 2, `pack takes no argument "out.zip"`},
		{"build -unminified=perhaps", 2, `invalid boolean value "perhaps"`},
		{"demo -screenshots", 2, "flag needs an argument: -screenshots"},
		{"store here", 2, `store takes no argument "here"`},
		{"source -z", 2, "source: flag provided but not defined: -z"},
		{"demo -headless -browser /nowhere/chromium", 1, "/nowhere/chromium is not a program"},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Setenv("FORMTRACE_BROWSER", "")
			var stdout, stderr bytes.Buffer
			code := run(context.Background(), strings.Fields(c.args), strings.NewReader(""), &stdout, &stderr)
			text := stderr.String()
			if c.code == 0 {
				text = stdout.String()
			}
			if code != c.code || !strings.Contains(text, c.want) {
				t.Errorf("got %d and\n%s\nwant %d and %q", code, text, c.code, c.want)
			}
		})
	}
}

func TestBuildAndPack(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{
		{"build", "-o", filepath.Join(dir, "unpacked")},
		{"build", "-o", filepath.Join(dir, "tight"), "-unminified=false"},
		{"pack", "-o", filepath.Join(dir, "formtrace.zip")},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr); code != 0 {
			t.Fatalf("%q: got %d\n%s%s", args, code, &stdout, &stderr)
		}
	}
	size := func(name string) int64 {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	for _, name := range []string{"app.wasm", "bundle.bin", "wasm_exec.js"} {
		if size("unpacked/"+name) == 0 || size("unpacked/"+name) != size("tight/"+name) {
			t.Errorf("%s: %d bytes as written, %d minified", name, size("unpacked/"+name), size("tight/"+name))
		}
	}
	if got, was := size("tight/platform.js"), size("unpacked/platform.js"); got >= was {
		t.Errorf("platform.js: %d bytes minified, %d as written", got, was)
	}
	if size("formtrace.zip") == 0 {
		t.Error("the zip is empty")
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"", 10, ""},
		{"one two three", 7, "one two|three"},
		{"Ätna über allem", 9, "Ätna über|allem"},
		{"a-very-long-word and more", 6, "a-very-long-word|and|more"},
	} {
		if got := strings.Join(wrap(c.text, c.n), "|"); got != c.want {
			t.Errorf("%q at %d: got %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

func TestSceneCheck(t *testing.T) {
	var empty e2e.Report
	for _, scene := range scenes {
		err := scene.check(&empty)
		if err == nil {
			t.Fatalf("%s: an empty report passes", scene.title)
		}
		for _, rule := range scene.rules {
			if !strings.Contains(err.Error(), rule) {
				t.Errorf("%s: got %q, want it to miss %s", scene.title, err, rule)
			}
		}
	}
}
