//go:build !js

package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/rules/rule"
)

// TestReportIsDocumented: every name of a report stands in README.md.
func TestReportIsDocumented(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	data, err := rule.Compile(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	var report any
	if err := json.Unmarshal(inspect.New(b).Bytes(request(t, "held")), &report); err != nil {
		t.Fatal(err)
	}
	n := 0
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for name, x := range v {
				if n++; !strings.Contains(string(readme), "`"+name+"`") {
					t.Errorf("%s is not described", name)
				}
				if name != "parameters" { // the names in there are those of facts
					walk(x)
				}
			}
		}
	}
	walk(report)
	if n < 40 {
		t.Errorf("only %d names were looked at", n)
	}
}
