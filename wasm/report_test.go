//go:build !js

package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/formtrace/formtrace/wasm/evidence"
)

// saved2007 is the page of a state of January 2007, as the lab serves it.
func saved2007(state string) string {
	return filepath.Join("..", "worker", "lab", "data", state, "www.mi5.gov.uk", "output", "Page575.html")
}

// TestReport2007: the command makes the evidence of both states, from the page and
// what a worker answers, with the memory of state A in state B.
func TestReport2007(t *testing.T) {
	dir := t.TempDir()
	seen := filepath.Join(dir, "seen.json")
	for _, c := range []struct {
		state, page, host string
		want              []string
	}{
		{"a", "http://www.mi5.gov.uk/output/Page575.html", "pmv2.co.uk", []string{`"rule": "transport/cleartext"`, `"rule": "transfer/restricted"`, `"name": "WhatCounts Inc"`, `"asn": 3356`}},
		{"b", "https://www.mi5.gov.uk/output/Page575.html", "mi5.h0st.biz", []string{`"rule": "host/look-alike"`, `"rule": "target/changed"`, `"reverse": "merry-3.mailtrack.com"`, `"registrar": "Dotster"`, `"issuer": "DigiCert"`, `"asn": 4589`}},
	} {
		file := filepath.Join(dir, c.state+".json")
		code, _, stderr := command(t, "", "inspect", "-home", "GB", "-seen", seen, "-dossiers", filepath.Join("testdata", "2007", c.host+".json"),
			"-page", c.page, "-report", file, saved2007(c.state))
		if code != 1 || stderr != "" {
			t.Fatalf("state %s: exit %d, %s", c.state, code, stderr)
		}
		text := read(t, file)
		fits(t, text)
		for _, want := range append(c.want, `"name": "Information Commissioner's Office"`, `"url": "`+c.page+`"`, `"occasion": "inspected"`) {
			if !strings.Contains(text, want) {
				t.Errorf("state %s: %s is missing", c.state, want)
			}
		}
	}
}

// TestReportForms: every form of the report, of one page and of several.
func TestReportForms(t *testing.T) {
	page, none := file(t, "p.html", saved(signUpAt, signUp)), file(t, "n.html", saved(signUpAt, "no form"))
	dir := t.TempDir()
	for name, want := range map[string]string{"one.html": "<h1>This form would send", "one.md": "# This form would send", "one.json": `"kind": "evidence"`,
		"many.html": "<h1>2 submissions on 3 pages", "many.md": "# 2 submissions on 3 pages", "many.json": `"kind": "summary"`} {
		args := []string{"inspect", "-home", "gb", "-report", filepath.Join(dir, name), page}
		if strings.HasPrefix(name, "many") {
			args = append(args, none, page)
		}
		if code, _, stderr := command(t, "", args...); code != 1 || stderr != "" {
			t.Errorf("%s: exit %d, %s", name, code, stderr)
			continue
		}
		text := read(t, filepath.Join(dir, name))
		if !strings.Contains(text, want) {
			t.Errorf("%s: %q is missing from\n%s", name, want, text)
		}
		if filepath.Ext(name) == ".json" {
			fits(t, text)
		}
	}
}

