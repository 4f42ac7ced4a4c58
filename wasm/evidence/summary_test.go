package evidence_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/wasm/evidence"
)

// many is a summary of both states of 2007, a page without a form and a clear one.
func many(t testing.TB) *evidence.Document {
	t.Helper()
	b := newBench(t)
	var inputs []evidence.Input
	for _, state := range []string{"a", "b"} {
		q, dossier := of2007(t, state)
		inputs = append(inputs, evidence.Input{Name: "/srv/folder-of-whom/saved-" + state + ".html", Documents: []*evidence.Document{b.document(t, q, dossier)}})
	}
	clear := &inspect.Request{Home: "GB", Now: 1168336800}
	clear.Page.URL, clear.Target = "https://www.example.org/", form.Target{URL: "https://www.example.org/find", Method: "get"}
	clear.Fields = []form.Field{{Name: "q", Control: "input", Type: "search", Filled: true}}
	inputs = append(inputs, evidence.Input{Name: "https://www.example.org/?q=typed"}, evidence.Input{Name: `C:\saved\d.html`,
		Documents: []*evidence.Document{b.document(t, clear, nil), b.document(t, clear, nil)}})
	d, err := evidence.Summarise(made, inputs)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestSummary: counts, table, chart, and the documents.
func TestSummary(t *testing.T) {
	got := forms(t, many(t))
	fits(t, schema(t), got["JSON"])
	var s struct {
		Kind   string
		Counts struct{ Inputs, WithoutForms, Submissions, Interrupted, Hosts int }
		Chart  struct {
			Verdicts, Countries []map[string]any
			Rules               []struct {
				Rule, Verdict string
				Count         int
			}
		}
		Inputs   []struct{ Input string }
		Evidence []struct{ Kind string }
	}
	if err := json.Unmarshal([]byte(got["JSON"]), &s); err != nil {
		t.Fatal(err)
	}
	if s.Kind != "summary" || s.Counts.Inputs != 4 || s.Counts.WithoutForms != 1 || s.Counts.Submissions != 4 || s.Counts.Interrupted != 2 || s.Counts.Hosts != 2 || len(s.Evidence) != 4 {
		t.Errorf("got %+v", s)
	}
	if got, want := fmt.Sprint(s.Chart.Verdicts), "[map[count:1 verdict:danger] map[count:1 verdict:warn] map[count:0 verdict:notice] map[count:2 verdict:clear]]"; got != want {
		t.Errorf("verdicts: got %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(s.Chart.Countries), "[map[count:1 country:GB] map[count:1 country:US]]"; got != want {
		t.Errorf("countries: got %s, want %s", got, want)
	}
	third := 0
	for _, r := range s.Chart.Rules {
		if r.Rule == "party/third-party" && r.Verdict == "notice" {
			third = r.Count
		}
	}
	if third != 2 || s.Chart.Rules[0].Rule != "transport/cleartext" {
		t.Errorf("rules: got %+v", s.Chart.Rules)
	}
	if got, want := fmt.Sprint(s.Inputs), "[{saved-a.html} {saved-b.html} {https://www.example.org/} {d.html}]"; got != want {
		t.Errorf("inputs: got %s, want %s", got, want)
	}
	for form, wants := range map[string][]string{
		"HTML":     {"4 submissions on 4 pages: 2 would be interrupted.", "Submissions by rule that fired", "no form", "saved-a.html", "Nothing found", "imitates host.biz", "unencrypted to WhatCounts Inc"},
		"Markdown": {"# 4 submissions on 4 pages: 2 would be interrupted.", "| party/third-party (notice) | 2 |", "| Danger | 1 |", "no form", "| United States (US) | 1 |", "imitates host.biz"},
	} {
		text := words(got[form])
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%q is missing from the %s:\n%s", want, form, text)
			}
		}
	}
	for form, text := range got {
		if strings.Contains(text, "folder-of-whom") || strings.Contains(text, "q=typed") {
			t.Errorf("the %s tells of a folder or a query", form)
		}
	}
}

// TestChart: the bars are as long as their counts, in one scale, and none leaves
// the drawing.
func TestChart(t *testing.T) {
	page := forms(t, many(t))["HTML"]
	svg := regexp.MustCompile(`(?s)<svg class="chart" viewBox="0 0 640 (\d+)".*?</svg>`).FindStringSubmatch(page)
	if svg == nil {
		t.Fatal("no chart is drawn")
	}
	var height int
	fmt.Sscan(svg[1], &height)
	sum := 0
	rects := regexp.MustCompile(`<rect class="(\w+)" x="(\d+)" y="(\d+)" width="(\d+)"`).FindAllStringSubmatch(svg[0], -1)
	for _, r := range rects {
		var x, y, width int
		fmt.Sscan(r[2], &x)
		fmt.Sscan(r[3], &y)
		fmt.Sscan(r[4], &width)
		if x+width > 590 || y+16 > height || x < 200 {
			t.Errorf("a bar at %d,%d of %d leaves the drawing of 640 by %d", x, y, width, height)
		}
		if r[1] == "clear" && width != 390 || r[1] == "danger" && width != 195 { // 2 and 1 of at most 2
			t.Errorf("%s: got %d wide", r[1], width)
		}
		sum++
	}
	if sum < 8 {
		t.Errorf("only %d bars are drawn", sum)
	}
}

// TestEmptySummary: no form anywhere is an answer, too.
func TestEmptySummary(t *testing.T) {
	d, err := evidence.Summarise(made, []evidence.Input{{Name: "-"}})
	if err != nil {
		t.Fatal(err)
	}
	got := forms(t, d)
	fits(t, schema(t), got["JSON"])
	if !strings.Contains(got["HTML"], "No submission on one page") {
		t.Errorf("got %s", words(got["HTML"]))
	}
}

// TestWrite: the file's ending says which form, and what cannot be written is said.
func TestWrite(t *testing.T) {
	d := many(t)
	dir := t.TempDir()
	for name, want := range map[string]string{"a.html": "<!doctype html>", "b.md": "# 4 submissions", "c.json": "{\n  \"chart\"", "D.HTML": "<!doctype html>"} {
		file := filepath.Join(dir, name)
		if err := d.Write(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if data, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(data), want) {
			t.Errorf("%s: %v, begins with %.20q, want %q", name, err, data, want)
		}
	}
	for name, want := range map[string]string{"a.pdf": "expected a file whose name ends in .html, .md or .json", "a": "expected a file whose name ends in",
		"none/a.html": "expected a file that can be written", ".": "expected a file whose name ends in"} {
		if err := d.Write(filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}
