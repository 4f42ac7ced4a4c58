// Package sarif writes findings in the Static Analysis Results Interchange Format
// (OASIS SARIF 2.1.0), the part of it that code hosts and editors read.
package sarif

// Finding is something found at a place.
type Finding struct {
	Rule         string // an id
	Level        string // "error", "warning" or "note"
	Text         string
	File         string // a relative path with slashes, or a URL
	Line, Column int    // from 1; 0 for the whole file
}

// Rule is what a finding's rule id stands for.
type Rule struct{ ID, Name, Why string }

// Log is a SARIF log; encoding/json writes it.
type Log struct {
	Schema  string `json:"$schema"`
	Version string `json:"version"`
	Runs    []run  `json:"runs"`
}

type run struct {
	Tool    tool     `json:"tool"`
	Results []result `json:"results"`
}

type tool struct {
	Driver driver `json:"driver"`
}

type driver struct {
	Name  string      `json:"name"`
	Rules []ruleEntry `json:"rules"`
}

type ruleEntry struct {
	ID    string   `json:"id"`
	Name  string   `json:"name,omitempty"`
	Short *message `json:"shortDescription,omitempty"`
}

type message struct {
	Text string `json:"text"`
}

type result struct {
	RuleID    string     `json:"ruleId"`
	Level     string     `json:"level"`
	Message   message    `json:"message"`
	Locations []location `json:"locations"`
}

type location struct {
	Physical physical `json:"physicalLocation"`
}

type physical struct {
	Artifact artifact `json:"artifactLocation"`
	Region   *region  `json:"region,omitempty"`
}

type artifact struct {
	URI string `json:"uri"`
}

type region struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
}

// New makes a log of one run of a tool.
func New(name string, rules []Rule, findings []Finding) *Log {
	r := run{Tool: tool{driver{Name: name, Rules: []ruleEntry{}}}, Results: []result{}}
	for _, x := range rules {
		e := ruleEntry{ID: x.ID, Name: x.Name}
		if x.Why != "" {
			e.Short = &message{x.Why}
		}
		r.Tool.Driver.Rules = append(r.Tool.Driver.Rules, e)
	}
	for _, f := range findings {
		p := physical{Artifact: artifact{f.File}}
		if f.Line > 0 {
			p.Region = &region{f.Line, f.Column}
		}
		r.Results = append(r.Results, result{f.Rule, f.Level, message{f.Text}, []location{{p}}})
	}
	return &Log{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []run{r}}
}
