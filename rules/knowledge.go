package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/rule"
)

// runFacts lists the facts.
func runFacts(k *call) int {
	if status, understood := k.parse(0); !understood {
		return status
	}
	types := [...]string{"text", "yes or no", "number", "country", "day", "field kinds", "software"}
	if k.json {
		type fact struct {
			Name    string   `json:"name"`
			Type    string   `json:"type"`
			Means   string   `json:"means"`
			Allowed []string `json:"allowed,omitempty"`
		}
		var out []fact
		for _, d := range rule.FactDocs {
			out = append(out, fact{d.Fact.Name(), types[d.Fact.Type()], d.Means, d.Allowed})
		}
		k.write(out)
		return ok
	}
	for _, d := range rule.FactDocs {
		fmt.Fprintf(k.stdout, "%-26s %-12s %s\n", d.Fact.Name(), types[d.Fact.Type()], d.Means)
		if d.Allowed != nil {
			fmt.Fprintf(k.stdout, "%-26s %-12s   %s\n", "", "", list(d.Allowed))
		}
	}
	return ok
}

// runFmt puts the files of -dir in their usual form, or with -check only says
// which are not.
func runFmt(k *call) int {
	check := k.flags.Bool("check", false, "change nothing; say which files are not in their usual form")
	if status, understood := k.parse(0); !understood {
		return status
	}
	dir := k.dir
	if dir == "" {
		dir = filepath.Join("rules", "curated")
		if _, err := os.Stat(dir); err != nil {
			return k.misuse("expected -dir DIR, as rules/curated is not below this folder")
		}
	}
	fsys, err := folder(dir)
	if err != nil {
		return k.misuse("-dir %v", err)
	}
	changed, failed := []string{}, false
	err = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".yaml") {
			return err
		}
		data, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		formatted, err := rule.Format(p, data)
		switch {
		case err != nil:
			failed = true
			fmt.Fprintln(k.stderr, err)
			return nil
		case bytes.Equal(formatted, data):
			return nil
		}
		changed = append(changed, p)
		if *check {
			return nil
		}
		return os.WriteFile(filepath.Join(dir, filepath.FromSlash(p)), formatted, 0o644)
	})
	if err != nil {
		return k.misuse("%v", err)
	}
	if k.json {
		k.write(map[string]any{"changed": changed})
	} else {
		for _, p := range changed {
			fmt.Fprintln(k.stdout, p)
		}
	}
	if failed || *check && len(changed) > 0 {
		return faulty
	}
	return ok
}

// runBuild compiles the rules.
func runBuild(k *call) int {
	file := k.flags.String("o", "", "the `file` to write")
	if status, understood := k.parse(0); !understood {
		return status
	}
	if *file == "" {
		return k.misuse("expected -o FILE")
	}
	fsys, err := k.rules()
	if err != nil {
		return k.misuse("-dir %v", err)
	}
	data, err := rule.Compile(fsys)
	if err != nil {
		return k.failed(err)
	}
	if err := os.WriteFile(*file, data, 0o644); err != nil {
		return k.misuse("%v", err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		return k.misuse("%v", err)
	}
	if k.json {
		k.write(map[string]any{"file": *file, "channel": b.Channel(), "version": b.Version(), "revision": b.Revision(), "rules": b.Rules(), "bytes": len(data)})
	} else {
		fmt.Fprintf(k.stdout, "%s: channel %s, version %d, revision %s, %d rules, %d bytes\n", *file, b.Channel(), b.Version(), b.Revision(), b.Rules(), len(data))
	}
	return ok
}

// runSchema prints the JSON Schema of rule files.
func runSchema(k *call) int {
	if status, understood := k.parse(0); !understood {
		return status
	}
	if _, err := io.WriteString(k.stdout, rule.Schema()); err != nil {
		return k.misuse("%v", err)
	}
	return ok
}
