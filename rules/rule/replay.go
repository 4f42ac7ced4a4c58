package rule

import (
	"encoding/json"
	"fmt"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/inspect"
)

// Judge judges submissions by a set of rules.
type Judge struct {
	in *inspect.Inspector
}

// Verdict is what a judge says of one submission.
type Verdict struct {
	Verdict    string `json:"verdict"`
	Interrupts bool   `json:"interrupts"`
	Headline   string `json:"headline"`
	Findings   []struct {
		Rule      string `json:"rule"`
		Verdict   string `json:"verdict"`
		Why       string `json:"why"`
		LoweredBy string `json:"loweredBy,omitempty"`
	} `json:"findings"`
}

// Rules are the rules that fired, with their verdicts.
func (v *Verdict) Rules() map[string]string {
	out := map[string]string{}
	for _, f := range v.Findings {
		out[f.Rule] = f.Verdict
	}
	return out
}

// Judge compiles the set.
func (s *Set) Judge() (*Judge, error) {
	data, err := s.Compile()
	if err != nil {
		return nil, err
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		return nil, err
	}
	return &Judge{inspect.New(b)}, nil
}

// Judge judges one submission.
func (j *Judge) Judge(q *inspect.Request) (*Verdict, error) {
	v := &Verdict{}
	if err := json.Unmarshal(j.in.Report(q), v); err != nil {
		return nil, fmt.Errorf("the report is no JSON: %w", err)
	}
	return v, nil
}

// Likeness tells of the last submission how its target's name resembles another,
// and which: values of lookalike.how and lookalike.imitates, or "none" and "".
func (j *Judge) Likeness() (how, imitates string) {
	f := j.in.Facts()
	if how = f.Text(bundle.LookalikeHow); how == "" {
		return "none", ""
	}
	return how, f.Text(bundle.LookalikeImitates)
}
