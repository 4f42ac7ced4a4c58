//go:build !js

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/sarif"
)

// printer writes reports for people, as one JSON array, or as a SARIF log.
type printer struct {
	w           io.Writer
	json, sarif bool
	n           int
	rules       []sarif.Rule
	found       []sarif.Finding
}

func (p *printer) noForm(input string) {
	if !p.json && !p.sarif {
		fmt.Fprintf(p.w, "%s: no form\n", input)
	}
}

func (p *printer) report(input string, sub *form.Submission, r *report) {
	p.n++
	if p.sarif {
		p.note(input, r)
		return
	}
	if p.json {
		sep := ",\n"
		if p.n == 1 {
			sep = "[\n"
		}
		fmt.Fprintf(p.w, "%s%s", sep, r.raw)
		return
	}
	w := bufio.NewWriter(p.w)
	defer w.Flush()
	if p.n > 1 {
		fmt.Fprintln(w)
	}
	name := fmt.Sprintf("form %d", sub.Form.Index+1)
	if id := sub.Form.ID + sub.Form.Name; id != "" {
		name += fmt.Sprintf(" (%s)", id)
	}
	if sub.Submitter.Overrides {
		name += fmt.Sprintf(", button %q", sub.Submitter.Name)
	}
	fmt.Fprintf(w, "%s, %s: %s\n", input, name, strings.ToUpper(r.Verdict))
	fmt.Fprintf(w, "  %s\n\n", r.Headline)
	row := func(k, v string) {
		if v != "" {
			fmt.Fprintf(w, "  %-9s %s\n", k, v)
		}
	}
	row("page", r.Page.URL+lock(strings.HasPrefix(r.Page.URL, "http:"), r.Page.Secure))
	row("target", r.Target.URL+lock(r.Target.Scheme == "http" && r.Target.Network != "onion", r.Target.Secure)+", "+strings.ToUpper(r.Target.Method))
	if o := r.Operator; o.Name != "" {
		who := o.Name + ", " + o.Role
		if !o.Verified {
			who += " (not verified)"
		}
		row("operator", who)
	}
	if h := r.Place; h.Address != "" {
		row("hosting", hosting(h.CountryName, h.Confidence)+", "+h.Address+system(h.ASN, h.ASName))
	}
	if t := r.Transfer; t.Status != "none" && t.Law != "" {
		row("transfer", t.Status+" under "+t.Law)
	}
	if len(r.Findings) > 0 {
		fmt.Fprintln(w)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(w, "  %-7s %-26s %s\n", f.Verdict, f.Rule, f.Why)
		if f.Instead != "" {
			fmt.Fprintf(w, "  %-7s %-26s %s\n", "", "", f.Instead)
		}
	}
	if len(r.Unknown) > 0 {
		fmt.Fprintf(w, "\n  could not be checked: %s\n", strings.Join(r.Unknown, "; "))
	}
}

// lock says what a person sees at a glance; schemes other than http say themselves
// what they are.
func lock(http, secure bool) string {
	if http && !secure {
		return "  (not encrypted)"
	}
	return ""
}

// hosting says in which country a server stands, and how sure that is.
func hosting(country, confidence string) string {
	switch {
	case confidence == "anycast":
		return "many countries at once (anycast)"
	case country == "":
		return "country not known"
	case confidence == "agreed":
		return country
	}
	return country + ", not certain"
}

// system names the autonomous system, when it is known.
func system(number int, name string) string {
	if number == 0 {
		return ""
	}
	return strings.TrimRight(fmt.Sprintf(", AS%d %s", number, name), " ")
}

// note keeps a report's findings for the SARIF log.
func (p *printer) note(input string, r *report) {
	levels := map[string]string{"danger": "error", "warn": "warning", "notice": "note"}
	for _, f := range r.Findings {
		if !slices.ContainsFunc(p.rules, func(x sarif.Rule) bool { return x.ID == f.Rule }) {
			p.rules = append(p.rules, sarif.Rule{ID: f.Rule, Name: f.Title})
		}
		p.found = append(p.found, sarif.Finding{Rule: f.Rule, Level: levels[f.Verdict], Text: strings.TrimSpace(f.Why + " " + f.Instead), File: filepath.ToSlash(input)})
	}
}

func (p *printer) end() error {
	if p.sarif {
		e := json.NewEncoder(p.w)
		e.SetEscapeHTML(false)
		return e.Encode(sarif.New("formtrace inspect", p.rules, p.found))
	}
	if !p.json {
		return nil
	}
	s := "\n]\n"
	if p.n == 0 {
		s = "[]\n"
	}
	_, err := io.WriteString(p.w, s)
	return err
}
