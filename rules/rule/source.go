package rule

import "github.com/goccy/go-yaml/ast"

// The YAML files, as they are written. One entry each, told apart by kind; the
// folder that an entry stands in is named for its kind.

// behaviour is a rule: when it fires, and what it says.
type behaviour struct {
	Kind       string `yaml:"kind"`
	ID         string `yaml:"id"`
	Status     string `yaml:"status"`
	From       string `yaml:"from"`
	Confidence string `yaml:"confidence"`
	About      `yaml:",inline"`
	Cases      []ruleCase `yaml:"cases"`
	Hit        []example  `yaml:"hit"`
	Miss       []example  `yaml:"miss"`
	// Translations of why and the cases' texts, by language (BCP 47).
	Translations map[string]translation `yaml:"translations"`
}

type anyMap = map[string]any

// About is what every entry says of itself.
type About struct {
	Author   string     `yaml:"author"`   // a handle, no name of a person
	Created  string     `yaml:"created"`  // the day it was first written
	Changed  string     `yaml:"changed"`  // the day of its last change, where there was one
	Verified string     `yaml:"verified"` // "no", or the day on which somebody opened the source
	Why      string     `yaml:"why"`
	Evidence []evidence `yaml:"evidence"`
}

// translation is a rule's texts in another language, its cases in the same order.
type translation struct {
	Reviewed bool       `yaml:"reviewed"` // by somebody who speaks the language
	Why      string     `yaml:"why"`
	Cases    []caseText `yaml:"cases"`
}

type caseText struct {
	Title    string `yaml:"title"`
	Says     string `yaml:"says"`
	Instead  string `yaml:"instead"`
	Headline string `yaml:"headline"`
}

// ruleCase is one way a rule fires; the first that holds decides.
type ruleCase struct {
	Verdict  string   `yaml:"verdict"`
	When     ast.Node `yaml:"when"`
	Title    string   `yaml:"title"`
	Says     string   `yaml:"says"`
	Instead  string   `yaml:"instead"`
	Headline string   `yaml:"headline"`
}

// exemption lowers the findings of rules where its condition holds.
type exemption struct {
	Kind  string   `yaml:"kind"`
	ID    string   `yaml:"id"`
	Rules []string `yaml:"rules"`
	Lower string   `yaml:"lower"`
	When  ast.Node `yaml:"when"`
	About `yaml:",inline"`
	Hit   []example `yaml:"hit"`
	Miss  []example `yaml:"miss"`
}

type operator struct {
	Kind         string   `yaml:"kind"`
	ID           string   `yaml:"id"`
	Name         string   `yaml:"name"`
	Role         string   `yaml:"role"`
	Owner        string   `yaml:"owner"` // whose it is, where that is another name
	Jurisdiction string   `yaml:"jurisdiction"`
	Certified    []string `yaml:"certified"` // under the Data Privacy Framework: eu, uk (the UK Extension), ch
	Domains      []string `yaml:"domains"`
	Generated    string   `yaml:"generated"` // by what; such an entry needs no tests of its own
	About        `yaml:",inline"`
	Hit          []string `yaml:"hit"`
	Miss         []string `yaml:"miss"`
}

// operators is a list that a program made of somebody else's data. What stands in
// it yields to an operator's own file.
type operators struct {
	Kind      string `yaml:"kind"`
	ID        string `yaml:"id"`
	Generated string `yaml:"generated"` // of what, in which version
	Licence   string `yaml:"licence"`   // of the data, with its notice
	About     `yaml:",inline"`
	Operators []listed `yaml:"operators"`
}

type listed struct {
	ID           string   `yaml:"id"`
	Name         string   `yaml:"name"`
	Owner        string   `yaml:"owner"`
	Role         string   `yaml:"role"`
	Jurisdiction string   `yaml:"jurisdiction"`
	Domains      []string `yaml:"domains"`
}

// authority is a data protection authority: where a person complains.
type authority struct {
	Kind       string   `yaml:"kind"`
	ID         string   `yaml:"id"`
	Name       string   `yaml:"name"`
	Places     []string `yaml:"places"`     // ISO 3166-1, or ISO 3166-2 for a part of a country: GB, US-CA
	Complaints string   `yaml:"complaints"` // the address of the page for complaints, or of the authority
	About      `yaml:",inline"`
}

// mark is what a channel says of some domains, in plain text.
type mark struct {
	Kind    string   `yaml:"kind"`
	ID      string   `yaml:"id"`
	Domains []string `yaml:"domains"`
	Verdict string   `yaml:"verdict"` // notice or warn
	Title   string   `yaml:"title"`
	Says    string   `yaml:"says"`
	Instead string   `yaml:"instead"`
	About   `yaml:",inline"`
	Hit     []string `yaml:"hit"`
	Miss    []string `yaml:"miss"`
}

type names struct {
	Kind      string   `yaml:"kind"`
	ID        string   `yaml:"id"`
	Names     []string `yaml:"names"`
	Common    []string `yaml:"common"` // names of these that are common words, or whose neighbours are as well known
	Generated string   `yaml:"generated"`
	About     `yaml:",inline"`
	Hit       []string `yaml:"hit"`
	Miss      []string `yaml:"miss"`
}

type jurisdiction struct {
	Kind     string     `yaml:"kind"`
	ID       string     `yaml:"id"`
	Law      string     `yaml:"law"`
	Name     string     `yaml:"name"`
	Home     []string   `yaml:"home"`
	Neutral  []string   `yaml:"neutral"`
	Adequate []adequate `yaml:"adequate"`
	About    `yaml:",inline"`
	Hit      []string `yaml:"hit"`
	Miss     []string `yaml:"miss"`
}

type adequate struct {
	Country    string `yaml:"country"`
	Since      string `yaml:"since"`
	Until      string `yaml:"until"`
	Partial    bool   `yaml:"partial"`
	Recipients string `yaml:"recipients"`
	Source     string `yaml:"source"`
}

type countries struct {
	Kind      string              `yaml:"kind"`
	Source    string              `yaml:"source"`
	Countries map[string]string   `yaml:"countries"`
	Groups    map[string][]string `yaml:"groups"`
	The       []string            `yaml:"the"` // countries whose name takes "the"
}

type channel struct {
	Kind    string `yaml:"kind"`
	ID      string `yaml:"id"`
	Version int    `yaml:"version"`
	Issued  string `yaml:"issued"`
	Expires string `yaml:"expires"`
	Client  int    `yaml:"client"` // the first version of the client that understands it; 1 when not given
}

type evidence struct {
	Source string `yaml:"source"`
	Date   string `yaml:"date"`
	Note   string `yaml:"note"`
}

// example is a submission of a rule's own tests, written briefly; what is left
// out is a plain harmless form (see example.go).
type example struct {
	Name    string   `yaml:"name"`
	Near    bool     `yaml:"near"` // a near miss: one condition away from a hit
	Verdict string   `yaml:"verdict"`
	Case    int      `yaml:"case"` // which of the rule's cases fires, from 1; 0 does not say
	Page    string   `yaml:"page"`
	Target  string   `yaml:"target"`
	Method  string   `yaml:"method"`
	Fields  []string `yaml:"fields"` // names; "type:name" for a type other than text
	Frame   string   `yaml:"frame"`  // the document that the form is in, when that is not the page
	Script  string   `yaml:"script"` // the script that sends by itself, when it is no form
	Early   bool     `yaml:"early"`  // it sends while the person is still typing
	Home    string   `yaml:"home"`
	At      string   `yaml:"at"` // the day of the dossier
	Dossier anyMap   `yaml:"dossier"`
	Seen    anyMap   `yaml:"seen"`
}
