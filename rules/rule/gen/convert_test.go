package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

func TestConvert(t *testing.T) {
	list, left := convert([]entity{
		{"Ads & More", "Example", "ad", []string{"*.ads.example.com", "Upper.example.net", "192.0.2.1"}},
		{"Ads + More", "Ads + More", "new", []string{"ads.example.com", "*.example.org"}},
		{"Shared", "Shared", "hosting", []string{"*.blogspot.com", "*.windows.net"}},
	})
	if len(list) != 2 || left != (counts{bad: 1, shared: 2, twice: 1}) {
		t.Fatalf("got %+v, left out %+v", list, left)
	}
	first, second := list[0], list[1]
	if first.id != "ads-more" || first.owner != "Example" || first.role != "advertising" || !slices.Equal(first.domains, []string{"ads.example.com", "upper.example.net"}) {
		t.Errorf("got %+v", first)
	}
	if second.id != "ads-more-2" || second.owner != "" || second.role != "web service" || !slices.Equal(second.domains, []string{"example.org"}) {
		t.Errorf("got %+v", second)
	}
}

func TestQuoted(t *testing.T) {
	for in, want := range map[string]string{"Plain Name": "Plain Name", "no": `"no"`, "a: b": `"a: b"`, "50onRed": `"50onRed"`, `say "x"`: `"say \"x\""`, "": `""`} {
		if got := quoted(in); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

// TestGenerated: the list in rules/curated is what the package makes.
func TestGenerated(t *testing.T) {
	if _, err := exec.LookPath("npm"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("npm is not here, and brings the package")
		}
		t.Skip("npm is not here, and brings the package")
	}
	dir := t.TempDir()
	if err := run(".", filepath.Join(dir, "third-party-web.yaml"), "2026-11-25"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"third-party-web.yaml", "third-party-web.LICENSE.txt"} {
		got, err1 := os.ReadFile(filepath.Join(dir, name))
		want, err2 := os.ReadFile(filepath.Join("../../curated/operators", name))
		if err1 != nil || err2 != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what go generate in rules/curated makes (%v, %v)", name, err1, err2)
		}
	}
}

// TestNotice: the licence without its author's name, and only that licence.
func TestNotice(t *testing.T) {
	const mit = "The MIT License (MIT)\nCopyright (c) 2019 Some One\n\nPermission is hereby granted."
	got, err := notice(mit, "1.2.3")
	if err != nil || bytes.Contains(got, []byte("Some One")) || !bytes.Contains(got, []byte("Copyright (c) 2019 the author of the npm package")) ||
		!bytes.Contains(got, []byte("Permission is hereby granted.")) || !bytes.Contains(got, []byte("third-party-web@1.2.3")) {
		t.Errorf("got %s, %v", got, err)
	}
	for _, other := range []string{"Copyright (c) 2019 Some One", mit + "\nCopyright (c) 2020 Another"} {
		if _, err := notice(other, "1.2.3"); err == nil {
			t.Errorf("%q: no error", other)
		}
	}
}
