package evidence

import (
	"cmp"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// Input is a page that was inspected, with a document for each of its submissions.
type Input struct {
	Name      string // a file's name or a URL; of a path only the last part is told, of a URL what plainURL leaves
	Documents []*Document
}

// summary is a summary as the renderers read it.
type summary struct {
	Made   string `json:"made"`
	Counts struct {
		Inputs       int `json:"inputs"`
		WithoutForms int `json:"withoutForms"`
		Submissions  int `json:"submissions"`
		Interrupted  int `json:"interrupted"`
		Hosts        int `json:"hosts"`
	} `json:"counts"`
	Chart struct {
		Verdicts  []verdictCount `json:"verdicts"`
		Rules     []ruleCount    `json:"rules"`
		Countries []countryCount `json:"countries"`
	} `json:"chart"`
	Inputs []inputCount `json:"inputs"`
}

type verdictCount struct {
	Verdict string `json:"verdict"`
	Count   int    `json:"count"`
}

type ruleCount struct {
	Rule    string `json:"rule"`
	Verdict string `json:"verdict"` // that it had there
	Count   int    `json:"count"`
}

type countryCount struct {
	Country string `json:"country"` // ISO 3166-1 alpha-2; "" where it is not known for sure
	Count   int    `json:"count"`
}

type inputCount struct {
	Input       string `json:"input"`
	Submissions int    `json:"submissions"`
}

// Summarise makes one document of many: counts, what the chart draws, and all
// documents whole.
func Summarise(made time.Time, inputs []Input) (*Document, error) {
	s := &summary{Made: made.Format(time.RFC3339), Inputs: []inputCount{}}
	d := &Document{summary: s}
	verdicts, hosts, countries := map[string]int{}, map[string]bool{}, map[string]int{}
	s.Counts.Inputs = len(inputs)
	s.Chart.Rules = []ruleCount{}
	for _, in := range inputs {
		s.Inputs = append(s.Inputs, inputCount{inputName(in.Name), len(in.Documents)})
		if len(in.Documents) == 0 {
			s.Counts.WithoutForms++
		}
		for _, one := range in.Documents {
			r := one.view.Report
			if r == nil {
				return nil, fmt.Errorf("%s: expected the document of a submission", in.Name)
			}
			d.each = append(d.each, one)
			verdicts[r.Verdict]++
			if r.Interrupts {
				s.Counts.Interrupted++
			}
			if !r.Target.SameSite && r.Target.Host != "" {
				hosts[r.Target.Host] = true
				country := ""
				if r.Place != nil && r.Place.Confidence == "agreed" {
					country = r.Place.Country
				}
				countries[country]++
			}
			s.count(r.Findings)
		}
	}
	s.Counts.Submissions, s.Counts.Hosts = len(d.each), len(hosts)
	for _, v := range gravity {
		s.Chart.Verdicts = append(s.Chart.Verdicts, verdictCount{v, verdicts[v]})
	}
	slices.SortFunc(s.Chart.Rules, func(a, b ruleCount) int {
		grave := func(r ruleCount) int { return slices.Index(gravity, r.Verdict) }
		return cmp.Or(grave(a)-grave(b), b.Count-a.Count, cmp.Compare(a.Rule, b.Rule))
	})
	s.Chart.Countries = []countryCount{}
	for code, n := range countries {
		s.Chart.Countries = append(s.Chart.Countries, countryCount{code, n})
	}
	slices.SortFunc(s.Chart.Countries, func(a, b countryCount) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Country, b.Country)) })
	return d, d.grow()
}

// count counts each rule with its verdict, which it has once for a submission.
func (s *summary) count(findings []finding) {
	for _, f := range findings {
		i := slices.IndexFunc(s.Chart.Rules, func(r ruleCount) bool { return r.Rule == f.Rule && r.Verdict == f.Verdict })
		if i < 0 {
			i = len(s.Chart.Rules)
			s.Chart.Rules = append(s.Chart.Rules, ruleCount{f.Rule, f.Verdict, 0})
		}
		s.Chart.Rules[i].Count++
	}
}

// grow makes the summary's tree.
func (d *Document) grow() error {
	data, err := json.Marshal(d.summary)
	if err != nil {
		return err
	}
	tree, err := object("the summary", data)
	if err != nil {
		return err
	}
	tree["schema"], tree["kind"] = Version, "summary"
	all := []any{}
	for _, one := range d.each {
		all = append(all, one.tree)
	}
	tree["evidence"] = all
	d.tree, err = kept("Summary", tree)
	return err
}

// inputName tells which page it was, and neither a machine's folders nor a query.
func inputName(name string) string {
	switch {
	case name == "-":
		return "standard input"
	case strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://"):
		return plainURL(name)
	}
	return plainText(path.Base(strings.ReplaceAll(name, `\`, "/")))
}

// Title says what was inspected.
func (s *summary) Title() string {
	title := amount(s.Counts.Submissions, "submission") + " on " + strings.ToLower(amount(s.Counts.Inputs, "page"))
	switch {
	case s.Counts.Submissions == 0:
		return title + "."
	case s.Counts.Interrupted == 0:
		return title + ": none would be interrupted."
	}
	return fmt.Sprintf("%s: %d would be interrupted.", title, s.Counts.Interrupted)
}

// amount is a number of things, as a sentence begins with it.
func amount(n int, what string) string {
	switch n {
	case 0:
		return "No " + what
	case 1:
		return "One " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// line is a submission in the summary's table.
type line struct {
	Input, Page, Target, Verdict string
	Rules                        []string
}

// lines are the table: one for each submission, and for each page without a form.
func (d *Document) lines() (out []line) {
	i := 0
	for _, in := range d.summary.Inputs {
		if in.Submissions == 0 {
			out = append(out, line{Input: in.Input})
		}
		for range in.Submissions {
			r := d.each[i].view.Report
			l := line{Input: in.Input, Page: r.Page.Host, Target: cmp.Or(r.Target.Host, r.Target.Scheme, "cannot be read"), Verdict: r.Verdict}
			for _, f := range r.Findings {
				l.Rules = append(l.Rules, f.Rule)
			}
			out = append(out, l)
			i++
		}
	}
	return out
}

// grave are the documents that a summary shows whole: those that interrupt.
func (d *Document) grave() (out []*Document) {
	for _, one := range d.each {
		if one.view.Report.Interrupts {
			out = append(out, one)
		}
	}
	return out
}
