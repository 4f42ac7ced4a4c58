package evidence

import "github.com/formtrace/formtrace/rules/rule"

// view is a document as the renderers read it.
type view struct {
	Made  string
	Facts struct {
		Occasion string
		Page     struct{ URL string }
		Frame    struct{ URL string }
		Form     struct {
			ID, Name string
			Index    int64
		}
		Target    struct{ URL, Method, Enctype, Context string }
		Submitter struct {
			Name      string
			Overrides bool
		}
		Fields []struct {
			Name, Control, Type, Autocomplete string
			Filled                            bool
		}
		Script struct {
			URL, Way string
			Early    bool
		}
		Home    string
		Now     int64
		Asked   string
		Seen    *seen
		Dossier map[string]any
	}
	Report    *report
	Rules     []Rule
	Unknown   []gap
	Countries map[string]string
	Authority *Authority
	Bundle    struct {
		Channel, Revision, Rules, Issued, Expires, SHA256 string
		Version                                           int64
		Stale                                             bool
	}
	Digests struct{ Facts, Report, Page string }
}

// seen is where the form led before.
type seen struct {
	Host, Site, Country, Scheme string
	At                          int64
}

type report struct {
	Verdict    string
	Interrupts bool
	Page       struct{ URL, Host, Site string }
	Target     struct {
		URL, Scheme, Host, Site, Network, Method string
		Secure, SameSite                         bool
	}
	Kinds    []string
	Personal bool
	Operator *struct {
		Name, Role, Jurisdiction string
		Verified                 bool
	}
	Place *struct {
		Address, Country, CountryName, Confidence, ASName string
		ASN                                               int64
	}
	Transfer struct{ Status, Country, CountryName, Basis, Law, Source string }
	Headline string
	Findings []finding
}

type finding struct {
	Rule, Verdict, Title, Why, Instead, Source, AsOf, Confidence, LoweredBy string
}

// verdicts are the words for them, as the extension has them.
var verdicts = map[string]string{"danger": "Danger", "warn": "Warning", "notice": "Notice", "clear": "Nothing found"}

// gravest first.
var gravity = []string{"danger", "warn", "notice", "clear"}

// Headline is what the document says first.
func (v *view) Headline() string {
	if v.Report != nil {
		return v.Report.Headline
	}
	return "What is known about " + text(v.Facts.Dossier, "host") + "."
}

// Verdict is the report's, "" for a host alone.
func (v *view) Verdict() string {
	if v.Report == nil {
		return ""
	}
	return v.Report.Verdict
}

// Occasion says how the document came about.
func (v *view) Occasion() string {
	switch v.Facts.Occasion {
	case Held:
		return "Formtrace held this submission back, and asked the person."
	case Refused:
		return "Formtrace refused this request of a script, and asked nobody: it was not sent."
	case Sent:
		return "This submission was sent."
	case Host:
		return "A host was looked up. There was no submission."
	}
	return "A page was inspected. Nobody had typed anything; every field counts as filled."
}

// rule finds the text of a rule that fired.
func (v *view) rule(id string) *Rule {
	for i := range v.Rules {
		if v.Rules[i].ID == id {
			return &v.Rules[i]
		}
	}
	return nil
}

// sourceLine tells of a source in one line.
func sourceLine(s rule.Source) string {
	line := s.Source + " (" + s.Date + ")"
	if s.Note != "" {
		line += ": " + s.Note
	}
	return line
}
