// The researcher's tool: it reads the curated rules, or another folder of the
// same shape, and formats, checks, tests, compiles and explains them. Each command
// is a file of its own; `go run ./rules help` lists them.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
)

// command is one of the tool's commands.
type command struct {
	name, args, does string
	run              func(*call) int
}

// commands are in the order in which a rule comes to be.
func commands() []command {
	return []command{
		{"new", "KIND ID", "write a rule file from a template", runNew},
		{"facts", "", "list the facts that a rule may ask about", runFacts},
		{"fmt", "[-check]", "put rule files in their usual form", runFmt},
		{"lint", "[-sarif]", "say everything that is wrong with the rules, with file and line", runLint},
		{"test", "", "run every entry's own hits and misses", runTest},
		{"explain", "-page URL -target URL …", "say which rules fire for a submission, which do not, and why", runExplain},
		{"replay", "[-against DIR] FOLDER", "judge saved pages and HTTP archives, and compare", runReplay},
		{"evaluate", "-positives FILE -negatives FILE", "count which hosts of two lists are found to imitate others", runEvaluate},
		{"count", "[-at DAY]", "count the entries by kind, age, country and verification", runCount},
		{"build", "-o FILE", "compile the rules to a bundle", runBuild},
		{"key", "-o FILE | -show FILE", "make a private key, or say the public one", runKey},
		{"keys", "-root FILE -o FILE …", "list the channels' keys, signed by the root key", runKeys},
		{"sign", "-key FILE BUNDLE", "sign a bundle with a channel's key", runSign},
		{"publish", "-keys FILE -to FOLDER -key FILE BUNDLE", "sign a bundle and put it where a worker serves it from", runPublish},
		{"verify", "-root KEY -keys FILE BUNDLE", "judge a bundle as a client would", runVerify},
		{"diff", "OLD NEW", "compare two folders of rules", runDiff},
		{"schema", "", "print the JSON Schema of rule files", runSchema},
	}
}

// call is one call of a command.
type call struct {
	of             command
	flags          *flag.FlagSet
	args           []string // what is left when the flags are read
	dir            string   // -dir; "" for the curated rules
	json           bool     // -json
	in             io.Reader
	stdout, stderr io.Writer
}

// The exit statuses.
const (
	ok     = 0
	faulty = 1 // the rules have faults, or are not what was expected
	misuse = 2 // the command is not understood, or something cannot be read or written
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, in io.Reader, stdout, stderr io.Writer) int {
	name := ""
	if len(args) > 0 {
		name = args[0]
	}
	switch name {
	case "":
		usage(stderr)
		return misuse
	case "-h", "-help", "--help", "help":
		if len(args) == 1 || name != "help" {
			usage(stdout)
			return ok
		}
		return run([]string{args[1], "-h"}, in, stdout, stderr)
	}
	for _, c := range commands() {
		if c.name != name {
			continue
		}
		flags := flag.NewFlagSet(name, flag.ContinueOnError)
		flags.SetOutput(io.Discard) // parse says what is wrong
		flags.Usage = func() {}
		k := &call{of: c, flags: flags, args: args[1:], in: in, stdout: stdout, stderr: stderr}
		flags.StringVar(&k.dir, "dir", "", "the `folder` of rules; without it, the curated rules of this program")
		flags.BoolVar(&k.json, "json", false, "answer in JSON")
		return c.run(k)
	}
	fmt.Fprintf(stderr, "rules: there is no command %q\n\n", name)
	usage(stderr)
	return misuse
}

func usage(w io.Writer) {
	fmt.Fprint(w, "usage: rules COMMAND [-dir DIR] [-json] …\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-8s %-44s %s\n", c.name, c.args, c.does)
	}
	fmt.Fprint(w, "\n`rules help COMMAND` tells a command's flags. Without -dir it is the curated rules of\nthis program. Exit status: 0 when all is well, 1 when the rules have faults, 2 when\nthe command is not understood or something cannot be read or written (go run makes\n1 of that, too).\n")
}

// parse reads the flags; at most n arguments may stay. The exit status is for
// calls that end with it, and then ok is false.
func (k *call) parse(n int) (status int, understood bool) {
	switch err := k.flags.Parse(k.args); {
	case err == flag.ErrHelp:
		k.help(k.stdout)
		return ok, false
	case err != nil:
		k.misuse("%v", err)
		k.help(k.stderr)
		return misuse, false
	}
	if k.args = k.flags.Args(); len(k.args) > n {
		return k.misuse("%q is one argument too many", k.args[n]), false
	}
	return ok, true
}

// help tells the command and its flags.
func (k *call) help(w io.Writer) {
	fmt.Fprintf(w, "usage: rules %s %s\n  %s\n", k.of.name, k.of.args, k.of.does)
	k.flags.SetOutput(w)
	k.flags.PrintDefaults()
}

// misuse says what is wrong with a call and returns its exit status.
func (k *call) misuse(format string, args ...any) int {
	fmt.Fprintf(k.stderr, "rules %s: %s\n", k.of.name, fmt.Sprintf(format, args...))
	return misuse
}

// rules are the files to work on.
func (k *call) rules() (fs.FS, error) {
	if k.dir == "" {
		return curated.FS, nil
	}
	return folder(k.dir)
}

// load reads the rules of -dir.
func (k *call) load() (*rule.Set, error) {
	fsys, err := k.rules()
	if err != nil {
		return nil, err
	}
	return rule.Load(fsys)
}

// failed tells an error and returns the exit status: the faults of rules are told
// one a line, or in JSON; whatever else it is makes the call a misuse.
func (k *call) failed(err error) int {
	var faults rule.Errors
	if !errors.As(err, &faults) {
		return k.misuse("%v", err)
	}
	if k.json {
		k.write(map[string]any{"faults": faultsOf(faults)})
	}
	fmt.Fprintln(k.stderr, faults)
	return faulty
}

func folder(name string) (fs.FS, error) {
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: expected a folder of rules", name)
	}
	return os.DirFS(name), nil
}

// list writes words with commas.
func list(words []string) string { return strings.Join(words, ", ") }
