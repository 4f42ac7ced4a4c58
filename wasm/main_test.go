//go:build !js

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// command runs the program as a person would.
func command(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(stdin), &out, &err)
	return code, out.String(), err.String()
}

const (
	signUp   = `<form action="http://pmv2.co.uk/bin/listctrl" method=post><input name=forename><input name=surname><input name=email></form>`
	signUpAt = "http://www.mi5.gov.uk/output/Page575.html"
	harmless = `<form action="/find"><input name=q></form>`
	dossier  = `{"host":"pmv2.co.uk","asOf":"2007-01-09T10:00:00Z","hosting":{"source":"a table","asOf":"2007-01-09T10:00:00Z","ttl":1,"error":"","addresses":[{"address":"63.211.0.10","asn":3356,"asName":"LEVEL3","country":"US","confidence":"agreed"}]}}`
)

type printed struct {
	Target   struct{ URL, Method, Context string }
	Verdict  string
	Kinds    []string
	Findings []struct{ Rule string }
	Unknown  []string
}

func (p *printed) rules() (ids []string) {
	for _, f := range p.Findings {
		ids = append(ids, f.Rule)
	}
	return ids
}

func reports(t *testing.T, stdout string) (out []printed) {
	t.Helper()
	if err := json.Unmarshal([]byte(stdout), &out); err != nil {
		t.Fatalf("%v\n%s", err, stdout)
	}
	return out
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestUsage(t *testing.T) {
	page, dossiers := file(t, "p.html", signUp), file(t, "d.json", dossier)
	for _, test := range []struct {
		args   []string
		code   int
		stderr string
	}{
		{nil, 2, "usage: wasm inspect"},
		{[]string{"help"}, 0, ""},
		{[]string{"dance"}, 2, `there is no command "dance"`},
		{[]string{"inspect"}, 2, "expected at least one FILE or URL"},
		{[]string{"inspect", "-h"}, 0, "usage"},
		{[]string{"forms"}, 2, "wasm forms: expected at least one FILE or URL"},
		{[]string{"forms", "-json", page}, 2, "flag provided but not defined"},
		{[]string{"inspect", "-json", "-sarif", page}, 2, "expected -json or -sarif"},
		{[]string{"inspect", "-rules", "nowhere", "-page", signUpAt, page}, 2, "-rules nowhere: expected a folder of rules"},
		{[]string{"inspect", "-nope", page}, 2, "flag provided but not defined"},
		{[]string{"inspect", page}, 2, "p.html: does not say where it was saved from; give -page URL"},
		{[]string{"inspect", "-page", "nowhere", page}, 2, `-page "nowhere": expected an absolute http or https URL`},
		{[]string{"inspect", "-page", signUpAt, page, page}, 2, "-page is for one FILE, there are several"},
		{[]string{"inspect", "-page", signUpAt, page + "x"}, 2, "p.htmlx: open"},
		{[]string{"inspect", "-page", signUpAt, "http://127.0.0.1:1/"}, 2, "-page is for a FILE"},
		{[]string{"inspect", "http://127.0.0.1:1/"}, 2, "http://127.0.0.1:1/: "},
		{[]string{"inspect", "-home", "Wales", "-page", signUpAt, page}, 2, `-home "WALES": expected a country's code of two letters`},
		{[]string{"inspect", "-worker", "nowhere", "-page", signUpAt, page}, 2, `-worker "nowhere": expected an http or https URL`},
		{[]string{"inspect", "-dossiers", page, "-page", signUpAt, page}, 2, "p.html: invalid character"},
		{[]string{"inspect", "-dossiers", file(t, "e.json", "[{}]"), "-page", signUpAt, page}, 2, "dossier 1 names no host"},
		{[]string{"inspect", "-seen", page, "-page", signUpAt, page}, 2, "-seen " + page + ": invalid character"},
		{[]string{"inspect", "-seen", page + "/x", "-page", signUpAt, page}, 2, "-seen " + page + "/x: "},
		{[]string{"inspect", "-home", "gb", "-dossiers", dossiers, "-page", signUpAt, page}, 1, ""},
		{[]string{"inspect", "-page", signUpAt, file(t, "h.html", harmless)}, 0, ""},
		{[]string{"inspect", "-page", signUpAt, file(t, "n.html", "no form")}, 0, ""},
	} {
		code, _, stderr := command(t, "", test.args...)
		if code != test.code || !strings.Contains(stderr, test.stderr) || test.stderr == "" && stderr != "" {
			t.Errorf("wasm %s: got %d, %s", strings.Join(test.args, " "), code, stderr)
		}
	}
}

func TestTable(t *testing.T) {
	_, out, _ := command(t, signUp, "inspect", "-home", "GB", "-dossiers", file(t, "d.json", dossier), "-page", signUpAt, "-")
	for _, want := range []string{"form 1: DANGER", "unencrypted to WhatCounts Inc (pmv2.co.uk)", "United States, 63.211.0.10, AS3356 LEVEL3",
		"transport/cleartext", "transfer/restricted", "party/third-party", "could not be checked: addresses: not looked up"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing:\n%s", want, out)
		}
	}
	if _, out, _ := command(t, "nothing", "inspect", "-page", signUpAt, "-"); out != "-: no form\n" {
		t.Errorf("got %q", out)
	}
	if _, out, _ := command(t, "nothing", "inspect", "-json", "-page", signUpAt, "-"); out != "[]\n" {
		t.Errorf("got %q", out)
	}
}

