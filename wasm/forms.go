//go:build !js

package main

import (
	"slices"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
	"golang.org/x/net/html"

	"github.com/formtrace/formtrace/rules/form"
)

// maxFields is how many fields of a form are told, as in the extension.
const maxFields = 200

// submissions lists what the page's forms would send: for each form its own
// target and, for each button that has one of its own, that. Facts are made as
// the extension's content script makes them (extension/src/content/facts.js).
func (p *page) submissions() []form.Submission {
	var forms []*html.Node
	byID := map[string]*html.Node{}
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode {
			if id := attr(n, "id"); id != "" && byID[id] == nil {
				byID[id] = n
			}
			if n.Data == "form" {
				forms = append(forms, n)
			}
		}
	}
	owned := map[*html.Node][]*html.Node{}
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && (n.Data == "input" || n.Data == "select" || n.Data == "textarea" || n.Data == "button") {
			if f := owner(n, byID); f != nil {
				owned[f] = append(owned[f], n)
			}
		}
	}
	labels := p.labels(byID)
	var out []form.Submission
	for i, f := range forms {
		own := form.Submission{
			Page:   form.Document{URL: plain(p.url)},
			Form:   form.Form{ID: attr(f, "id"), Name: attr(f, "name"), Index: i},
			Target: p.target(f, nil),
			Fields: []form.Field{},
		}
		var buttons []*html.Node
		for _, n := range owned[f] {
			switch {
			case isSubmit(n):
				if overrides(n) && !disabled(n) {
					buttons = append(buttons, n)
				}
			case isField(n) && len(own.Fields) < maxFields:
				own.Fields = append(own.Fields, field(n, labels[n]))
			}
		}
		out = append(out, own)
		for _, b := range buttons {
			s := own
			s.Target = p.target(f, b)
			s.Submitter = form.Submitter{Name: attr(b, "name"), Overrides: true}
			if !slices.ContainsFunc(out, func(o form.Submission) bool { return o.Form.Index == i && sameTarget(o.Target, s.Target) }) {
				out = append(out, s)
			}
		}
	}
	return out
}

func sameTarget(a, b form.Target) bool {
	return a.URL == b.URL && a.Method == b.Method && a.Context == b.Context
}

// owner is the form of a control: the one that its form attribute names, else
// the nearest around it.
func owner(n *html.Node, byID map[string]*html.Node) *html.Node {
	if has(n, "form") {
		if f := byID[attr(n, "form")]; f != nil && f.Data == "form" {
			return f
		}
		return nil
	}
	for a := range n.Ancestors() {
		if a.Type == html.ElementNode && a.Data == "form" {
			return a
		}
	}
	return nil
}

func isSubmit(n *html.Node) bool {
	t := strings.ToLower(attr(n, "type"))
	return n.Data == "input" && (t == "submit" || t == "image") || n.Data == "button" && t != "button" && t != "reset"
}

func overrides(n *html.Node) bool {
	return has(n, "formaction") || has(n, "formmethod") || has(n, "formenctype") || has(n, "formtarget")
}

// isField: what a person fills in and the browser sends.
func isField(n *html.Node) bool {
	if n.Data == "button" || attr(n, "name") == "" || disabled(n) {
		return false
	}
	switch strings.ToLower(attr(n, "type")) {
	case "hidden", "submit", "button", "reset", "image":
		return n.Data != "input"
	}
	return true
}

// disabled: by itself, or by a fieldset around it, but for its first legend.
func disabled(n *html.Node) bool {
	if has(n, "disabled") {
		return true
	}
	below := n
	for a := range n.Ancestors() {
		if a.Type == html.ElementNode && a.Data == "fieldset" && has(a, "disabled") && below != firstLegend(a) {
			return true
		}
		below = a
	}
	return false
}

func firstLegend(fieldset *html.Node) *html.Node {
	for c := range fieldset.ChildNodes() {
		if c.Type == html.ElementNode && c.Data == "legend" {
			return c
		}
	}
	return nil
}

