// The researcher's tool: it reads the curated rules, or another folder of the
// same shape, and lints, tests and compiles them.
//
//	go run ./rules lint  [-dir DIR]
//	go run ./rules test  [-dir DIR]
//	go run ./rules build [-dir DIR] -o FILE
//	go run ./rules facts
package main

import (
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
)

const usage = `usage: rules COMMAND [-dir DIR]

  lint   say everything that is wrong with the rules, with file and line
  test   run every entry's own hits and misses
  build  compile the rules to a bundle            (-o FILE)
  facts  list the facts that a rule may ask about

Without -dir it is the curated rules of this program. Exit status: 0 when all is
well, 1 when the rules have faults, 2 when the command is not understood.
`

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help" {
		fmt.Fprint(stderr, usage)
		if len(args) == 0 {
			return 2
		}
		return 0
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(stderr)
	dir := flags.String("dir", "", "the `folder` of rules")
	out := flags.String("o", "", "the `file` to write")
	if err := flags.Parse(args[1:]); err != nil {
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "rules %s: %q is one argument too many\n", args[0], flags.Arg(0))
		return 2
	}
	var fsys fs.FS = curated.FS
	if *dir != "" {
		if info, err := os.Stat(*dir); err != nil || !info.IsDir() {
			fmt.Fprintf(stderr, "rules %s: -dir %s: expected a folder of rules\n", args[0], *dir)
			return 2
		}
		fsys = os.DirFS(*dir)
	}
	switch args[0] {
	case "lint":
		return lint(fsys, stdout, stderr)
	case "test":
		return test(fsys, stdout, stderr)
	case "build":
		return build(fsys, *out, stdout, stderr)
	case "facts":
		facts(stdout)
		return 0
	}
	fmt.Fprintf(stderr, "rules: there is no command %q\n\n%s", args[0], usage)
	return 2
}

func lint(fsys fs.FS, stdout, stderr io.Writer) int {
	s, err := rule.Load(fsys)
	if err == nil {
		if _, err = s.Compile(); err == nil {
			if errs := s.Lint(); len(errs) > 0 {
				err = errs
			}
		}
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	fmt.Fprintf(stdout, "rules %s: no fault\n", s.Revision)
	return 0
}

func test(fsys fs.FS, stdout, stderr io.Writer) int {
	s, err := rule.Load(fsys)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	r := s.Test()
	for _, e := range r.Errors {
		fmt.Fprintln(stderr, e)
	}
	fmt.Fprintf(stdout, "%d entries, %d hits, %d misses: %d failed\n", r.Entries, r.Hits, r.Misses, len(r.Errors))
	if len(r.Errors) > 0 || r.Hits == 0 {
		return 1
	}
	return 0
}

func build(fsys fs.FS, file string, stdout, stderr io.Writer) int {
	if file == "" {
		fmt.Fprintln(stderr, "rules build: expected -o FILE")
		return 2
	}
	data, err := rule.Compile(fsys)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		fmt.Fprintln(stderr, "rules build:", err)
		return 1
	}
	b, _ := bundle.Open(string(data)) // Compile has opened it
	fmt.Fprintf(stdout, "%s: channel %s, version %d, revision %s, %d rules, %d bytes\n", file, b.Channel(), b.Version(), b.Revision(), b.Rules(), len(data))
	return 0
}

func facts(w io.Writer) {
	types := [...]string{"text", "yes or no", "number", "country", "day", "field kinds", "software"}
	for _, d := range rule.FactDocs {
		fmt.Fprintf(w, "%-26s %-12s %s\n", d.Fact.Name(), types[d.Fact.Type()], d.Means)
		if d.Allowed != nil {
			fmt.Fprintf(w, "%-26s %-12s   %s\n", "", "", strings.Join(d.Allowed, ", "))
		}
	}
}