// TestForms reads what forms of a page would send.
func TestForms(t *testing.T) {
	code, out, stderr := command(t, "", "inspect", "-json", "testdata/pages/many.html")
	if code != 1 {
		t.Errorf("got %d, %s", code, stderr)
	}
	var got []string
	for _, r := range reports(t, out) {
		got = append(got, r.Target.Method+" "+r.Target.URL+" "+strings.Join(r.Kinds, ","))
	}
	want := []string{
		"post https://static.example.net/x/y email,tel",
		"get https://www.shop.example.org/a search",
		"post https://forms.example.com/Put%20It email,free-text,choice",
		"post https://static.example.net/save other,family-name",
		"post http://other.example.com/ other,family-name",
		"post mailto:someone@example.org name",
		"get javascript: name",
		"post https://xn--bcher-kva.example/ name",
		"post http://[2001:db8::1]:8080/x name",
		"post  name",
		"post https://host.example.net/x name",
		"post http://evil.example.net/x name",
		"post https://evil.example.net/x name",
		"post https://evil.example.net/ name",
		"post http://127.0.0.1/ name",
		"dialog https://www.shop.example.org/a name",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestFormsOfOnePage: one form is not the past of another, and without -seen
// nothing is remembered at all.
func TestFormsOfOnePage(t *testing.T) {
	page := signUp + strings.Replace(signUp, "http://pmv2.co.uk/bin/listctrl", "https://lists.whatcounts.com/x", 1)
	for _, args := range [][]string{{"inspect", "-json", "-page", signUpAt, "-"}, {"inspect", "-json", "-seen", filepath.Join(t.TempDir(), "s"), "-page", signUpAt, "-"}} {
		for range 2 {
			_, out, _ := command(t, page, args...)
			if strings.Contains(out, "target/changed") {
				t.Errorf("%v: %s", args, out)
			}
		}
	}
}

func TestURL(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/form", http.StatusFound)
		case "/form":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Write([]byte(harmless))
		case "/image":
			w.Header().Set("Content-Type", "image/png")
		default:
			http.NotFound(w, r)
		}
	}))
	defer s.Close()
	code, out, stderr := command(t, "", "inspect", "-json", s.URL+"/moved")
	if r := reports(t, out); code != 0 || len(r) != 1 || r[0].Target.URL != s.URL+"/find" || r[0].Verdict != "clear" {
		t.Errorf("got %d, %s, %s", code, out, stderr)
	}
	for path, want := range map[string]string{"/image": "is image/png; expected text/html", "/none": "answered 404 Not Found"} {
		if code, _, stderr := command(t, "", "inspect", s.URL+path); code != 2 || !strings.Contains(stderr, want) {
			t.Errorf("%s: got %d, %s", path, code, stderr)
		}
	}
}

