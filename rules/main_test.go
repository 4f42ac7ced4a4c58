package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	out := filepath.Join(t.TempDir(), "bundle")
	bad := t.TempDir()
	os.WriteFile(filepath.Join(bad, "x.yaml"), []byte("kind: nothing\n"), 0o644)
	for _, test := range []struct {
		args   string
		code   int
		stdout string
		stderr string
	}{
		{"", 2, "", "usage: rules COMMAND"},
		{"help", 0, "", "usage: rules COMMAND"},
		{"dance", 2, "", `there is no command "dance"`},
		{"lint", 0, "no fault", ""},
		{"lint extra", 2, "", `"extra" is one argument too many`},
		{"lint -nope", 2, "", "flag provided but not defined"},
		{"lint -dir " + bad, 1, "", `x.yaml:1:1: kind: "nothing"`},
		{"lint -dir " + bad + "/none", 2, "", "none: expected a folder of rules"},
		{"test", 0, ": 0 failed", ""},
		{"test -dir " + bad, 1, "", "x.yaml"},
		{"build", 2, "", "expected -o FILE"},
		{"build -o " + out, 0, "channel curated, version 1, revision ", ""},
		{"build -o " + bad, 1, "", "is a directory"},
		{"build -dir " + bad + " -o " + out, 1, "", "x.yaml"},
		{"facts", 0, "transfer.status", ""},
	} {
		var stdout, stderr bytes.Buffer
		code := run(strings.Fields(test.args), &stdout, &stderr)
		if code != test.code || !strings.Contains(stdout.String(), test.stdout) || !strings.Contains(stderr.String(), test.stderr) {
			t.Errorf("rules %s: got %d\nstdout: %s\nstderr: %s", test.args, code, &stdout, &stderr)
		}
	}
	if data, err := os.ReadFile(out); err != nil || !bytes.HasPrefix(data, []byte("FTRB")) {
		t.Errorf("the bundle: %v", err)
	}
}
