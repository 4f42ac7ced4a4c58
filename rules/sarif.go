package main

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/rules/sarif"
)

// sarifOf writes faults as SARIF; the files are named from where the tool is run.
func sarifOf(dir string, faults rule.Errors) *sarif.Log {
	if dir == "" {
		dir = "rules/curated"
	}
	var found []sarif.Finding
	for _, e := range faults {
		field, _, _ := strings.Cut(e.Path, ".")
		field, _, _ = strings.Cut(field, "[")
		if field == "" {
			field = "file"
		}
		found = append(found, sarif.Finding{Rule: "rules/" + field, Level: "error", Text: e.What,
			File: (&url.URL{Path: path.Join(filepath.ToSlash(dir), e.File)}).String(), Line: e.Line, Column: e.Column})
	}
	return sarif.New("formtrace rules lint", nil, found)
}
