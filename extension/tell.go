package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/formtrace/formtrace/extension/e2e"
)

// teller writes for people: labels in one column, text wrapped in the next.
type teller struct{ w io.Writer }

const (
	column = 13 // where text begins
	width  = 92 // where it ends
)

func (t *teller) gap() { fmt.Fprintln(t.w) }

func (t *teller) heading(text string) {
	fmt.Fprintf(t.w, "\n%s\n%s\n", text, strings.Repeat("-", utf8.RuneCountInString(text)))
}

// line writes a label and a text, wrapped at words.
func (t *teller) line(label, text string) {
	for _, paragraph := range strings.Split(text, "\n") {
		for _, line := range wrap(paragraph, width-column) {
			fmt.Fprintln(t.w, strings.TrimRight(fmt.Sprintf("%-*s%s", column, label, line), " "))
			label = ""
		}
	}
}

// log returns a writer whose lines appear as "name: text" lines do elsewhere.
func (t *teller) log() io.Writer { return logger{t} }

type logger struct{ t *teller }

func (l logger) Write(text []byte) (int, error) {
	for line := range strings.SplitSeq(strings.TrimRight(string(text), "\n"), "\n") {
		l.t.line("setting up", line)
	}
	return len(text), nil
}

// report tells what a person is told about one submission.
func (t *teller) report(r *e2e.Report) {
	t.gap()
	t.line("", "“"+r.Headline+"”")
	t.gap()
	t.line("goes to", fmt.Sprintf("%s (%s, %s)", r.Target.Host, r.Target.Scheme, strings.ToUpper(r.Target.Method)))
	t.line("place", place(r))
	t.line("operator", operator(r))
	t.line("transfer", transfer(r))
	t.line("verdict", r.Verdict)
	t.gap()
	for _, finding := range r.Findings {
		t.line("  "+finding.Verdict, finding.Rule+": "+finding.Title)
		t.line("", finding.Why)
		if finding.Instead != "" {
			t.line("", "Instead: "+finding.Instead)
		}
	}
	if len(r.Unknown) > 0 {
		t.line("  unknown", strings.Join(r.Unknown, "; "))
	}
	t.gap()
}

func place(r *e2e.Report) string {
	if r.Place == nil {
		return "unknown"
	}
	p := r.Place
	return fmt.Sprintf("%s, AS%d %s, %s (sources: %s)", p.Country, p.ASN, p.ASName, p.Address, p.Confidence)
}

func operator(r *e2e.Report) string {
	if r.Operator == nil {
		return "unknown"
	}
	text := r.Operator.Name
	if r.Operator.Role != "" {
		text += ", " + r.Operator.Role
	}
	if r.Operator.Jurisdiction != "" {
		text += ", law: " + country(r, r.Operator.Jurisdiction)
	}
	if !r.Operator.Verified {
		text += ", not checked"
	}
	return text
}

// country names a country by the report's own names; a code that the report
// does not name stays a code.
func country(r *e2e.Report, code string) string {
	switch {
	case code == r.Transfer.Country && r.Transfer.CountryName != "":
		return r.Transfer.CountryName
	case r.Place != nil && code == r.Place.Country && r.Place.CountryName != "":
		return r.Place.CountryName
	}
	return code
}

// transfers says what each status of a transfer means.
var transfers = map[string]string{
	"none":       "none: it stays on its site",
	"home":       "none: it stays under home's law",
	"neutral":    "none: home's law makes no difference there",
	"no-home":    "not judged: no home is chosen",
	"adequate":   "to a country that home's law treats as adequate",
	"restricted": "restricted: home's law does not follow it there",
	"partial":    "restricted, unless the recipient is certified",
	"unknown":    "unknown: the country is not certain",
	"no-data":    "it leaves home; what home's law says is not known",
}

// bases says by what a transfer was judged.
var bases = map[string]string{
	"operator":            "the operator's law",
	"operator-unverified": "the operator's law, which is not checked",
	"hosting":             "the server's country",
}

func transfer(r *e2e.Report) string {
	text := transfers[r.Transfer.Status]
	if text == "" {
		text = r.Transfer.Status
	}
	if r.Transfer.Basis != "" {
		text += " (judged by " + bases[r.Transfer.Basis] + ")"
	}
	return text
}

// wrap breaks text into lines of at most n characters at spaces; a longer word
// has its line to itself.
func wrap(text string, n int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > n {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