// TestReportTyped: a page that was saved with what was typed in it, and with
// queries in its URLs, gives evidence that holds none of that, digests aside.
func TestReportTyped(t *testing.T) {
	at := "https://ann:hunter2@www.example.org/form?email=ann@example.org#typed-fragment"
	page := file(t, "p.html", saved(at, `<form id=f method=post action="https://u:hunter2@collect.example.net/in?token=typed-token#x">
		<input name=email value=ann@example.org><input name=password type=password value=hunter2><textarea name=note>typed-text</textarea>
		<select name=illness><option selected>typed-option</select><input type=hidden name=id value=typed-hidden></form>`))
	for _, ending := range []string{".html", ".md", ".json"} {
		out := filepath.Join(t.TempDir(), "r"+ending)
		if code, _, stderr := command(t, "", "inspect", "-report", out, page); code > 1 || stderr != "" {
			t.Fatalf("exit %d, %s", code, stderr)
		}
		text := read(t, out)
		for _, typed := range []string{"ann@example.org", "hunter2", "typed-"} {
			if strings.Contains(text, typed) {
				t.Errorf("%s holds %q", ending, typed)
			}
		}
		if !strings.Contains(strings.ReplaceAll(text, `\`, ""), "https://collect.example.net/in") {
			t.Errorf("%s does not tell the target:\n%s", ending, text)
		}
	}
}

// TestReportFaults: a report that cannot be written is said before anything is read.
func TestReportFaults(t *testing.T) {
	page := file(t, "p.html", saved(signUpAt, signUp))
	dir := t.TempDir()
	for name, want := range map[string]string{
		filepath.Join(dir, "r.pdf"):          "expected a file whose name ends in .html, .md or .json",
		filepath.Join(dir, "r"):              "expected a file whose name ends in .html, .md or .json",
		filepath.Join(dir, "none", "r.html"): "expected a file in a folder that is there",
		filepath.Join(page, "r.json"):        "expected a file in a folder that is there",
		filepath.Join(dir, "folder.html"):    "expected a file that can be written",
	} {
		if strings.HasSuffix(name, "folder.html") {
			if err := os.Mkdir(name, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		code, _, stderr := command(t, "", "inspect", "-report", name, page)
		if code != 2 || !strings.Contains(stderr, "-report "+name+": "+want) && !strings.Contains(stderr, "-report "+want) {
			t.Errorf("%s: exit %d, %s; want 2, %s", name, code, stderr, want)
		}
	}
	if code, _, stderr := command(t, "", "forms", "-report", filepath.Join(dir, "r.html"), page); code != 2 || !strings.Contains(stderr, "flag provided but not defined") {
		t.Errorf("forms -report: exit %d, %s", code, stderr)
	}
}

// TestReportOtherHost: a dossier's host may be written in another way.
func TestReportOtherHost(t *testing.T) {
	page, out := file(t, "p.html", saved(signUpAt, signUp)), filepath.Join(t.TempDir(), "r.json")
	dossiers := file(t, "d.json", strings.Replace(dossier, "pmv2.co.uk", "PMV2.co.uk.", 1))
	if code, _, stderr := command(t, "", "inspect", "-dossiers", dossiers, "-report", out, page); code != 1 || stderr != "" {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	if text := read(t, out); !strings.Contains(text, `"asName": "LEVEL3"`) || !strings.Contains(text, `"host": "pmv2.co.uk"`) {
		t.Errorf("got %s", text)
	}
}

// TestReportLiar: a worker that answers about another host than it was asked for
// has told nothing, and keeps nobody from the evidence.
func TestReportLiar(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(strings.Replace(dossier, "pmv2.co.uk", "elsewhere.example", 1)))
	}))
	defer s.Close()
	page, out := file(t, "p.html", saved(signUpAt, signUp)), filepath.Join(t.TempDir(), "r.json")
	if code, _, stderr := command(t, "", "inspect", "-worker", s.URL, "-report", out, page); code != 1 || stderr != "" {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	if text := read(t, out); strings.Contains(text, "LEVEL3") || strings.Contains(text, "elsewhere") || !strings.Contains(text, `"kind": "evidence"`) {
		t.Errorf("got %s", text)
	}
}

// saved is a page as a browser saves it.
func saved(at, body string) string {
	return "<!-- saved from url=(0000)" + at + " -->\n" + body
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// fits fails unless a report is as its schema has it.
func fits(t *testing.T, text string) {
	t.Helper()
	var v, s any
	if err := json.NewDecoder(bytes.NewReader([]byte(evidence.Schema()))).Decode(&s); err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:formtrace:evidence:1", s); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("urn:formtrace:evidence:1")
	if err != nil {
		t.Fatal(err)
	}
	if v, err = jsonschema.UnmarshalJSON(strings.NewReader(text)); err == nil {
		err = schema.Validate(v)
	}
	if err != nil {
		t.Error(err)
	}
}
