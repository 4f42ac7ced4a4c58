package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/form"
)

// condition is what stands behind `when:`, as a tree. It is read from YAML
// (read.go), compiled to the bundle's code (code.go) and judged here, so that
// what the bundle does can be explained and compared with something.
type condition struct {
	op    op
	parts []*condition // of all, any and not
	fact  bundle.Fact
	texts []string // is: one of these; older: product, version, product, version …
	set   form.Kinds
	n     int64
	yes   bool // of yesNo and known: which of the two
	place
}

type op uint8

const (
	opAll op = iota
	opAny
	opNot
	opYesNo
	opKnown
	opIs
	opHas
	opBelow
	opLeast
	opOlder
)

// truth is three-valued, as in package bundle: what is not known makes no
// condition hold, nor the opposite of one.
type truth int8

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// eval judges a condition by the facts.
func (c *condition) eval(v *bundle.Facts) truth {
	switch c.op {
	case opAll:
		all := yes
		for _, p := range c.parts {
			all = min(all, p.eval(v))
		}
		return all
	case opAny:
		some := no
		for _, p := range c.parts {
			some = max(some, p.eval(v))
		}
		return some
	case opNot:
		return yes - c.parts[0].eval(v)
	case opKnown:
		return truthOf(v.Known(c.fact) == c.yes)
	}
	if !v.Known(c.fact) {
		return unknown
	}
	switch c.op {
	case opYesNo:
		return truthOf(v.Is(c.fact) == c.yes)
	case opIs:
		return truthOf(slices.Contains(c.texts, v.Text(c.fact)))
	case opHas:
		return truthOf(uint64(v.Int(c.fact))&uint64(c.set) != 0)
	case opBelow:
		return truthOf(v.Int(c.fact) < c.n)
	case opLeast:
		return truthOf(v.Int(c.fact) >= c.n)
	}
	for i := 0; i < len(c.texts); i += 2 {
		if bundle.Older(v.Text(c.fact), c.texts[i], c.texts[i+1]) {
			return yes
		}
	}
	return no
}

// leaves calls f for every test of a fact in the condition.
func (c *condition) leaves(f func(*condition)) {
	if c.op > opNot {
		f(c)
	}
	for _, p := range c.parts {
		p.leaves(f)
	}
}

// String writes a test as rules do: "target.network: public".
func (c *condition) String() string {
	name := ""
	if c.op > opNot {
		name = c.fact.Name() + ": "
	}
	switch c.op {
	case opNot:
		return "not (" + c.parts[0].String() + ")"
	case opAll, opAny:
		words := make([]string, len(c.parts))
		for i, p := range c.parts {
			words[i] = p.String()
		}
		return "(" + strings.Join(words, map[op]string{opAll: " and ", opAny: " or "}[c.op]) + ")"
	case opYesNo:
		return fmt.Sprint(name, c.yes)
	case opKnown:
		return fmt.Sprintf("%s{known: %v}", name, c.yes)
	case opHas:
		return name + "[" + strings.Join(kindNames(c.set), ", ") + "]"
	case opBelow:
		return fmt.Sprintf("%s{below: %d}", name, c.n)
	case opLeast:
		return fmt.Sprintf("%s{least: %d}", name, c.n)
	case opOlder:
		var words []string
		for i := 0; i < len(c.texts); i += 2 {
			words = append(words, c.texts[i]+": "+c.texts[i+1])
		}
		return name + "{older: {" + strings.Join(words, ", ") + "}}"
	}
	if len(c.texts) == 1 {
		return name + c.texts[0]
	}
	return name + "[" + strings.Join(c.texts, ", ") + "]"
}

func kindNames(set form.Kinds) (out []string) {
	for k := range form.NumKinds {
		if set.Has(k) {
			out = append(out, k.String())
		}
	}
	return out
}
