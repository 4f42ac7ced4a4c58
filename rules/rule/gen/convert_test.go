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
	out := filepath.Join(t.TempDir(), "list.yaml")
	if err := run(".", out, "2026-11-25"); err != nil {
		t.Fatal(err)
	}
	got, err1 := os.ReadFile(out)
	want, err2 := os.ReadFile("../../curated/operators/third-party-web.yaml")
	if err1 != nil || err2 != nil || !bytes.Equal(got, want) {
		t.Errorf("the list is not what go generate in rules/curated makes (%v, %v)", err1, err2)
	}
}
