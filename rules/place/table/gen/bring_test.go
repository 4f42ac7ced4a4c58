//go:build !js

package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

const wants = `{"devDependencies":{"@some/data":"2.3.2026061719"}}`

func TestBringLeavesAlone(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"package.json":                         wants,
		"node_modules/@some/data/package.json": `{"version":"2.3.2026061719"}`,
	})
	t.Setenv("PATH", "") // no npm: nothing may be asked of it
	if err := bring(dir, io.Discard); err != nil {
		t.Errorf("got %v, want nothing to do", err)
	}
}

func TestBringWithoutNpm(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"package.json":                         wants,
		"node_modules/@some/data/package.json": `{"version":"1.0.0"}`,
	})
	t.Setenv("PATH", "")
	err := bring(dir, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "npm") {
		t.Errorf("got %v, want an error that says npm is needed", err)
	}
}

func TestRelease(t *testing.T) {
	for text, want := range map[string]string{
		wants: "2.3.2026061719 2026-06-17",
		`{"devDependencies":{"a":"1.0.20260617","b":"1.0.20260618"}}`: "error",
		`{"devDependencies":{"a":"1.0.0"}}`:                           "error",
		`{"devDependencies":{}}`:                                      "error",
		`{`:                                                           "error",
	} {
		dir := t.TempDir()
		write(t, dir, map[string]string{"package.json": text})
		version, date, err := release(dir)
		got := version + " " + date
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
