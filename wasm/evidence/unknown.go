package evidence

import "strings"

// gap is something that was not known, and why.
type gap struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// gaps lists what was not known: what the report says, then the sections of the
// dossier that failed or were not asked for, then what else nobody knew. facts
// and report are kept already; report is nil where there is none.
func gaps(facts, report map[string]any) []any {
	out := []any{}
	told := map[string]bool{}
	add := func(what, why string) {
		if !told[what] && why != "" {
			told[what] = true
			out = append(out, map[string]any{"what": what, "why": why})
		}
	}
	list, _ := report["unknown"].([]any)
	for _, u := range list {
		what, why, _ := strings.Cut(u.(string), ": ")
		add(what, why)
	}
	dossier, _ := facts["dossier"].(map[string]any)
	for _, s := range sections {
		section, there := dossier[s.name].(map[string]any)
		switch {
		case there:
			add(s.what, text(section, "error"))
		case report != nil && dossier == nil:
			add(s.what, notAsked(text(facts, "asked"), report))
		default:
			add(s.what, "not asked for")
		}
	}
	if text(facts, "home") == "" {
		add("law", "no home is chosen, so nobody knows whose law counts")
	}
	target, _ := report["target"].(map[string]any)
	if _, known := report["operator"]; report != nil && !known && text(target, "network") == "public" && target["sameSite"] == false {
		add("operator", "the rules do not know who runs "+text(target, "host"))
	}
	return out
}

// sections are the dossier's, and what the report calls each.
var sections = []struct{ name, what string }{{"dns", "addresses"}, {"hosting", "hosting"}, {"registration", "registration"},
	{"certificate", "certificate"}, {"http", "web server"}, {"mail", "mail"}}

// notAsked says why there is no dossier; the words are those of the report.
func notAsked(asked string, report map[string]any) string {
	target, _ := report["target"].(map[string]any)
	switch asked {
	case "off":
		return "not looked up: no worker is chosen"
	case "failed":
		return "not looked up: the worker did not answer"
	case "limit":
		return "not looked up: this page has led to too many hosts"
	case "never":
		return "not looked up: the organisation names it as one that is never looked up"
	}
	if target["sameSite"] == true {
		return "not looked up: the target is of the page's own site"
	}
	return "not looked up"
}

// text is a property that is a text; "" where it is none.
func text(m map[string]any, name string) string {
	s, _ := m[name].(string)
	return s
}
