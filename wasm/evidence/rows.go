package evidence

import (
	"strconv"
	"strings"
	"time"
)

// row is a fact for people: what it is, and one or more values.
type row struct {
	Label  string
	Values []string
}

// section is a part of the dossier for people, with its source and time.
type section struct {
	Title, Source, AsOf, Error string
	Rows                       []row
}

// rows are lines of a table; what is empty is left out.
type rows []row

func (r *rows) add(label string, values ...string) {
	var kept []string
	for _, v := range values {
		if v != "" {
			kept = append(kept, v)
		}
	}
	if kept != nil {
		*r = append(*r, row{label, kept})
	}
}

// Submission tells what would go where.
func (v *view) Submission() (out rows) {
	f := &v.Facts
	if v.Report == nil {
		return nil
	}
	out.add("Page", f.Page.URL+open(f.Page.URL))
	out.add("Frame", f.Frame.URL)
	if f.Script.URL != "" || f.Script.Way != "" {
		early := ""
		if f.Script.Early {
			early = ", while the person was typing"
		}
		out.add("Sent by a script", f.Script.URL, f.Script.Way+early)
	} else {
		name := "number " + strconv.FormatInt(f.Form.Index+1, 10) + " on the page"
		for _, id := range []string{f.Form.ID, f.Form.Name} {
			if id != "" {
				name += ", “" + id + "”"
			}
		}
		out.add("Form", name)
	}
	if f.Submitter.Overrides {
		out.add("Button", "“"+f.Submitter.Name+"”, with a target of its own")
	}
	out.add("Target", f.Target.URL+open(f.Target.URL))
	out.add("Method", strings.ToUpper(f.Target.Method)+encoding(f.Target.Method, f.Target.Enctype))
	if f.Target.Context != "_self" {
		out.add("Opens in", f.Target.Context)
	}
	var fields []string
	for _, x := range f.Fields {
		if x.Filled {
			fields = append(fields, strings.TrimSpace(x.Name+" ("+kindOfControl(x.Control, x.Type)+")"))
		}
	}
	out.add("Fields filled", strings.Join(fields, ", "))
	out.add("They ask for", strings.Join(v.Report.Kinds, ", "))
	out.add("Judged at", moment(f.Now))
	if f.Home != "" {
		out.add("For a person in", v.country(f.Home))
	}
	if s := f.Seen; s != nil && s.Host != "" {
		where := s.Scheme + "://" + s.Host
		if s.Country != "" {
			where += ", " + v.country(s.Country)
		}
		out.add("Led before to", where+", "+moment(s.At))
	}
	return out
}

// transfers are the statuses of a transfer in words.
var transfers = map[string]string{
	"no-home":    "nobody knows whose law counts, as no home is chosen",
	"unknown":    "the country of the recipient is not known",
	"home":       "stays under the law of the person's home",
	"neutral":    "not a transfer by this law",
	"adequate":   "seen as adequate by this law",
	"partial":    "adequate for some recipients only; it depends on the recipient",
	"restricted": "a restricted transfer: not seen as adequate by this law",
	"no-data":    "leaves the person's home, of whose law nothing is known here",
}

// bases are what a transfer is judged by, in words.
var bases = map[string]string{
	"operator":            "the law that the operator is under",
	"operator-unverified": "the law that the operator is said to be under; nobody has opened the source of this yet",
	"hosting":             "where the server stands",
}

func open(url string) string {
	if strings.HasPrefix(url, "http:") {
		return " (not encrypted)"
	}
	return ""
}

func encoding(method, enctype string) string {
	if method == "post" && enctype != "" {
		return ", " + enctype
	}
	return ""
}

func kindOfControl(control, kind string) string {
	if kind == "" {
		return control
	}
	return kind
}

