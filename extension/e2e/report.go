package e2e

import (
	"context"
	"slices"
)

// Report is what the inspector said about one submission, as far as tests and
// the demo read it; rules/inspect documents the whole.
type Report struct {
	Verdict    string `json:"verdict"`
	Interrupts bool   `json:"interrupts"`
	Page       struct {
		URL  string `json:"url"`
		Site string `json:"site"`
	} `json:"page"`
	Target struct {
		URL    string `json:"url"`
		Scheme string `json:"scheme"`
		Host   string `json:"host"`
		Site   string `json:"site"`
		Secure bool   `json:"secure"`
		Method string `json:"method"`
	} `json:"target"`
	Home     string   `json:"home"`
	Kinds    []string `json:"kinds"`
	Operator *struct {
		Name         string `json:"name"`
		Role         string `json:"role"`
		Jurisdiction string `json:"jurisdiction"`
		Verified     bool   `json:"verified"`
	} `json:"operator"`
	Place *struct {
		Address     string `json:"address"`
		Country     string `json:"country"`
		CountryName string `json:"countryName"`
		Confidence  string `json:"confidence"`
		ASN         int    `json:"asn"`
		ASName      string `json:"asName"`
	} `json:"place"`
	Transfer struct {
		Status      string `json:"status"`
		Country     string `json:"country"`
		CountryName string `json:"countryName"`
		Basis       string `json:"basis"`
	} `json:"transfer"`
	Headline string    `json:"headline"`
	Findings []Finding `json:"findings"`
	Unknown  []string  `json:"unknown"`
	Ask      string    `json:"ask"`
	Memory   *struct {
		Key     string `json:"key"`
		Host    string `json:"host"`
		Site    string `json:"site"`
		Country string `json:"country"`
		Scheme  string `json:"scheme"`
	} `json:"memory"`
}

// Finding is one rule that fired.
type Finding struct {
	Rule       string            `json:"rule"`
	Verdict    string            `json:"verdict"`
	Title      string            `json:"title"`
	Why        string            `json:"why"`
	Instead    string            `json:"instead"`
	Source     string            `json:"source"`
	Parameters map[string]string `json:"parameters"`
}

// Rules returns the ids of the rules that fired, most severe first.
func (r *Report) Rules() []string {
	ids := make([]string, len(r.Findings))
	for i, finding := range r.Findings {
		ids[i] = finding.Rule
	}
	return ids
}

// Has reports whether a rule fired.
func (r *Report) Has(rule string) bool { return slices.Contains(r.Rules(), rule) }

// Held returns the reports of the submissions that wait for a person's answer.
func (b *Browser) Held(ctx context.Context) (reports []Report, err error) {
	err = b.Background(ctx, `chrome.storage.session.get().then((all) =>
		Object.keys(all).filter((key) => key.startsWith('question:')).map((key) => all[key].report))`, &reports)
	return reports, err
}
