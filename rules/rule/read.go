package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/form"
)

// reader reads the mappings behind `when:`. In a mapping every entry must hold;
// `all`, `any` and `not` nest. An entry is a fact and what it must be: a value, a
// list of values (one of them), or a mapping with one of known, below, least,
// not, older.
type reader struct {
	*document
	path  string // where the condition stands
	errs  *Errors
	lands map[string]string
}

func (r *reader) fail(n ast.Node, format string, args ...any) {
	e := r.fault(r.path, format, args...)
	if n != nil && n.GetToken() != nil {
		e.Line, e.Column = n.GetToken().Position.Line, n.GetToken().Position.Column
	}
	*r.errs = append(*r.errs, e)
}

func entries(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	case *ast.AnchorNode:
		return entries(n.Value)
	}
	return nil
}

// mapping reads a mapping, all entries of which must hold.
func (r *reader) mapping(n ast.Node) *condition {
	all := &condition{op: opAll}
	pairs := entries(n)
	if len(pairs) == 0 {
		r.fail(n, "expected a mapping of facts to what they must be")
	}
	for _, p := range pairs {
		if c := r.entry(p); c != nil {
			c.line, c.column = p.Key.GetToken().Position.Line, p.Key.GetToken().Position.Column
			all.parts = append(all.parts, c)
		}
	}
	return all
}

// entry reads an entry of a mapping; nil where that has a fault.
func (r *reader) entry(p *ast.MappingValueNode) *condition {
	key := p.Key.String()
	switch key {
	case "not":
		return &condition{op: opNot, parts: []*condition{r.mapping(p.Value)}}
	case "all", "any":
		list, ok := p.Value.(*ast.SequenceNode)
		if !ok || len(list.Values) == 0 {
			r.fail(p.Value, "%s: expected a list of mappings", key)
			return nil
		}
		c := &condition{op: map[string]op{"all": opAll, "any": opAny}[key]}
		for _, v := range list.Values {
			part := r.mapping(v)
			if at := v.GetToken(); at != nil {
				part.line, part.column = at.Position.Line, at.Position.Column
			}
			c.parts = append(c.parts, part)
		}
		return c
	}
	fact, ok := bundle.ParseFact(key)
	if !ok {
		r.fail(p.Key, "there is no fact %q%s", key, nearest(key))
		return nil
	}
	return r.value(fact, p.Value)
}

func nearest(key string) string {
	prefix, _, _ := strings.Cut(key, ".")
	var like []string
	for _, d := range FactDocs {
		if strings.HasPrefix(d.Fact.Name(), prefix+".") {
			like = append(like, d.Fact.Name())
		}
	}
	if len(like) == 0 {
		return "; `go run ./rules facts` lists them"
	}
	return "; there are " + strings.Join(like, ", ")
}

// value reads what a fact must be.
func (r *reader) value(f bundle.Fact, v ast.Node) *condition {
	if pairs := entries(v); pairs != nil {
		if len(pairs) != 1 {
			r.fail(v, "%s: expected one of known, below, least, not, older", f.Name())
			return nil
		}
		return r.operation(f, pairs[0])
	}
	values := []ast.Node{v}
	if list, ok := v.(*ast.SequenceNode); ok {
		values = list.Values
	}
	if f.Type() != bundle.Bool {
		return r.oneOf(f, v, values)
	}
	if len(values) == 1 {
		if b, ok := values[0].(*ast.BoolNode); ok {
			return &condition{op: opYesNo, fact: f, yes: b.Value}
		}
	}
	r.fail(v, "%s: expected true or false", f.Name())
	return nil
}

// oneOf reads "the fact is one of these".
func (r *reader) oneOf(f bundle.Fact, at ast.Node, values []ast.Node) *condition {
	switch f.Type() {
	case bundle.KindSet:
		c := &condition{op: opHas, fact: f}
		for _, v := range values {
			k, ok := form.ParseKind(scalar(v))
			if !ok {
				r.fail(v, "%s: there is no field kind %q; expected some of %s", f.Name(), scalar(v), strings.Join(kindNames(1<<form.NumKinds-1), ", "))
				continue
			}
			c.set.Add(k)
		}
		return c
	case bundle.Text, bundle.Country:
		if len(values) == 0 || len(values) > 200 {
			r.fail(at, "%s: expected 1 to 200 values", f.Name())
			return nil
		}
		c := &condition{op: opIs, fact: f}
		for _, v := range values {
			s := scalar(v)
			if allowed := FactDocs[f].Allowed; allowed != nil && !slices.Contains(allowed, s) {
				r.fail(v, "%s: %q is not among %s", f.Name(), s, strings.Join(allowed, ", "))
			}
			if _, ok := r.lands[s]; f.Type() == bundle.Country && !ok {
				r.fail(v, "%s: %q is not a country's code", f.Name(), s)
			}
			c.texts = append(c.texts, s)
		}
		return c
	}
	r.fail(at, "%s: expected a mapping with known, below or least", f.Name())
	return nil
}

// operation reads "known", "not" and the comparisons.
func (r *reader) operation(f bundle.Fact, p *ast.MappingValueNode) *condition {
	switch name := p.Key.String(); name {
	case "known":
		b, ok := p.Value.(*ast.BoolNode)
		if !ok {
			r.fail(p.Value, "known: expected true or false")
			return nil
		}
		return &condition{op: opKnown, fact: f, yes: b.Value}
	case "not":
		c := r.value(f, p.Value)
		if c == nil {
			return nil
		}
		return &condition{op: opNot, parts: []*condition{c}}
	case "below", "least":
		n, ok := p.Value.(*ast.IntegerNode)
		if !ok || f.Type() != bundle.Number && f.Type() != bundle.Date {
			r.fail(p.Value, "%s: %s: expected a whole number, for a fact that is one", f.Name(), name)
			return nil
		}
		c := &condition{op: map[string]op{"below": opBelow, "least": opLeast}[name], fact: f}
		if _, err := fmt.Sscan(n.Token.Value, &c.n); err != nil {
			r.fail(p.Value, "%s: %s: expected a whole number", f.Name(), name)
			return nil
		}
		return c
	case "older":
		pairs := entries(p.Value)
		if f.Type() != bundle.Banner || len(pairs) == 0 || len(pairs) > 100 {
			r.fail(p.Value, "%s: older: expected a mapping of products to versions, for server software", f.Name())
			return nil
		}
		c := &condition{op: opOlder, fact: f}
		for _, q := range pairs {
			version := scalar(q.Value)
			if version == "" || version[0] < '0' || version[0] > '9' {
				r.fail(q.Value, "older: %q is not a version such as \"2.4\"", version)
			}
			c.texts = append(c.texts, q.Key.String(), version)
		}
		return c
	default:
		r.fail(p.Key, "%s: %q: expected one of known, below, least, not, older", f.Name(), name)
		return nil
	}
}

func scalar(n ast.Node) string {
	if s, ok := n.(*ast.StringNode); ok {
		return s.Value
	}
	if n == nil || n.GetToken() == nil {
		return ""
	}
	return n.GetToken().Value
}
