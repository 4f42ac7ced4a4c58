package rule

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// document is one YAML file taken apart: it knows where everything in it stands.
type document struct {
	file string
	body ast.Node
	at   map[string]place // by path, such as "cases[0].title"
}

type place struct{ line, column int }

// parse reads the text of a file. An empty file is a mapping without entries.
func parseDocument(file string, data []byte) (*document, *Error) {
	tree, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey()) // mapping says which
	if err != nil {
		return nil, yamlError(file, err)
	}
	d := &document{file: file, at: map[string]place{"": {1, 1}}}
	if len(tree.Docs) > 1 {
		return nil, &Error{File: file, What: "more than one YAML document; expected one entry in a file"}
	}
	if len(tree.Docs) == 1 {
		d.body = tree.Docs[0].Body
	}
	return d, nil
}

// fault is an error at a path, or at the nearest thing above it that is there.
func (d *document) fault(path, format string, args ...any) *Error {
	e := &Error{File: d.file, Path: path, What: fmt.Sprintf(format, args...)}
	for {
		if at, ok := d.at[path]; ok {
			e.Line, e.Column = at.line, at.column
			return e
		}
		if path == "" {
			return e // a document that was not read from a file
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
}

// check compares the file with the type that it is to be read into, and returns
// everything that does not fit: names that are unknown or there twice, and values
// of another kind. It notes where each thing stands, and leaves nothing in the
// place of a value of another kind, so that the rest can be read.
func (d *document) check(t reflect.Type) (errs Errors) {
	d.walk("", d.body, t, &errs)
	return errs
}

var nodeType = reflect.TypeFor[ast.Node]()

// walk checks a value and reports whether it is of the kind that is expected.
func (d *document) walk(path string, n ast.Node, t reflect.Type, errs *Errors) (fits bool) {
	if n == nil {
		return true
	}
	first := n
	if pairs := entries(n); len(pairs) > 0 {
		first = pairs[0].Key // a mapping's own token is its first colon
	}
	if tok := first.GetToken(); tok != nil {
		if _, noted := d.at[path]; !noted {
			d.at[path] = place{tok.Position.Line, tok.Position.Column}
		}
	}
	switch v := n.(type) {
	case *ast.AnchorNode:
		return d.walk(path, v.Value, t, errs)
	case *ast.AliasNode, *ast.NullNode:
		return true // an alias's anchor is checked where it stands; null is the zero value
	}
	wrong := func(expected string) bool {
		*errs = append(*errs, d.fault(path, "%s: expected %s", last(path), expected))
		return false
	}
	if t == nodeType || t.Kind() == reflect.Interface {
		d.twice(path, n, errs)
		return true // a condition is checked when it is compiled, a dossier when it is used
	}
	switch t.Kind() {
	case reflect.Struct:
		pairs := entries(n)
		if pairs == nil {
			if m, ok := n.(*ast.MappingNode); ok && len(m.Values) == 0 {
				return true
			}
			return wrong("a mapping with some of " + strings.Join(keysOf(t), ", "))
		}
		d.mapping(path, pairs, t, errs)
	case reflect.Slice:
		list, ok := n.(*ast.SequenceNode)
		if !ok {
			return wrong("a list")
		}
		for i, item := range list.Values {
			if !d.walk(fmt.Sprintf("%s[%d]", path, i), item, t.Elem(), errs) {
				list.Values[i] = ast.Null(item.GetToken())
			}
		}
	case reflect.Map:
		pairs := entries(n)
		if m, ok := n.(*ast.MappingNode); pairs == nil && !(ok && len(m.Values) == 0) {
			return wrong("a mapping")
		}
		d.once(path, pairs, errs)
		for _, p := range pairs {
			if !d.walk(join(path, p.Key.String()), p.Value, t.Elem(), errs) {
				p.Value = ast.Null(p.Value.GetToken())
			}
		}
	case reflect.Bool:
		if _, ok := n.(*ast.BoolNode); !ok {
			return wrong("true or false")
		}
	case reflect.Int, reflect.Int64:
		if _, ok := n.(*ast.IntegerNode); !ok {
			return wrong("a whole number")
		}
	case reflect.String:
		switch n.(type) {
		case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode:
			return wrong("a text")
		case *ast.BoolNode:
			return wrong("a text; put " + n.GetToken().Value + " in quotes")
		}
	}
	return true
}

// mapping checks the entries of a mapping against the fields of a struct.
func (d *document) mapping(path string, pairs []*ast.MappingValueNode, t reflect.Type, errs *Errors) {
	fields := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		if name := yamlName(f); name != "" {
			fields[name] = f.Type
		}
	}
	seen := map[string]bool{}
	for _, p := range pairs {
		key := strings.Trim(p.Key.String(), `"'`)
		if key == "<<" {
			continue
		}
		at := join(path, key)
		pos := p.Key.GetToken().Position
		here := func(format string, args ...any) {
			*errs = append(*errs, &Error{File: d.file, Path: at, Line: pos.Line, Column: pos.Column, What: fmt.Sprintf(format, args...)})
		}
		inner, ok := fields[key]
		switch {
		case !ok:
			here("unknown field %q; expected one of %s", key, strings.Join(keysOf(t), ", "))
			continue
		case seen[key]:
			here("%s: stands here twice", key)
			continue
		}
		seen[key] = true
		d.at[at] = place{pos.Line, pos.Column}
		if !d.walk(at, p.Value, inner, errs) {
			p.Value = ast.Null(p.Value.GetToken())
		}
	}
}

// once notes the names that stand twice in a mapping.
func (d *document) once(path string, pairs []*ast.MappingValueNode, errs *Errors) {
	seen := map[string]bool{}
	for _, p := range pairs {
		key, pos := p.Key.String(), p.Key.GetToken().Position
		if seen[key] {
			*errs = append(*errs, &Error{File: d.file, Path: join(path, key), Line: pos.Line, Column: pos.Column, What: key + ": stands here twice"})
		}
		seen[key] = true
	}
}

// twice notes the names that stand twice in any mapping within a value.
func (d *document) twice(path string, n ast.Node, errs *Errors) {
	pairs := entries(n)
	d.once(path, pairs, errs)
	for _, p := range pairs {
		d.twice(join(path, p.Key.String()), p.Value, errs)
	}
	if list, ok := n.(*ast.SequenceNode); ok {
		for _, item := range list.Values {
			d.twice(path, item, errs)
		}
	}
}

// decode reads the file into v, a pointer to the type it was checked against: as
// far as check found that it fits.
func (d *document) decode(v any) *Error {
	if d.body == nil {
		return nil
	}
	if err := yaml.NodeToValue(d.body, v, yaml.AllowDuplicateMapKey()); err != nil {
		return yamlError(d.file, err)
	}
	return nil
}

// plain reads the file as maps, lists and scalars.
func (d *document) plain(v *any) {
	// What could not be read was said when the file was loaded.
	_ = yaml.NodeToValue(d.body, v)
}

func keysOf(t reflect.Type) (out []string) {
	for _, f := range reflect.VisibleFields(t) {
		if name := yamlName(f); name != "" {
			out = append(out, name)
		}
	}
	return slices.Clip(out)
}

func yamlName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// last is the part of a path that names what is wrong there.
func last(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}
