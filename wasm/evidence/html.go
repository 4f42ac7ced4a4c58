package evidence

import (
	"embed"
	"fmt"
	"html/template"
	"io"

	"github.com/formtrace/formtrace/rules/rule"
)

//go:embed page.html summary.html
var templates embed.FS

//go:embed page.css
var style string

// icons are those of extension/src/ui/parts.js, on a grid of 24 by 24.
var icons = map[string]string{
	"danger": "M8.2 2.5h7.6l5.7 5.7v7.6l-5.7 5.7H8.2l-5.7-5.7V8.2zM12 7v6M12 16.6v.1",
	"warn":   "M12 3 2 20.5h20zM12 9.5v5M12 17.4v.1",
	"notice": "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19zM12 11v6M12 7.2v.1",
	"clear":  "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19zM7.5 12.4l3.2 3.1 5.8-6.6",
	"lock":   "M5 11h14v10H5zM8 11V7.5a4 4 0 0 1 8 0V11",
	"unlock": "M5 11h14v10H5zM8 11V6.8a4 4 0 0 1 7.6-1.7",
	"head":   "M3 12h16M13 5l7 7-7 7",
}

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"path":     func(icon string) string { return icons[icon] },
	"word":     func(verdict string) string { return verdicts[verdict] },
	"readable": readable,
	"source":   func(s rule.Source) string { return sourceLine(s) },
	"ruleOf":   func(v *view, id string) *Rule { return v.rule(id) },
	"country":  func(v *view, code string) string { return v.country(code) },
	"host":     func(v *view) string { return text(v.Facts.Dossier, "host") },
}).ParseFS(templates, "*.html"))

// page is what every page begins with.
type page struct {
	Title, Sub, Made string
	Style            template.CSS
}

// table is one of the summary's tables of counts.
type table struct {
	By, What string
	Rows     []tableRow
}

type tableRow struct {
	Label, Tone string
	Count       int
}

// HTML writes the document as one page that needs nothing else: no script, no
// request. It is made to be printed.
func (d *Document) HTML(w io.Writer) error {
	if d.summary != nil {
		return d.summaryHTML(w)
	}
	host := text(d.view.Facts.Dossier, "host")
	if d.view.Report != nil {
		host = d.view.Report.Target.Host
	}
	parts, err := d.canonicalParts()
	if err != nil {
		return err
	}
	return pages.ExecuteTemplate(w, "evidence", struct {
		page
		View      *view
		Rules     []Rule
		Report    *report
		Canonical []string
	}{page{"Formtrace evidence: " + host, "Where a form sends what is typed into it", d.view.Made, template.CSS(style)}, &d.view, d.view.Rules, d.view.Report, parts})
}

// canonicalParts are facts and report as they were hashed.
func (d *Document) canonicalParts() (out []string, err error) {
	for _, name := range []string{"facts", "report"} {
		if part, there := d.tree[name]; there {
			data, err := canonical(part)
			if err != nil {
				return nil, err
			}
			out = append(out, string(data))
		}
	}
	return out, nil
}

func (d *Document) summaryHTML(w io.Writer) error {
	s := d.summary
	var each []*view
	for _, one := range d.grave() {
		each = append(each, &one.view)
	}
	return pages.ExecuteTemplate(w, "summary", struct {
		page
		Summary *summary
		Pages   string
		Chart   chart
		Lines   []line
		Tables  []table
		Each    []*view
	}{page{"Formtrace evidence: " + s.Title(), "Where forms send what is typed into them", s.Made, template.CSS(style)},
		s, s.about(), s.drawing(), d.lines(), d.tables(), each})
}

// about says in a sentence what the counts leave open.
func (s *summary) about() string {
	text := fmt.Sprintf("Hosts of other sites that they lead to: %d.", s.Counts.Hosts)
	if s.Counts.WithoutForms > 0 {
		text += fmt.Sprintf(" Pages without a form: %d.", s.Counts.WithoutForms)
	}
	return text
}

// tables are the summary's counts.
func (d *Document) tables() []table {
	s := d.summary
	verdict, rules := table{By: "verdict", What: "Verdict"}, table{By: "rule", What: "Rule"}
	country := table{By: "country of the server, of other sites", What: "Country"}
	for _, v := range s.Chart.Verdicts {
		verdict.Rows = append(verdict.Rows, tableRow{"", v.Verdict, v.Count})
	}
	for _, r := range s.Chart.Rules {
		rules.Rows = append(rules.Rows, tableRow{r.Rule, r.Verdict, r.Count})
	}
	for _, c := range s.Chart.Countries {
		country.Rows = append(country.Rows, tableRow{d.countryName(c.Country), "", c.Count})
	}
	return []table{verdict, rules, country}
}

func (d *Document) countryName(code string) string {
	if code == "" {
		return "not known, or not certain"
	}
	for _, one := range d.each {
		if one.view.Countries[code] != "" {
			return one.view.country(code)
		}
	}
	return code
}
