package main

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/extension/store"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// One command makes everything that the stores ask for, the pictures from the
// real extension.
func TestStore(t *testing.T) {
	needsClone(t)
	_, err := bring.Browser(t.Context(), os.Stderr)
	bring.Require(t, "a browser", err)
	bring.Require(t, "the npm packages of extension/",
		bring.Packages(t.Context(), filepath.Join(bring.Root(), "extension"), os.Stderr))
	folder := t.TempDir()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"store", "-o", folder}, strings.NewReader(""), &stdout, &stderr); code != 0 {
		t.Fatalf("got %d\n%s%s", code, &stdout, &stderr)
	}
	for _, name := range []string{"formtrace.zip", "formtrace-firefox.zip", sourceName, "listing/en.txt", "listing/ar.txt", "permissions.md", "privacy.md", "questions.md"} {
		if info, err := os.Stat(filepath.Join(folder, filepath.FromSlash(name))); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	pictures, err := filepath.Glob(filepath.Join(folder, "pictures", "*.png"))
	if err != nil || len(pictures) != len(shots) || len(shots) > 5 {
		t.Errorf("got the pictures %q, %v; want %d, five at most", pictures, err, len(shots))
	}
	for _, name := range pictures {
		whole(t, name)
	}
}

// needsClone: what git tracks is asked for.
func needsClone(t *testing.T) {
	t.Helper()
	_, err := os.Stat(filepath.Join(bring.Root(), ".git"))
	if err == nil {
		_, err = exec.LookPath("git")
	}
	bring.Require(t, "git, and a clone", err)
}

// whole: a picture of the size that stores want, with something to see in it.
func whole(t *testing.T, name string) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.Decode(file)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	bounds := picture.Bounds()
	if bounds.Dx() != pictureWidth || bounds.Dy() != pictureHeight {
		t.Errorf("%s is %v, want %d by %d", name, bounds, pictureWidth, pictureHeight)
	}
	colours := map[[3]uint32]bool{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y += 2 {
		for x := bounds.Min.X; x < bounds.Max.X; x += 2 {
			r, g, b, _ := picture.At(x, y).RGBA()
			colours[[3]uint32{r, g, b}] = true
		}
	}
	if len(colours) < 50 {
		t.Errorf("%s has %d colours: nothing is to be seen", name, len(colours))
	}
}

func TestSourceCommand(t *testing.T) {
	needsClone(t)
	output := filepath.Join(t.TempDir(), "new", "source.zip")
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"source", "-o", output}, strings.NewReader(""), &stdout, &stderr); code != 0 {
		t.Fatalf("got %d\n%s%s", code, &stdout, &stderr)
	}
	if info, err := os.Stat(output); err != nil || info.Size() < 100_000 || !strings.Contains(stdout.String(), store.BuildText) {
		t.Errorf("%v, and it told\n%s", err, &stdout)
	}
}

// Without a browser everything else is made, if asked for so.
func TestStoreWithoutBrowser(t *testing.T) {
	needsClone(t)
	t.Setenv("FORMTRACE_BROWSER", "none")
	folder := t.TempDir()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"store", "-pictures=false", "-o", folder}, strings.NewReader(""), &stdout, &stderr); code != 0 {
		t.Errorf("without pictures: got %d\n%s%s", code, &stdout, &stderr)
	}
	if code := run(t.Context(), []string{"store", "-o", folder}, strings.NewReader(""), &stdout, &stderr); code != 1 || !strings.Contains(stderr.String(), "-pictures=false makes all else") {
		t.Errorf("with pictures: got %d\n%s", code, &stderr)
	}
}
