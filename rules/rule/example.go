package rule

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/inspect"
)

// request makes the inspector's request of a written example: a POST whose
// fields are all filled. A field is its name, or "type:name".
func (x *example) request() (*inspect.Request, error) {
	q := &inspect.Request{Home: x.Home}
	page, err1 := url.Parse(x.Page)
	target, err2 := url.Parse(x.Target)
	if err1 != nil || err2 != nil || page.Host == "" || x.Target != "" && target.Scheme == "" {
		return nil, fmt.Errorf("page: %q, target: %q; expected an absolute URL, and another or nothing", x.Page, x.Target)
	}
	q.Page.URL, q.Frame.URL, q.Target.URL = x.Page, x.Frame, x.Target
	if x.Early && x.Script == "" {
		return nil, fmt.Errorf("early: expected the script that sends, in script")
	}
	q.Script = form.Script{URL: x.Script, Early: x.Early}
	q.Target.Enctype, q.Target.Context = "application/x-www-form-urlencoded", "_self"
	if q.Target.Method = x.Method; x.Method == "" {
		q.Target.Method = "post"
	}
	if len(x.Fields) == 0 {
		return nil, fmt.Errorf("fields: expected at least one")
	}
	for _, f := range x.Fields {
		field := form.Field{Name: f, Control: "input", Type: "text", Filled: true}
		if kind, name, ok := strings.Cut(f, ":"); ok {
			field.Name = name
			if kind == "textarea" || kind == "select" {
				field.Control, field.Type = kind, ""
			} else {
				field.Type = kind
			}
		}
		q.Fields = append(q.Fields, field)
	}
	if x.At != "" {
		t, ok := bundle.ParseTime(x.At)
		if !ok {
			return nil, fmt.Errorf("at: %q is not a day (2007-01-12) or an RFC 3339 time", x.At)
		}
		q.Now = t
	}
	if x.Dossier != nil {
		if x.At == "" {
			return nil, fmt.Errorf("dossier: expected the day that it was made, in at")
		}
		q.Dossier = &inspect.Dossier{}
		if err := remake("dossier", x.Dossier, q.Dossier); err != nil {
			return nil, err
		}
		q.Dossier.Host, q.Dossier.AsOf = target.Hostname(), x.At
	}
	if x.Seen != nil {
		q.Seen = &inspect.Seen{}
		if err := remake("seen", x.Seen, q.Seen); err != nil {
			return nil, err
		}
	}
	return q, nil
}

// Submission is a submission as rule files write it: what is left out is a plain
// harmless form.
type Submission = example

// Request makes the inspector's request of a submission.
func (x *example) Request() (*inspect.Request, error) { return x.request() }

// remake puts what YAML made of a part of an example into the inspector's type.
func remake(what string, from anyMap, to any) error {
	data, err := json.Marshal(from)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
