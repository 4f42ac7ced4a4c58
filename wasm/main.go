//go:build !js

// The inspector as a command: it reads saved pages or fetches them, judges every
// form in them as the extension would, and prints what it found.
//
//	go run ./wasm inspect [flags] FILE|URL…
//	go run ./wasm forms [-page URL] FILE|URL…
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/formtrace/formtrace/rules/form"
)

const usage = `usage: wasm inspect [flags] FILE|URL…
       wasm forms [-page URL] FILE|URL…

Inspect judges every form of the pages as the extension would, every field counted
as filled; forms only prints the submissions, as a JSON array. A FILE of - is
standard input.

  -home GB          your jurisdiction, ISO 3166-1 alpha-2; transfers are judged from it
  -page URL         where the FILE was saved from
  -worker URL       ask this worker about the hosts that forms lead to
  -http             ask it also what software they name, for which it contacts them
  -rules DIR        judge by this folder of rules; without it, the curated ones
  -dossiers FILE    dossiers in JSON, instead of a worker or before it
  -seen FILE        remember where forms lead, and say when that changes
  -report FILE      write evidence to send: .html to print, .md or .json by the
                    FILE's ending; of several submissions, with a summary
  -json             print the reports as a JSON array
  -sarif            print the findings in SARIF 2.1.0

Exit status: 0 when nothing is warn or worse, 1 when something is, 2 when the
command or an input is not understood. (go run makes every other status 1: build
the command with go build to see them.)
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// options are the flags of inspect.
type options struct {
	home, page, worker, dossiers, seen, rules, report string
	json, sarif, http                                 bool
}

const (
	exitClear  = 0
	exitWarned = 1
	exitUsage  = 2
)

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 1 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help") {
		fmt.Fprint(stdout, usage)
		return exitClear
	}
	if len(args) == 0 || args[0] != "inspect" && args[0] != "forms" {
		if len(args) > 0 {
			fmt.Fprintf(stderr, "wasm: there is no command %q\n\n", args[0])
		}
		fmt.Fprint(stderr, usage)
		return exitUsage
	}
	var o options
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage) }
	flags.StringVar(&o.page, "page", "", "")
	if args[0] == "inspect" {
		flags.StringVar(&o.home, "home", "", "")
		flags.StringVar(&o.worker, "worker", "", "")
		flags.StringVar(&o.dossiers, "dossiers", "", "")
		flags.StringVar(&o.seen, "seen", "", "")
		flags.StringVar(&o.rules, "rules", "", "")
		flags.StringVar(&o.report, "report", "", "")
		flags.BoolVar(&o.http, "http", false, "")
		flags.BoolVar(&o.json, "json", false, "")
		flags.BoolVar(&o.sarif, "sarif", false, "")
	}
	switch err := flags.Parse(args[1:]); {
	case errors.Is(err, flag.ErrHelp):
		return exitClear
	case err != nil:
		return exitUsage
	case flags.NArg() == 0:
		fmt.Fprintf(stderr, "wasm %s: expected at least one FILE or URL\n", args[0])
		return exitUsage
	case o.page != "" && flags.NArg() > 1:
		fmt.Fprintf(stderr, "wasm %s: -page is for one FILE, there are several\n", args[0])
		return exitUsage
	case o.json && o.sarif:
		fmt.Fprintln(stderr, "wasm inspect: expected -json or -sarif, not both")
		return exitUsage
	}
	judge := inspectAll
	if args[0] == "forms" {
		judge = listForms
	}
	code, err := judge(ctx, &o, flags.Args(), stdin, stdout)
	if err != nil {
		fmt.Fprintf(stderr, "wasm %s: %v\n", args[0], err)
		return exitUsage
	}
	return code
}

func inspectAll(ctx context.Context, o *options, inputs []string, stdin io.Reader, stdout io.Writer) (int, error) {
	s, err := newSession(o, time.Now)
	if err != nil {
		return 0, err
	}
	out := printer{w: stdout, json: o.json, sarif: o.sarif}
	files := s.files()
	worst := exitClear
	for _, input := range inputs {
		p, err := readPage(ctx, input, o.page, stdin)
		if err != nil {
			return 0, err
		}
		subs := p.submissions()
		if len(subs) == 0 {
			out.noForm(input)
		}
		files.page(input, p.data)
		for i := range subs {
			r, err := s.judge(ctx, &subs[i])
			if err != nil {
				return 0, fmt.Errorf("%s: form %d: %w", input, subs[i].Form.Index+1, err)
			}
			if r.Verdict == "warn" || r.Verdict == "danger" {
				worst = exitWarned
			}
			if err := files.add(r); err != nil {
				return 0, fmt.Errorf("%s: form %d: %w", input, subs[i].Form.Index+1, err)
			}
			out.report(input, &subs[i], r)
		}
		s.turn()
	}
	if err := s.keep(); err != nil {
		return 0, err
	}
	if err := files.write(); err != nil {
		return 0, fmt.Errorf("-report %w", err)
	}
	return worst, out.end()
}

// listForms prints the submissions of all pages' forms.
func listForms(ctx context.Context, o *options, inputs []string, stdin io.Reader, stdout io.Writer) (int, error) {
	type listed struct {
		Input string `json:"input"`
		form.Submission
	}
	all := []listed{}
	for _, input := range inputs {
		p, err := readPage(ctx, input, o.page, stdin)
		if err != nil {
			return 0, err
		}
		for _, sub := range p.submissions() {
			all = append(all, listed{input, sub})
		}
	}
	e := json.NewEncoder(stdout)
	e.SetEscapeHTML(false)
	return exitClear, e.Encode(all)
}
