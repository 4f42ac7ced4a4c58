//go:build !js

package main

import (
	"bytes"
	"os"
	"testing"
)

// TestSuffixesCurrent: the committed table is the one that the module of
// go.mod makes, with every rule of it.
func TestSuffixesCurrent(t *testing.T) {
	want, err := suffixFile()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../suffixes_table.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("suffixes_table.go is not what golang.org/x/net at the version in go.mod makes; run go generate ./rules/host")
	}
}

func TestPackRules(t *testing.T) {
	data, root, err := packRules([]string{"b", "a.b", "*.c", "!x.c", "a.d"}, 4)
	if err != nil {
		t.Fatal(err)
	}
	want := "\x00a\x98\x00" + // under b, in the ICANN section
		"\x00*\x98x\xb8\x00" +
		"\x00a\x88\x00" + // lists begin at even offsets
		"\x00b\xd8\x00\x00c\xc0\x00\x02d\xc0\x00\x05\x00"
	if data != want || root != 14 {
		t.Errorf("packRules: got %q, %d; want %q, 14", data, root, want)
	}
	if _, _, err := packRules([]string{"a.*.b"}, 1); err == nil {
		t.Error("packRules: a wildcard inside a rule is taken; want an error")
	}
}

func TestReadRulesErrors(t *testing.T) {
	name := t.TempDir() + "/table.go"
	if err := os.WriteFile(name, []byte("package x\n\nconst numICANNRules = 0\n\nvar rules = [...]string{}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := readRules(name); err == nil {
		t.Error("readRules: no rules and no error; want an error")
	}
	if _, err := readRevision(name); err == nil {
		t.Error("readRevision: no revision and no error; want an error")
	}
}

func TestPackConfusables(t *testing.T) {
	index, data := packConfusables(map[rune]string{'а': "a", 'б': "rn", 0x10400: "ü"})
	if want := "\x00\x04\x30\x00\x00"; index != want {
		t.Errorf("index: got %q, want %q", index, want)
	}
	if want := "\x00a" + "\x01\x02rn" + "\xcf\xff\x03\x02ü"; data != want {
		t.Errorf("data: got %q, want %q", data, want)
	}
}
