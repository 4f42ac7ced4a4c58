package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/formtrace/formtrace/rules/rule"
)

// runNew writes a rule file from a template. What is to be filled in says so in
// a way that lint refuses.
func runNew(k *call) int {
	author := k.flags.String("author", "", "your `handle`: small letters, digits and hyphens")
	if status, understood := k.parse(2); !understood {
		return status
	}
	if len(k.args) != 2 {
		return k.misuse("expected KIND (%s) and ID", list(rule.TemplateKinds))
	}
	kind, id := k.args[0], k.args[1]
	dir := k.dir
	if dir == "" {
		dir = filepath.Join("rules", "curated")
	}
	if _, err := folder(dir); err != nil {
		return k.misuse("-dir %v", err)
	}
	name, text, err := rule.Template(kind, id, *author, time.Now().UTC().Format(time.DateOnly))
	if err != nil {
		return k.misuse("%v", err)
	}
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return k.misuse("%v", err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return k.misuse("%s is there already", filepath.ToSlash(file))
	} else if err != nil {
		return k.misuse("%v", err)
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return k.misuse("%v", err)
	}
	if k.json {
		k.write(map[string]string{"file": filepath.ToSlash(file)})
		return ok
	}
	hint := "go run ./rules lint"
	if k.dir != "" {
		hint += " -dir " + k.dir
	}
	fmt.Fprintf(k.stdout, "%s: fill it in, then: %s\n", filepath.ToSlash(file), hint)
	return ok
}
