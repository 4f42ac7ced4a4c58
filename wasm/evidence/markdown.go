package evidence

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Markdown writes the document as CommonMark, with tables as GitHub has them.
func (d *Document) Markdown(w io.Writer) error {
	m := &marks{}
	if d.summary != nil {
		m.summary(d)
	} else {
		m.heading(1, d.view.Headline())
		m.evidence(&d.view, 2)
		if err := m.appendix(d); err != nil {
			return err
		}
	}
	m.paragraph(esc("Made by Formtrace, from facts and rules, without anything that anybody typed."))
	_, err := w.Write(m.Bytes())
	return err
}

// marks is Markdown being written.
type marks struct{ bytes.Buffer }

// escapes are the characters that mean something to Markdown within a line, and
// what makes a link of a bare address; what counts only where a line begins is
// harmless, as no text of ours begins one.
var escapes = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`,
	"|", `\|`, "~", `\~`, "&", `\&`, "@", `\@`, "://", `\://`, "www.", `www\.`, "WWW.", `WWW\.`)

// esc makes a text mean itself: nothing in it is markup, a link or a new line.
func esc(s string) string { return escapes.Replace(strings.Join(strings.Fields(s), " ")) }

func (m *marks) heading(level int, s string) {
	m.paragraph(strings.Repeat("#", level) + " " + esc(s))
}

func (m *marks) paragraph(s string) {
	if m.Len() > 0 {
		m.WriteString("\n")
	}
	m.WriteString(s + "\n")
}

