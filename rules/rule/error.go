package rule

import (
	"fmt"
	"sort"
	"strings"
)

// Error is one fault of a rule file: where it is and what was expected there.
// Line and Column count from 1; 0 where the fault is the whole file's.
type Error struct {
	File         string
	Path         string // such as "cases[0].title"; "" for the whole file
	Line, Column int
	What         string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.What
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.What)
}

// Errors is every fault of a set of files, in the order of files and lines.
type Errors []*Error

func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, x := range e {
		lines[i] = x.Error()
	}
	return strings.Join(lines, "\n")
}

func (e Errors) orNil() error {
	if len(e) == 0 {
		return nil
	}
	sort.SliceStable(e, func(i, j int) bool {
		if e[i].File != e[j].File {
			return e[i].File < e[j].File
		}
		if e[i].Line != e[j].Line {
			return e[i].Line < e[j].Line
		}
		return e[i].Column < e[j].Column
	})
	return e
}

// list writes words with commas.
func list(words []string) string { return strings.Join(words, ", ") }
