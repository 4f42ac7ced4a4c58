package rule

import (
	"encoding/binary"

	"github.com/formtrace/formtrace/rules/bundle"
)

// coder compiles conditions to the bundle's code (bundle/layout.go).
type coder struct{ pool *pool }

// flags are the four sets of bundle.OpFlags.
type flags struct{ yes, no, known, unknown uint64 }

// bytes are the flags as they stand in the bundle.
func (f *flags) bytes() []byte {
	le := binary.LittleEndian
	b := le.AppendUint64(le.AppendUint64(nil, f.yes), f.no)
	return le.AppendUint64(le.AppendUint64(b, f.known), f.unknown)
}

// group is what the parts of "all" come to: what is a flag is judged first and
// together, which changes nothing (all of them must hold) and is quick.
type group struct {
	flags flags
	rest  []byte
}

func (g *group) nodes() []byte {
	if g.flags == (flags{}) {
		return g.rest
	}
	return append(node(bundle.OpFlags, g.flags.bytes()), g.rest...)
}

// code returns the code of a whole condition.
func (k *coder) code(c *condition) []byte {
	g := k.group(c)
	return append(g.flags.bytes(), g.rest...)
}

func (k *coder) group(c *condition) (g group) {
	parts := []*condition{c}
	if c.op == opAll {
		parts = c.parts
	}
	for _, p := range parts {
		bit := uint64(1) << p.fact
		switch {
		case p.op == opYesNo && p.yes:
			g.flags.yes |= bit
		case p.op == opYesNo:
			g.flags.no |= bit
		case p.op == opKnown && p.yes:
			g.flags.known |= bit
		case p.op == opKnown:
			g.flags.unknown |= bit
		default:
			g.rest = append(g.rest, k.node(p)...)
		}
	}
	return g
}

// node returns a condition as one node.
func (k *coder) node(c *condition) []byte {
	fact := []byte{byte(c.fact)}
	switch c.op {
	case opAny:
		var body []byte
		for _, p := range c.parts {
			body = append(body, k.node(p)...)
		}
		return node(bundle.OpAny, body)
	case opNot:
		g := k.group(c.parts[0])
		nodes := g.nodes()
		if !single(nodes) {
			nodes = node(bundle.OpAll, nodes)
		}
		return node(bundle.OpNot, nodes)
	case opIs:
		body := append(fact, byte(len(c.texts)))
		for _, s := range c.texts {
			body = k.pool.appendText(body, s)
		}
		return node(bundle.OpIs, body)
	case opHas:
		return node(bundle.OpHas, binary.LittleEndian.AppendUint64(fact, uint64(c.set)))
	case opBelow:
		return node(bundle.OpBelow, binary.LittleEndian.AppendUint64(fact, uint64(c.n)))
	case opLeast:
		return node(bundle.OpLeast, binary.LittleEndian.AppendUint64(fact, uint64(c.n)))
	case opOlder:
		body := append(fact, byte(len(c.texts)/2))
		for _, s := range c.texts {
			body = k.pool.appendText(body, s)
		}
		return node(bundle.OpOlder, body)
	}
	g := k.group(c) // all, and single flags
	return node(bundle.OpAll, g.nodes())
}

// single reports whether code is exactly one node.
func single(code []byte) bool {
	return len(code) >= 3 && len(code) == 3+int(binary.LittleEndian.Uint16(code[1:]))
}

func node(op bundle.Op, body []byte) []byte {
	out := append([]byte{byte(op)}, 0, 0)
	binary.LittleEndian.PutUint16(out[1:], uint16(len(body)))
	return append(out, body...)
}