// table writes rows; without a head, an empty one, as Markdown needs one.
func (m *marks) table(head []string, list [][]string) {
	if len(list) == 0 {
		return
	}
	m.paragraph("| " + strings.Join(head, " | ") + " |")
	m.WriteString("|" + strings.Repeat(" --- |", len(head)) + "\n")
	for _, cells := range list {
		m.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
}

func (m *marks) facts(list []row) {
	var out [][]string
	for _, r := range list {
		var values []string
		for _, v := range r.Values {
			values = append(values, esc(v))
		}
		out = append(out, []string{esc(r.Label), strings.Join(values, "<br>")})
	}
	m.table([]string{"", ""}, out)
}

func (m *marks) evidence(v *view, level int) {
	m.paragraph("Made: " + esc(readable(v.Made)))
	verdict := ""
	if r := v.Report; r != nil {
		verdict = "**" + verdicts[r.Verdict] + "**"
		if r.Interrupts {
			verdict += ": Formtrace interrupts here"
		}
		verdict += ". "
	}
	m.paragraph(verdict + esc(v.Occasion()+" What was or would be typed is not in this document."))
	m.authority(v)
	if v.Report != nil {
		m.heading(level, "What was found")
		for i := range v.Report.Findings {
			m.finding(v, &v.Report.Findings[i])
		}
		if len(v.Report.Findings) == 0 {
			m.paragraph("No rule fired.")
		}
		m.heading(level, "The submission")
		m.facts(v.Submission())
		m.heading(level, "Who would receive it")
		m.facts(v.Recipient())
	}
	if list := v.Sections(); list != nil {
		m.heading(level, "What was looked up about "+text(v.Facts.Dossier, "host"))
		for _, s := range list {
			m.heading(level+1, s.Title)
			m.paragraph("Source: " + esc(s.Source) + ", " + esc(s.AsOf))
			if s.Error != "" {
				m.paragraph("Not complete: " + esc(s.Error))
			}
			m.facts(s.Rows)
		}
	}
	m.heading(level, "What is not known")
	m.WriteString("\n")
	for _, g := range v.Unknown {
		m.WriteString("- " + esc(g.What+": "+g.Why) + "\n")
	}
	if v.Unknown == nil {
		m.WriteString("Nothing that was asked for is missing.\n")
	}
	m.digests(v, level)
}

func (m *marks) authority(v *view) {
	a := v.Authority
	switch {
	case a != nil:
		line := "For complaints, " + esc(v.country(a.Place)) + ": **" + esc(a.Name) + "**, <" + strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20").Replace(a.Complaints) + ">"
		if !a.Verified {
			line += " (nobody of Formtrace has opened this address yet: check it first)"
		}
		m.paragraph(line)
	case v.Facts.Home == "":
		m.paragraph("No home was chosen, so this does not say who takes complaints.")
	default:
		m.paragraph("For complaints, " + esc(v.country(v.Facts.Home)) + ": nobody is known here.")
	}
	m.paragraph("Ask the site’s owner first: who receives this, and why there? Send this document along.")
}

func (m *marks) finding(v *view, f *finding) {
	line := "**" + verdicts[f.Verdict] + ". " + esc(f.Title) + ".** " + esc(f.Why)
	if f.Instead != "" {
		line += " " + esc(f.Instead)
	}
	about := "Rule " + esc(f.Rule)
	for _, s := range []string{f.Confidence, f.Source, readable(f.AsOf)} {
		if s != "" {
			about += ", " + esc(s)
		}
	}
	if f.LoweredBy != "" {
		about += ", lowered by " + esc(f.LoweredBy)
	}
	line += " (" + about + ")"
	if r := v.rule(f.Rule); r != nil {
		var from []string
		for _, s := range r.Sources {
			from = append(from, sourceLine(s))
		}
		opened := "opened on " + r.Verified
		if r.Verified == "no" {
			opened = "nobody has opened these sources yet"
		}
		line += "\n\n  " + esc(r.Why) + " It rests on: " + esc(strings.Join(from, "; ")+"; "+opened) + "."
	}
	m.paragraph("- " + line)
}

func (m *marks) digests(v *view, level int) {
	m.heading(level, "To check this document")
	b := &v.Bundle
	var list rows
	stale := ""
	if b.Stale {
		stale = " (expired: exemptions do not count)"
	}
	if b.Rules != b.Revision {
		stale = ", rules " + b.Rules + stale
	}
	list.add("Judged by", fmt.Sprintf("channel %s, version %d, revision %s%s", b.Channel, b.Version, b.Revision, stale),
		"issued "+readable(b.Issued)+", good until "+readable(b.Expires))
	list.add("SHA-256 of these rules", b.SHA256)
	list.add("SHA-256 of the facts", v.Digests.Facts)
	list.add("SHA-256 of the report", v.Digests.Report)
	list.add("SHA-256 of the page’s file", v.Digests.Page)
	m.facts(list)
}

// appendix writes the rules, and facts and report as they were hashed. A line of
// canonical JSON holds no fence: texts hold no line breaks.
func (m *marks) appendix(d *Document) error {
	if len(d.view.Rules) > 0 {
		m.heading(2, "Appendix: the rules as they are written")
		for _, r := range d.view.Rules {
			m.heading(3, r.ID)
			m.paragraph("```yaml\n" + strings.Join(r.Text, "\n") + "\n```")
		}
	}
	parts, err := d.canonicalParts()
	m.heading(2, "Appendix: facts and report of which the digests are (RFC 8785)")
	for _, p := range parts {
		m.paragraph("```json\n" + p + "\n```")
	}
	return err
}

func (m *marks) summary(d *Document) {
	s := d.summary
	m.heading(1, s.Title())
	m.paragraph("Made: " + esc(readable(s.Made)))
	m.paragraph(esc("Pages were inspected. Nobody had typed anything; every field counts as filled. " + s.about()))
	var list [][]string
	for _, l := range d.lines() {
		if l.Verdict == "" {
			list = append(list, []string{esc(l.Input), "no form", "", ""})
		} else {
			list = append(list, []string{esc(l.Page + " (" + l.Input + ")"), esc(l.Target), verdicts[l.Verdict], esc(strings.Join(l.Rules, ", "))})
		}
	}
	m.heading(2, "Every submission")
	m.table([]string{"Page", "Leads to", "Verdict", "Rules"}, list)
	m.heading(2, "Counts")
	for _, t := range d.tables() {
		var counts [][]string
		for _, r := range t.Rows {
			label := esc(r.Label)
			switch {
			case label == "":
				label = verdicts[r.Tone]
			case r.Tone != "":
				label += " (" + strings.ToLower(verdicts[r.Tone]) + ")"
			}
			counts = append(counts, []string{label, fmt.Sprint(r.Count)})
		}
		m.table([]string{t.What, "Submissions"}, counts)
	}
	for _, one := range d.grave() {
		m.heading(2, one.view.Headline())
		m.evidence(&one.view, 3)
	}
}
