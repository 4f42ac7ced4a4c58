package rule

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/form"
)

// conditions compiles the mappings behind `when:` to the bundle's code. In a
// mapping every entry must hold; `all`, `any` and `not` nest. An entry is a fact
// and what it must be: a value, a list of values (one of them), or a mapping
// with one of known, below, least, not, older.
type conditions struct {
	file  string
	pool  *pool
	errs  *Errors
	lands map[string]string
}

func (c *conditions) fail(n ast.Node, format string, args ...any) []byte {
	e := &Error{File: c.file, What: fmt.Sprintf(format, args...)}
	if n != nil && n.GetToken() != nil {
		e.Line, e.Column = n.GetToken().Position.Line, n.GetToken().Position.Column
	}
	*c.errs = append(*c.errs, e)
	return nil
}

func node(op bundle.Op, body []byte) []byte {
	out := append([]byte{byte(op)}, 0, 0)
	binary.LittleEndian.PutUint16(out[1:], uint16(len(body)))
	return append(out, body...)
}

// compile returns the code of a mapping.
func (c *conditions) compile(n ast.Node) []byte {
	pairs := entries(n)
	if len(pairs) == 0 {
		return c.fail(n, "expected a mapping of facts to what they must be")
	}
	var body []byte
	for _, p := range pairs {
		body = append(body, c.entry(p)...)
	}
	if len(body) > 60000 {
		return c.fail(n, "the condition is too long")
	}
	return node(bundle.OpAll, body)
}

func entries(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

func (c *conditions) entry(p *ast.MappingValueNode) []byte {
	key := p.Key.String()
	switch key {
	case "not":
		return node(bundle.OpNot, c.compile(p.Value))
	case "all", "any":
		list, ok := p.Value.(*ast.SequenceNode)
		if !ok || len(list.Values) == 0 {
			return c.fail(p.Value, "%s: expected a list of mappings", key)
		}
		var body []byte
		for _, v := range list.Values {
			body = append(body, c.compile(v)...)
		}
		if key == "any" {
			return node(bundle.OpAny, body)
		}
		return node(bundle.OpAll, body)
	}
	fact, ok := bundle.ParseFact(key)
	if !ok {
		return c.fail(p.Key, "there is no fact %q%s", key, nearest(key))
	}
	return c.value(fact, p.Value)
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

func (c *conditions) value(f bundle.Fact, v ast.Node) []byte {
	if pairs := entries(v); pairs != nil {
		if len(pairs) != 1 {
			return c.fail(v, "%s: expected one of known, below, least, not, older", f.Name())
		}
		return c.operation(f, pairs[0])
	}
	if list, ok := v.(*ast.SequenceNode); ok {
		return c.oneOf(f, v, list.Values)
	}
	return c.oneOf(f, v, []ast.Node{v})
}

// oneOf compiles "the fact is one of these".
func (c *conditions) oneOf(f bundle.Fact, at ast.Node, values []ast.Node) []byte {
	switch f.Type() {
	case bundle.Bool:
		b, ok := values[0].(*ast.BoolNode)
		if !ok || len(values) != 1 {
			return c.fail(at, "%s: expected true or false", f.Name())
		}
		return node(bundle.OpTruth, []byte{byte(f), truth(b.Value)})
	case bundle.KindSet:
		var set form.Kinds
		for _, v := range values {
			k, ok := form.ParseKind(scalar(v))
			if !ok {
				return c.fail(v, "%s: there is no field kind %q", f.Name(), scalar(v))
			}
			set.Add(k)
		}
		return node(bundle.OpHas, binary.LittleEndian.AppendUint64([]byte{byte(f)}, uint64(set)))
	case bundle.Text, bundle.Country:
		body := []byte{byte(f), byte(len(values))}
		if len(values) == 0 || len(values) > 200 {
			return c.fail(at, "%s: expected 1 to 200 values", f.Name())
		}
		for _, v := range values {
			s := scalar(v)
			if allowed := FactDocs[f].Allowed; allowed != nil && !slices.Contains(allowed, s) {
				return c.fail(v, "%s: %q is not among %s", f.Name(), s, strings.Join(allowed, ", "))
			}
			if _, ok := c.lands[s]; f.Type() == bundle.Country && !ok {
				return c.fail(v, "%s: %q is not a country's code", f.Name(), s)
			}
			body = c.pool.appendText(body, s)
		}
		return node(bundle.OpIs, body)
	}
	return c.fail(at, "%s: expected a mapping with known, below or least", f.Name())
}

func (c *conditions) operation(f bundle.Fact, p *ast.MappingValueNode) []byte {
	switch op := p.Key.String(); op {
	case "known":
		b, ok := p.Value.(*ast.BoolNode)
		if !ok {
			return c.fail(p.Value, "known: expected true or false")
		}
		return node(bundle.OpKnown, []byte{byte(f), truth(b.Value)})
	case "not":
		return node(bundle.OpNot, c.value(f, p.Value))
	case "below", "least":
		n, ok := p.Value.(*ast.IntegerNode)
		if !ok || f.Type() != bundle.Number && f.Type() != bundle.Date {
			return c.fail(p.Value, "%s: %s: expected a whole number, for a fact that is one", f.Name(), op)
		}
		var x int64
		if _, err := fmt.Sscan(n.Token.Value, &x); err != nil {
			return c.fail(p.Value, "%s: %s: expected a whole number", f.Name(), op)
		}
		code := bundle.OpBelow
		if op == "least" {
			code = bundle.OpLeast
		}
		return node(code, binary.LittleEndian.AppendUint64([]byte{byte(f)}, uint64(x)))
	case "older":
		pairs := entries(p.Value)
		if f.Type() != bundle.Banner || len(pairs) == 0 || len(pairs) > 100 {
			return c.fail(p.Value, "%s: older: expected a mapping of products to versions, for server software", f.Name())
		}
		body := []byte{byte(f), byte(len(pairs))}
		for _, q := range pairs {
			version := scalar(q.Value)
			if version == "" || version[0] < '0' || version[0] > '9' {
				return c.fail(q.Value, "older: %q is not a version such as \"2.4\"", version)
			}
			body = c.pool.appendText(c.pool.appendText(body, q.Key.String()), version)
		}
		return node(bundle.OpOlder, body)
	default:
		return c.fail(p.Key, "%s: %q: expected one of known, below, least, not, older", f.Name(), op)
	}
}

func truth(b bool) byte {
	if b {
		return 1
	}
	return 0
}

func scalar(n ast.Node) string {
	if s, ok := n.(*ast.StringNode); ok {
		return s.Value
	}
	return n.GetToken().Value
}