// Recipient tells who would receive it, where, and under whose law.
func (v *view) Recipient() (out rows) {
	r := v.Report
	if r == nil {
		return nil
	}
	out.add("Host", r.Target.Host)
	if r.Target.SameSite {
		out.add("Site", r.Target.Site+", the page's own")
	} else {
		out.add("Site", r.Target.Site+"; the page's is "+r.Page.Site)
	}
	if o := r.Operator; o != nil {
		verified := ""
		if !o.Verified {
			verified = " (nobody has opened the source of this yet)"
		}
		out.add("Run by", strings.TrimSuffix(o.Name+", "+o.Role, ", ")+verified)
		out.add("Under the law of", v.country(o.Jurisdiction))
	}
	if p := r.Place; p != nil {
		where := p.CountryName
		if p.Confidence != "agreed" {
			where = strings.TrimPrefix(where+" (confidence: "+p.Confidence+")", " ")
		}
		out.add("Server in", where)
		if p.ASN != 0 {
			out.add("Network", strings.TrimSpace("AS"+strconv.FormatInt(p.ASN, 10)+" "+p.ASName))
		}
	}
	if t := r.Transfer; t.Status != "" && t.Status != "none" {
		how := transfers[t.Status]
		if t.CountryName != "" {
			how = t.CountryName + ": " + how
		}
		out.add("Transfer", how)
		out.add("Country taken from", bases[t.Basis])
		out.add("Law", t.Law)
		out.add("Source of the law", t.Source)
	}
	return out
}

// Sections are those of the dossier that are there, in the schema's order.
func (v *view) Sections() (out []section) {
	for _, p := range root.Defs["Dossier"].Properties {
		m, there := v.Facts.Dossier[p.name].(map[string]any)
		if !there || p.node.Type != "object" {
			continue
		}
		s := section{Title: p.node.Title, Source: text(m, "source"), AsOf: readable(text(m, "asOf")), Error: text(m, "error")}
		s.Rows = v.facts(p.name, p.node, m)
		out = append(out, s)
	}
	return out
}

// facts are a section's. Of hosting, every fact of an address has a row of its own.
func (v *view) facts(name string, n *node, m map[string]any) (out rows) {
	for _, p := range n.Properties {
		list, _ := m[p.name].([]any)
		switch {
		case p.name == "source" || p.name == "asOf" || p.name == "ttl" || p.name == "error":
		case name == "hosting" && p.name == "addresses":
			for _, address := range list {
				out = append(out, v.facts("", p.node.Items, address.(map[string]any))...)
			}
		default:
			out.add(p.node.Title, v.values(p.node, m[p.name])...)
		}
	}
	return out
}

// values are those of one fact: one for each thing of a list of things, else one.
func (v *view) values(n *node, x any) []string {
	list, ok := x.([]any)
	if !ok {
		return []string{v.value(n, x)}
	}
	var out []string
	sentences := n.Items.Type == "object"
	for _, item := range list {
		s := v.value(n.Items, item)
		sentences = sentences || strings.Contains(s, ", ")
		out = append(out, s)
	}
	if sentences {
		return out
	}
	return []string{strings.Join(out, ", ")}
}

// value is one fact in words; "" for what is not known. Of a thing with names, the
// first stands for it and the others follow.
func (v *view) value(n *node, x any) string {
	switch x := x.(type) {
	case string:
		if n.Format == "formtrace-country" {
			return v.country(x)
		}
		return readable(x)
	case bool:
		if x {
			return "yes"
		}
		return "no"
	case float64: // as encoding/json reads numbers; what has none of them is 0
		if x != 0 {
			return strconv.FormatInt(int64(x), 10)
		}
	case []any:
		return strings.Join(v.values(n, x), ", ")
	case map[string]any:
		// Of which only the name is known, nothing is.
		first, more := "", []string(nil)
		for i, p := range n.Properties {
			s := v.value(p.node, x[p.name])
			switch {
			case s == "":
			case i == 0:
				first = s
			default:
				more = append(more, strings.TrimPrefix(p.node.Title+" ", " ")+s)
			}
		}
		if more == nil {
			return ""
		}
		return strings.TrimPrefix(first+": "+strings.Join(more, "; "), ": ")
	}
	return ""
}

// country is a code with its name.
func (v *view) country(code string) string {
	if name := v.Countries[code]; name != "" {
		return name + " (" + code + ")"
	}
	return code
}

// readable is a time of RFC 3339 for people, its zone said; other texts stay.
func readable(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	if _, offset := t.Zone(); offset == 0 {
		return t.Format("2006-01-02 15:04:05 UTC")
	}
	return t.Format("2006-01-02 15:04:05 (UTC-07:00)")
}

// moment is a time in Unix seconds; "" for none.
func moment(unix int64) string {
	if unix == 0 {
		return ""
	}
	return time.Unix(unix, 0).UTC().Format("2006-01-02 15:04:05 UTC")
}
