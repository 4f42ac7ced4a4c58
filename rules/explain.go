package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/formtrace/formtrace/rules/rule"
)

// runExplain says why a submission is judged as it is. The submission is written
// as in a rule's own tests: by flags, or as YAML in a file ("-" for standard input).
func runExplain(k *call) int {
	var x rule.Submission
	k.flags.StringVar(&x.Page, "page", "", "`URL` of the page")
	k.flags.StringVar(&x.Target, "target", "", "`URL` that the form would be sent to")
	k.flags.StringVar(&x.Method, "method", "", "get, post or dialog; post when empty")
	k.flags.StringVar(&x.Home, "home", "", "the person's `country`")
	k.flags.StringVar(&x.At, "at", "", "the `day` of the dossier")
	fields := k.flags.String("fields", "email", "the `names` of the filled fields, with commas; type:name for a type other than text")
	all := k.flags.Bool("all", false, "also the rules of which more than one test fails in every case")
	if status, understood := k.parse(1); !understood {
		return status
	}
	x.Fields = strings.Split(*fields, ",")
	if len(k.args) == 1 {
		if err := k.submission(k.args[0], &x); err != nil {
			return k.misuse("%v", err)
		}
	} else if x.Page == "" || x.Target == "" {
		return k.misuse("expected -page and -target, or a FILE with a submission as rule files write it")
	}
	q, err := x.Request()
	if err != nil {
		return k.misuse("%v", err)
	}
	s, err := k.load()
	if err != nil {
		return k.failed(err)
	}
	e, err := s.Explain(q)
	if err != nil {
		return k.failed(err)
	}
	if k.json {
		k.write(e)
	} else {
		tell(k.stdout, e, *all)
	}
	return ok
}

// submission reads a submission.
func (k *call) submission(file string, x *rule.Submission) error {
	var data []byte
	var err error
	if file == "-" {
		data, err = io.ReadAll(io.LimitReader(k.in, 1<<20))
	} else {
		data, err = os.ReadFile(file)
	}
	if err != nil {
		return err
	}
	if err := yaml.UnmarshalWithOptions(data, x, yaml.Strict()); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// tell writes an explanation for a person.
func tell(w io.Writer, e *rule.Explanation, all bool) {
	interrupts := "does not interrupt"
	if e.Interrupts {
		interrupts = "interrupts"
	}
	fmt.Fprintf(w, "verdict %s, %s\n%s\n", e.Verdict, interrupts, e.Headline)
	heading := func(text string) { fmt.Fprintf(w, "\n%s\n", text) }
	heading("Fired")
	for _, r := range append(e.Rules, e.Exemptions...) {
		if r.Fired {
			fmt.Fprintf(w, "  %-28s %s", r.ID, r.Verdict)
			if r.LoweredBy != "" {
				fmt.Fprintf(w, ", lowered by %s", r.LoweredBy)
			}
			fmt.Fprintln(w)
		}
	}
	heading("Not fired, and by which facts")
	left := 0
	for _, r := range append(e.Rules, e.Exemptions...) {
		if r.Fired {
			continue
		}
		told := false
		for i, c := range r.Cases {
			if len(c.Fails) > 1 && !all {
				continue
			}
			told = true
			for _, t := range c.Fails {
				fmt.Fprintf(w, "  %-28s case %d: %s; it is %s\n", r.ID, i+1, t.Test, t.Is)
			}
		}
		if !told {
			left++
		}
	}
	if left > 0 {
		fmt.Fprintf(w, "  and %d more that are further away (-all tells them)\n", left)
	}
	heading("What would change the verdict, one fact at a time")
	for _, c := range e.Changes {
		fmt.Fprintf(w, "  %-7s if %s\n", c.Verdict, c.If)
	}
	if len(e.Changes) == 0 {
		fmt.Fprintln(w, "  nothing")
	}
}
