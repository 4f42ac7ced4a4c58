// Package form describes what a page is about to send: the submission with its
// page, form, fields, submitter and target. It holds names and attributes only,
// never a value. Call KindOf to learn what a field asks for.
//
// The JSON shape of Submission is what the content script sends, what a rule's
// own tests are written in, and what the native inspector makes of a saved page.
package form

// Submission is one concrete sending: page, form and submitter, and where it goes.
type Submission struct {
	Page      Document  `json:"page"`
	Frame     Document  `json:"frame,omitzero"` // the form's document, when that is not the page
	Form      Form      `json:"form"`
	Target    Target    `json:"target"`
	Submitter Submitter `json:"submitter,omitzero"`
	Fields    []Field   `json:"fields"`
	Script    Script    `json:"script,omitzero"` // what sends, when that is no form
}

// Document names a document by its URL: scheme, host, port and path, nothing else.
type Document struct {
	URL string `json:"url"`
}

// Script is a script that sends by itself: its URL, how (fetch, xhr, beacon, …), and
// whether it does so early, while the person is still typing. Fields are then
// those whose values are in what it sends.
type Script struct {
	URL   string `json:"url"`
	Way   string `json:"way"`
	Early bool   `json:"early"`
}

// Form is the form element, as far as it tells forms of one page apart.
type Form struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Index int    `json:"index"`
}

// Target is the URL that a submission goes to, after formaction, base and late
// rewrites, with the method ("get", "post", "dialog"), the encoding and the
// browsing context ("_self", "_blank", a frame's name) that go with it.
type Target struct {
	URL        string   `json:"url"`
	QueryNames []string `json:"queryNames,omitempty"`
	Method     string   `json:"method"`
	Enctype    string   `json:"enctype"`
	Context    string   `json:"context"`
}

// Submitter is the button; Overrides says that it has formaction or another
// form* attribute of its own.
type Submitter struct {
	Name      string `json:"name"`
	Overrides bool   `json:"overrides"`
}

// Field is one control of the form. Filled says whether it holds anything.
type Field struct {
	Name         string `json:"name"`
	ID           string `json:"id"`
	Control      string `json:"control"` // input, textarea or select
	Type         string `json:"type"`
	Autocomplete string `json:"autocomplete"`
	Label        string `json:"label"`
	Placeholder  string `json:"placeholder"`
	Filled       bool   `json:"filled"`
}