var inputTypes = []string{"button", "checkbox", "color", "date", "datetime-local", "email", "file", "hidden", "image", "month", "number",
	"password", "radio", "range", "reset", "search", "submit", "tel", "text", "time", "url", "week"}

func field(n *html.Node, label string) form.Field {
	f := form.Field{Name: cut(attr(n, "name"), 256), ID: cut(attr(n, "id"), 256), Control: n.Data,
		Autocomplete: cut(attr(n, "autocomplete"), 256), Placeholder: cut(attr(n, "placeholder"), 256), Filled: true}
	if label == "" {
		label = collapse(attr(n, "aria-label"))
	}
	f.Label = cut(label, 256)
	switch n.Data {
	case "input":
		if f.Type = strings.ToLower(attr(n, "type")); !slices.Contains(inputTypes, f.Type) {
			f.Type = "text"
		}
	case "textarea":
		f.Type = "textarea"
	}
	return f
}

// labels returns the text of each control's labels.
func (p *page) labels(byID map[string]*html.Node) map[*html.Node]string {
	out := map[*html.Node]string{}
	for n := range p.root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "label" {
			continue
		}
		var of *html.Node
		if has(n, "for") {
			of = byID[attr(n, "for")]
		} else {
			for d := range n.Descendants() {
				if d.Type == html.ElementNode && (d.Data == "input" && !strings.EqualFold(attr(d, "type"), "hidden") || d.Data == "select" || d.Data == "textarea" || d.Data == "button") {
					of = d
					break
				}
			}
		}
		if of != nil {
			out[of] = collapse(out[of] + " " + words(n))
		}
	}
	return out
}

// words is the text of a label without what stands in fields and buttons.
func words(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.Type == html.ElementNode && slices.Contains([]string{"select", "textarea", "button", "script", "style"}, n.Data) {
		return ""
	}
	var parts []string
	for c := range n.ChildNodes() {
		parts = append(parts, words(c))
	}
	return strings.Join(parts, " ")
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// target is where a form sends, by itself or by a button.
func (p *page) target(f, button *html.Node) form.Target {
	get := func(name string) string {
		if button != nil && has(button, "form"+name) {
			return attr(button, "form"+name)
		}
		return attr(f, name)
	}
	t := form.Target{Method: strings.ToLower(get("method")), Enctype: strings.ToLower(get("enctype")), Context: get("target")}
	if t.Method != "post" && t.Method != "dialog" {
		t.Method = "get"
	}
	if t.Method == "get" || t.Enctype != "multipart/form-data" && t.Enctype != "text/plain" {
		t.Enctype = "application/x-www-form-urlencoded"
	}
	if t.Context == "" {
		t.Context = "_self"
	}
	u := p.url
	if action := strings.TrimSpace(get("action")); action != "" {
		var err error
		if u, err = p.base.Parse(action); err != nil {
			// The browser cannot read it either, and sends nowhere. What it holds
			// is not passed on.
			t.URL = ""
			return t
		}
	}
	t.URL = plain(u)
	if t.Method != "get" {
		u.SearchParams().Iterate(func(pair *whatwg.NameValuePair) { t.QueryNames = append(t.QueryNames, cut(pair.Name, 256)) })
		slices.Sort(t.QueryNames)
		t.QueryNames = slices.Compact(t.QueryNames)
	}
	return t
}

// plain is a URL's scheme, host, port and path; of schemes without a host only
// the scheme, and a mailto:'s address.
func plain(u *whatwg.Url) string {
	switch u.Scheme() {
	case "http", "https", "ws", "wss", "ftp", "file":
		return cut(u.Protocol()+"//"+u.Host()+u.Pathname(), 2048)
	case "mailto", "about":
		return cut(u.Protocol()+u.Pathname(), 2048)
	}
	return cut(u.Protocol(), 2048)
}

// cut keeps at most n bytes, and no part of a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
