//go:build !js

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// bring installs the packages that package.json in dir names, unless they are
// there in the right version. They are installed aside and moved into place in
// one step, so that two processes at once do no harm.
func bring(dir string, log io.Writer) error {
	wanted, err := packages(dir)
	if err != nil {
		return err
	}
	if installed(dir, wanted) {
		return nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return fmt.Errorf("the range tables come from npm packages, and npm (of Node.js 20 or later) is not here: %w", err)
	}
	fmt.Fprintf(log, "bringing %d npm packages for %s (about 30 MB)\n", len(wanted), filepath.Base(dir))
	build := filepath.Join(dir, "build")
	if err := os.MkdirAll(build, 0o777); err != nil {
		return err
	}
	aside, err := os.MkdirTemp(build, "npm-")
	if err != nil {
		return err
	}
	defer os.Remove(build) // when nothing else is in it
	defer os.RemoveAll(aside)
	for _, name := range []string{"package.json", "package-lock.json", ".npmrc"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(aside, name), data, 0o666); err != nil {
			return err
		}
	}
	command := exec.Command(npm, "ci", "--ignore-scripts")
	command.Dir = aside
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, output)
	}
	target := filepath.Join(dir, "node_modules")
	if _, err := os.Stat(target); err == nil && !installed(dir, wanted) {
		if err := os.Rename(target, filepath.Join(aside, "old")); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.Rename(filepath.Join(aside, "node_modules"), target); err != nil && !installed(dir, wanted) {
		return err
	}
	if !installed(dir, wanted) {
		return errors.New("npm ci ended well, but the packages are not all there in the right version")
	}
	return nil
}

// packages is what package.json asks for: names and exact versions.
func packages(dir string) (map[string]string, error) {
	var file struct {
		DevDependencies map[string]string `json:"devDependencies"`
	}
	if err := readJSON(filepath.Join(dir, "package.json"), &file); err != nil {
		return nil, err
	}
	if len(file.DevDependencies) == 0 {
		return nil, errors.New("package.json names no devDependencies")
	}
	return file.DevDependencies, nil
}

func installed(dir string, wanted map[string]string) bool {
	for name, version := range wanted {
		var file struct {
			Version string `json:"version"`
		}
		path := filepath.Join(dir, "node_modules", filepath.FromSlash(name), "package.json")
		if err := readJSON(path, &file); err != nil || file.Version != version {
			return false
		}
	}
	return true
}

// release is the version that all packages have, and the day in its last part.
func release(dir string) (version, date string, err error) {
	wanted, err := packages(dir)
	if err != nil {
		return "", "", err
	}
	for name, v := range wanted {
		if version != "" && v != version {
			return "", "", fmt.Errorf("package.json: %s has version %s, others %s", name, v, version)
		}
		version = v
	}
	last := version[strings.LastIndexByte(version, '.')+1:]
	day, err := time.Parse("20060102", last[:min(8, len(last))])
	if err != nil {
		return "", "", fmt.Errorf("package.json: version %s does not end in a day", version)
	}
	return version, day.Format(time.DateOnly), nil
}

func readJSON(path string, v any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
