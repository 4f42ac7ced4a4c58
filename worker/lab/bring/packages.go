package bring

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Packages makes sure that the npm packages of dir are installed as its
// package-lock.json says. It runs "npm ci" there when node_modules is missing,
// unfinished or older than the lock file, and says so on log; it does nothing
// when they are there. When that fails the error is an InstallError. Other processes that want the same folder wait.
func Packages(ctx context.Context, dir string, log io.Writer) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	installed, err := current(dir)
	if installed || err != nil {
		return err
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return errors.New("npm is not installed: install Node.js 20 or newer, from https://nodejs.org or the system's packages")
	}
	unlock, err := lock(ctx, "npm "+dir, func() {
		fmt.Fprintf(log, "npm packages for %s: waiting for another process that installs them\n", label(dir))
	})
	if err != nil {
		return err
	}
	defer unlock()
	if installed, err := current(dir); installed || err != nil {
		return err
	}

	fmt.Fprintf(log, "npm packages for %s: npm ci\n", label(dir))
	begin := time.Now()
	command := exec.CommandContext(ctx, npm, "ci", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error")
	command.Dir = dir
	command.WaitDelay = 5 * time.Second
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	if err := command.Run(); err != nil {
		return &InstallError{fmt.Errorf("npm ci in %s: %w\n%s", label(dir), err, tail(output.String(), 12))}
	}
	if installed, err := current(dir); err != nil {
		return err
	} else if !installed {
		return &InstallError{fmt.Errorf("npm ci in %s ended without installing anything\n%s", label(dir), tail(output.String(), 12))}
	}
	fmt.Fprintf(log, "npm packages for %s: installed in %.0f s\n", label(dir), time.Since(begin).Seconds())
	return nil
}

// current reports whether node_modules is finished and not older than the lock
// file. npm writes node_modules/.package-lock.json last.
func current(dir string) (bool, error) {
	wanted, err := os.Stat(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return false, fmt.Errorf("%s has no package-lock.json: npm ci cannot install without it", label(dir))
	}
	have, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json"))
	if err != nil {
		return false, nil
	}
	return !have.ModTime().Before(wanted.ModTime()), nil
}

// label names a folder for people: relative to the module where it is inside.
func label(dir string) string {
	if root := Root(); root != "" {
		if name, err := filepath.Rel(root, dir); err == nil && !strings.HasPrefix(name, "..") {
			return filepath.ToSlash(name)
		}
	}
	return dir
}

// tail returns the last n lines of text.
func tail(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