// TestWorker asks a worker on loopback; one that fails is told in the report.
func TestWorker(t *testing.T) {
	asked := []string{}
	status := http.StatusOK
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		w.WriteHeader(status)
		w.Write([]byte(dossier))
	}))
	defer s.Close()
	two := signUp + signUp + harmless
	_, out, _ := command(t, two, "inspect", "-json", "-home", "GB", "-worker", s.URL+"/", "-page", signUpAt, "-")
	if r := reports(t, out); !slices.Contains(r[0].rules(), "transfer/restricted") || !slices.Contains(r[1].rules(), "transfer/restricted") {
		t.Errorf("got %s", out)
	}
	if want := []string{"/v1/hosts/pmv2.co.uk?include=dns,hosting,registration,certificate"}; !slices.Equal(asked, want) {
		t.Errorf("asked %v, want %v", asked, want)
	}
	status = http.StatusBadGateway
	_, out, _ = command(t, signUp, "inspect", "-json", "-home", "GB", "-worker", s.URL, "-page", signUpAt, "-")
	if r := reports(t, out); !slices.Contains(r[0].Unknown, "hosting: not looked up: the worker did not answer") {
		t.Errorf("got %s", out)
	}
}

// TestSeen: from state A to state B and back to the page's own site.
func TestSeen(t *testing.T) {
	seen := filepath.Join(t.TempDir(), "seen.json")
	at := func(action string) []string {
		page := strings.Replace(signUp, "http://pmv2.co.uk/bin/listctrl", action, 1)
		_, out, stderr := command(t, page, "inspect", "-json", "-home", "GB", "-seen", seen, "-page", "https://www.mi5.gov.uk/output/Page575.html", "-")
		if stderr != "" {
			t.Fatal(stderr)
		}
		return reports(t, out)[0].rules()
	}
	if r := at("http://pmv2.co.uk/bin/listctrl"); slices.Contains(r, "target/changed") {
		t.Errorf("the first time: %v", r)
	}
	if r := at("https://mi5.h0st.biz/xdata.html"); !slices.Contains(r, "target/changed") || !slices.Contains(r, "host/look-alike") {
		t.Errorf("moved: %v", r)
	}
	if r := at("https://mi5.h0st.biz/xdata.html"); slices.Contains(r, "target/changed") {
		t.Errorf("the same again: %v", r)
	}
	if r := at("https://lists.mi5.gov.uk/subscribe"); !slices.Contains(r, "target/changed") {
		t.Errorf("back home: %v", r)
	}
	os.WriteFile(seen, []byte("null"), 0o600)
	at("https://mi5.h0st.biz/xdata.html")
	at("https://lists.mi5.gov.uk/subscribe")
	if data, _ := os.ReadFile(seen); strings.Contains(string(data), "h0st") {
		t.Errorf("what came home is still remembered: %s", data)
	}
}

// TestFormsAlone: the submissions alone, as a request has them.
func TestFormsAlone(t *testing.T) {
	page := file(t, "p.html", signUp+harmless)
	code, stdout, stderr := command(t, "", "forms", "-page", signUpAt, page)
	if code != 0 {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	var list []struct {
		Input  string
		Target struct{ URL, Method string }
		Fields []struct{ Name string }
	}
	if err := json.Unmarshal([]byte(stdout), &list); err != nil || len(list) != 2 {
		t.Fatalf("%v\n%s", err, stdout)
	}
	if got := list[0]; got.Input != page || got.Target.URL != "http://pmv2.co.uk/bin/listctrl" || len(got.Fields) != 3 || got.Fields[2].Name != "email" {
		t.Errorf("got %+v", got)
	}
}

// TestSARIF: findings as code hosts read them.
func TestSARIF(t *testing.T) {
	page := file(t, "p.html", signUp)
	code, stdout, _ := command(t, "", "inspect", "-sarif", "-page", signUpAt, page)
	for _, want := range []string{`"version":"2.1.0"`, `"ruleId":"transport/cleartext","level":"error"`, `"ruleId":"party/third-party","level":"note"`, `p.html"`} {
		if code != 1 || !strings.Contains(stdout, want) {
			t.Errorf("exit %d, want %s in\n%s", code, want, stdout)
		}
	}
}

// TestRules: judged by a folder of rules instead of the curated ones.
func TestRules(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../rules/curated")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "behaviour", "transport-cleartext.yaml")); err != nil {
		t.Fatal(err)
	}
	_, stdout, stderr := command(t, "", "inspect", "-json", "-rules", dir, "-page", signUpAt, file(t, "p.html", signUp))
	if got := reports(t, stdout)[0].rules(); slices.Contains(got, "transport/cleartext") || !slices.Contains(got, "party/third-party") {
		t.Errorf("got %v %s", got, stderr)
	}
}
