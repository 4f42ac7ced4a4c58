package bring

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeNPM puts an npm first in PATH that notes each call in the file it
// returns, and then runs the shell lines of body.
func fakeNPM(t *testing.T, body string) (calls string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("not run: the stand-in for npm is a shell script")
	}
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder) // for the lock files
	calls = filepath.Join(folder, "calls")
	script := "#!/bin/sh\necho \"$1\" >>'" + calls + "'\n" + body + "\n"
	if err := os.WriteFile(filepath.Join(folder, "npm"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
	return calls
}

func project(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "package-lock.json"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

const installs = "mkdir -p node_modules && sleep 0.1 && echo '{}' >node_modules/.package-lock.json"

func count(t *testing.T, calls string) int {
	t.Helper()
	text, err := os.ReadFile(calls)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return strings.Count(string(text), "ci\n")
}

func TestPackagesInstallsWhenNeeded(t *testing.T) {
	calls := fakeNPM(t, installs)
	dir := project(t)
	hidden := filepath.Join(dir, "node_modules", ".package-lock.json")
	var log strings.Builder
	for _, step := range []struct {
		name string
		do   func() error
		want int
	}{
		{"missing", func() error { return nil }, 1},
		{"there", func() error { return nil }, 1},
		{"older than the lock", func() error { return os.Chtimes(hidden, time.Now(), time.Now().Add(-time.Hour)) }, 2},
		{"unfinished", func() error { return os.Remove(hidden) }, 3},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if err := Packages(context.Background(), dir, &log); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := count(t, calls); got != step.want {
			t.Errorf("%s: npm ci ran %d times so far, want %d", step.name, got, step.want)
		}
	}
	if !strings.Contains(log.String(), "npm ci") || !strings.Contains(log.String(), "installed in") {
		t.Errorf("the log does not say what was done:\n%s", &log)
	}
}

func TestPackagesOnceForManyAtATime(t *testing.T) {
	calls := fakeNPM(t, installs)
	dir := project(t)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			var log strings.Builder
			if err := Packages(context.Background(), dir, &log); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := count(t, calls); got != 1 {
		t.Errorf("npm ci ran %d times, want once", got)
	}
}

func TestPackagesErrors(t *testing.T) {
	for _, c := range []struct {
		name, body string
		make       func(*testing.T) string
		want       []string
	}{
		{"no lock file", installs, func(t *testing.T) string { return t.TempDir() }, []string{"has no package-lock.json"}},
		{"npm fails", "echo E404 no such package >&2; exit 1", project, []string{"npm ci in", "exit status 1", "E404 no such package"}},
		{"npm does nothing", "exit 0", project, []string{"without installing anything"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			fakeNPM(t, c.body)
			err := Packages(context.Background(), c.make(t), &strings.Builder{})
			if err == nil {
				t.Fatal("got no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got %q, want it to contain %q", err, want)
				}
			}
		})
	}
}

func TestPackagesWithoutNPM(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := Packages(context.Background(), project(t), &strings.Builder{})
	if err == nil || !strings.Contains(err.Error(), "install Node.js") {
		t.Errorf("got %v, want an error that says to install Node.js", err)
	}
}

func TestPackagesStopsWithItsContext(t *testing.T) {
	fakeNPM(t, "exec sleep 30")
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	begin := time.Now()
	err := Packages(ctx, project(t), &strings.Builder{})
	if took := time.Since(begin); err == nil || took > 8*time.Second {
		t.Errorf("got %v after %v, want an error soon", err, took)
	}
}
