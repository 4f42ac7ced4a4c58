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

// group is what a mapping's entries come to: what is a flag is judged first and
// together, which changes nothing (all of them must hold) and is quick.
type group struct {
	flags flags
	rest  []byte
}

// flags are the four sets of bundle.OpFlags.
type flags struct{ yes, no, known, unknown uint64 }

// bytes are the flags as they stand in the bundle.
func (f *flags) bytes() []byte {
	le := binary.LittleEndian
	b := le.AppendUint64(le.AppendUint64(nil, f.yes), f.no)
	return le.AppendUint64(le.AppendUint64(b, f.known), f.unknown)
}

// nodes are the group's entries as nodes.
func (g *group) nodes() []byte {
	if g.flags == (flags{}) {
		return g.rest
	}
	return append(node(bundle.OpFlags, g.flags.bytes()), g.rest...)
}

// compile returns the code of the mapping behind `when:`.
func (c *conditions) compile(n ast.Node) []byte {
	g := c.group(n)
	return append(g.flags.bytes(), g.rest...)
}

// nested returns a mapping within another as a node.
func (c *conditions) nested(n ast.Node) []byte {
	g := c.group(n)
	return node(bundle.OpAll, g.nodes())
}

// group reads the entries of a mapping.
func (c *conditions) group(n ast.Node) (g group) {
	pairs := entries(n)
	if len(pairs) == 0 {
		c.fail(n, "expected a mapping of facts to what they must be")
	}
	for _, p := range pairs {
		c.entry(&g, p)
	}
	if len(g.rest) > 60000 {
		c.fail(n, "the condition is too long")
		g.rest = nil
	}
	return g
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

// entry puts an entry of a mapping into its group.
func (c *conditions) entry(g *group, p *ast.MappingValueNode) {
	key := p.Key.String()
	switch key {
	case "not":
		g.rest = append(g.rest, node(bundle.OpNot, c.nested(p.Value))...)
		return
	case "all", "any":
		list, ok := p.Value.(*ast.SequenceNode)
		if !ok || len(list.Values) == 0 {
			c.fail(p.Value, "%s: expected a list of mappings", key)
			return
		}
		var body []byte
		for _, v := range list.Values {
			body = append(body, c.nested(v)...)
		}
		op := bundle.OpAll
		if key == "any" {
			op = bundle.OpAny
		}
		g.rest = append(g.rest, node(op, body)...)
		return
	}
	fact, ok := bundle.ParseFact(key)
	if !ok {
		c.fail(p.Key, "there is no fact %q%s", key, nearest(key))
		return
	}
	c.value(g, fact, p.Value)
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

// value puts what a fact must be into its group.
func (c *conditions) value(g *group, f bundle.Fact, v ast.Node) {
	if pairs := entries(v); pairs != nil {
		if len(pairs) != 1 {
			c.fail(v, "%s: expected one of known, below, least, not, older", f.Name())
			return
		}
		c.operation(g, f, pairs[0])
		return
	}
	values := []ast.Node{v}
	if list, ok := v.(*ast.SequenceNode); ok {
		values = list.Values
	}
	if f.Type() != bundle.Bool {
		g.rest = append(g.rest, c.oneOf(f, v, values)...)
		return
	}
	if len(values) != 1 {
		c.fail(v, "%s: expected true or false", f.Name())
	} else if b, ok := values[0].(*ast.BoolNode); !ok {
		c.fail(v, "%s: expected true or false", f.Name())
	} else if b.Value {
		g.flags.yes |= 1 << f
	} else {
		g.flags.no |= 1 << f
	}
}

// oneOf compiles "the fact is one of these".
func (c *conditions) oneOf(f bundle.Fact, at ast.Node, values []ast.Node) []byte {
	switch f.Type() {
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

// operation puts "known", "not" and the comparisons into a fact's group.
func (c *conditions) operation(g *group, f bundle.Fact, p *ast.MappingValueNode) {
	switch op := p.Key.String(); op {
	case "known":
		b, ok := p.Value.(*ast.BoolNode)
		if !ok {
			c.fail(p.Value, "known: expected true or false")
		} else if b.Value {
			g.flags.known |= 1 << f
		} else {
			g.flags.unknown |= 1 << f
		}
	case "not":
		var not group
		c.value(&not, f, p.Value)
		g.rest = append(g.rest, node(bundle.OpNot, not.nodes())...)
	default:
		g.rest = append(g.rest, c.comparison(f, op, p)...)
	}
}

// comparison compiles "below", "least" and "older".
func (c *conditions) comparison(f bundle.Fact, op string, p *ast.MappingValueNode) []byte {
	switch op {
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
