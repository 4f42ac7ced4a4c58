// Package evidence makes of one inspection a document that can be sent to a
// site's owner or an authority: what was known and from where, what the inspector
// found, the rules that say so and their sources, what was not known, who takes
// complaints, and digests of all it rests on. Call Know once, Knowledge.Make for
// each submission, and Document.Write; Summarise makes one document of many.
//
// A document holds what schema.json names and nothing else, so no value that
// somebody typed: facts have no place for one, and of URLs the query, the
// fragment and the credentials are cut. The same input gives the same bytes.
//
// It is native only. evidence.js makes the same JSON in a browser, from the same
// schema and from Knowledge as JSON; a test compares the two.
package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Version is that of the documents' JSON; it rises when a name changes or goes.
const Version = 1

// The occasions of a document.
const (
	Inspected = "inspected" // a page was looked at and nobody typed: every field counts as filled
	Held      = "held"      // the submission was held back and the person asked
	Refused   = "refused"   // a script's request was not sent, and nobody was asked
	Sent      = "sent"      // it was sent
	Host      = "host"      // there is none: a host was looked up
)

// Known is what one document is made from.
type Known struct {
	Occasion string
	Made     time.Time // when the document is made; its zone is told
	Request  []byte    // JSON of what was inspected, as inspect.Request has it; {} for a host alone
	Report   []byte    // JSON of the inspector; nil for a host alone
	Dossier  []byte    // JSON as the worker answered it; nil where there is none. It goes before the request's own
	Bundle   Bundle
	Page     []byte // the page's bytes, of which only the digest is told; nil where nobody has them
}

// Bundle says by what was judged; Digest is the SHA-256 of the bundle's bytes.
type Bundle struct {
	Channel, Revision, Rules string
	Version                  uint32
	Issued, Expires          int64 // Unix seconds
	Stale                    bool
	Digest                   [32]byte
}

// Document is a piece of evidence, or the summary of many.
type Document struct {
	tree map[string]any
	view view
	// of a summary
	summary *summary
	each    []*Document
}

// JSON returns the document, which fits Schema. Its names are sorted.
func (d *Document) JSON() ([]byte, error) { return indented(d.tree) }

// Make makes the document of one submission, or of one host. The error names the
// part of the input that cannot be read.
func (k *Knowledge) Make(in *Known) (*Document, error) {
	facts, err := object("the request", in.Request)
	if err != nil {
		return nil, err
	}
	facts["occasion"] = in.Occasion
	if in.Dossier != nil {
		if facts["dossier"], err = object("the dossier", in.Dossier); err != nil {
			return nil, err
		}
	}
	tree := map[string]any{"schema": Version, "kind": "evidence", "made": in.Made.Format(time.RFC3339), "facts": facts,
		"rules": []any{}, "unknown": []any{}, "countries": map[string]any{}, "bundle": in.Bundle.tree(),
		"digests": map[string]any{"algorithm": "SHA-256", "canonical": "RFC 8785", "facts": digest(nil)}}
	if in.Report != nil {
		if tree["report"], err = object("the report", in.Report); err != nil {
			return nil, err
		}
	}
	if tree, err = kept("Evidence", tree); err != nil {
		return nil, err
	}
	return k.complete(tree, in.Page)
}

// kept is a tree as the schema of that name has it.
func kept(name string, tree map[string]any) (map[string]any, error) {
	v, _, err := root.Defs[name].keep("", tree)
	if err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	return v.(map[string]any), nil
}

// complete adds to facts and report, which are kept already, what follows from them.
func (k *Knowledge) complete(tree map[string]any, page []byte) (*Document, error) {
	facts := tree["facts"].(map[string]any)
	report, _ := tree["report"].(map[string]any)
	if err := consistent(facts, report); err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	tree["rules"] = k.fired(report)
	tree["unknown"] = gaps(facts, report)
	names := map[string]any{}
	k.name(names, root.Defs["Facts"], facts)
	k.name(names, root.Defs["Report"], report)
	tree["countries"] = names
	if a := k.authority(text(facts, "home")); a != nil {
		tree["authority"] = plain(a)
	}
	digests := tree["digests"].(map[string]any)
	for name, part := range map[string]map[string]any{"facts": facts, "report": report} {
		if part != nil {
			data, err := canonical(part)
			if err != nil {
				return nil, fmt.Errorf("evidence: %s: %w", name, err)
			}
			digests[name] = digest(data)
		}
	}
	if page != nil {
		digests["page"] = digest(page)
	}
	tree, err := kept("Evidence", tree)
	if err != nil {
		return nil, err
	}
	d := &Document{tree: tree}
	data, err := json.Marshal(tree)
	if err == nil {
		err = json.Unmarshal(data, &d.view)
	}
	return d, err
}

// consistent: occasion, report and dossier are about one thing. A dossier about
// another host than the target's is none.
func consistent(facts, report map[string]any) error {
	dossier, looked := facts["dossier"].(map[string]any)
	target, _ := report["target"].(map[string]any)
	occasion := text(facts, "occasion")
	switch {
	case occasion == "":
		return errors.New("facts.occasion: expected inspected, held, refused, sent or host")
	case occasion == Host && report != nil:
		return errors.New("report: expected none, as there was no submission")
	case occasion == Host && !looked:
		return errors.New("facts.dossier: expected one, as there was no submission")
	case occasion != Host && report == nil:
		return errors.New("report: expected one")
	}
	if report != nil && text(dossier, "host") != text(target, "host") {
		delete(facts, "dossier") // the inspector did not go by it either
	}
	return nil
}

// fired returns the texts of the rules that fired and of what lowered them, each once.
func (k *Knowledge) fired(report map[string]any) []any {
	out := []any{}
	told := map[string]bool{}
	findings, _ := report["findings"].([]any)
	for _, by := range []string{"rule", "loweredBy"} {
		for _, f := range findings {
			id := text(f.(map[string]any), by)
			if r := k.rule(id); r != nil && !told[id] {
				told[id] = true
				out = append(out, plain(r))
			}
		}
	}
	return out
}

// name notes the names of the countries whose codes stand in v.
func (k *Knowledge) name(names map[string]any, n *node, v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, p := range n.Properties {
			k.name(names, p.node, v[p.name])
		}
	case []any:
		for _, item := range v {
			k.name(names, n.Items, item)
		}
	case string:
		if n.Format == "formtrace-country" && k.Countries[v] != "" {
			names[v] = k.Countries[v]
		}
	}
}

// plain is a struct as a tree.
func plain(v any) map[string]any {
	data, err := json.Marshal(v)
	if err != nil {
		panic("evidence: " + err.Error()) // our own structs of texts
	}
	m, err := object("evidence", data)
	if err != nil {
		panic(err)
	}
	return m
}

func (b *Bundle) tree() map[string]any {
	day := func(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.RFC3339) }
	return map[string]any{"channel": b.Channel, "version": int64(b.Version), "revision": b.Revision, "rules": b.Rules,
		"issued": day(b.Issued), "expires": day(b.Expires), "stale": b.Stale, "sha256": fmt.Sprintf("%x", b.Digest)}
}
