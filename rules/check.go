package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"

	"github.com/formtrace/formtrace/rules/rule"
)

// runLint says every fault of the rules, as text, as JSON or as SARIF 2.1.0,
// which code hosts and editors show beside the lines.
func runLint(k *call) int {
	sarif := k.flags.Bool("sarif", false, "answer in SARIF 2.1.0")
	if status, understood := k.parse(0); !understood {
		return status
	}
	fsys, err := k.rules()
	if err != nil {
		return k.misuse("-dir %v", err)
	}
	s, faults := rule.Check(fsys)
	switch {
	case *sarif:
		k.write(sarifOf(k.dir, faults))
	case k.json:
		k.write(faultsOf(faults))
	case len(faults) > 0:
		fmt.Fprintln(k.stderr, faults)
	default:
		fmt.Fprintf(k.stdout, "rules %s: no fault\n", s.Revision)
	}
	return status(faults)
}

// harmless are the submissions that no rule may interrupt.
//
//go:embed testdata/harmless
var harmless embed.FS

// runTest runs the entries' own tests, and the corpus of harmless submissions.
func runTest(k *call) int {
	corpus := k.flags.String("harmless", "", "the `folder` of harmless submissions; without it, those of this program")
	if status, understood := k.parse(0); !understood {
		return status
	}
	s, err := k.load()
	if err != nil {
		return k.failed(err)
	}
	quiet, err := fs.Sub(harmless, "testdata/harmless")
	if *corpus != "" {
		quiet, err = folder(*corpus)
	}
	if err != nil {
		return k.misuse("-harmless %v", err)
	}
	c, err := rule.LoadCorpus(quiet)
	if err != nil {
		return k.failed(err)
	}
	r, loud := s.Test(), s.Quiet(c)
	if k.json {
		k.write(map[string]any{"entries": r.Entries, "hits": r.Hits, "misses": r.Misses, "failed": faultsOf(r.Errors),
			"harmless": c.Len(), "interrupted": faultsOf(loud)})
	} else {
		for _, e := range append(r.Errors, loud...) {
			fmt.Fprintln(k.stderr, e)
		}
		fmt.Fprintf(k.stdout, "%d entries, %d hits, %d misses: %d failed\n", r.Entries, r.Hits, r.Misses, len(r.Errors))
		fmt.Fprintf(k.stdout, "%d harmless submissions: %d faults\n", c.Len(), len(loud))
	}
	if r.Hits == 0 {
		return faulty
	}
	return status(append(r.Errors, loud...))
}

func status(faults rule.Errors) int {
	if len(faults) > 0 {
		return faulty
	}
	return ok
}

// fault is a fault in JSON.
type fault struct {
	File   string `json:"file"`
	Path   string `json:"path,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	What   string `json:"what"`
}

func faultsOf(errs rule.Errors) []fault {
	out := []fault{}
	for _, e := range errs {
		out = append(out, fault{e.File, e.Path, e.Line, e.Column, e.What})
	}
	return out
}

// write prints JSON, indented.
func (k *call) write(v any) {
	e := json.NewEncoder(k.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	e.Encode(v) // to a person or a pipe: whether they read it is theirs
}
