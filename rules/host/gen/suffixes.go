package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"sort"
	"strconv"
	"strings"
)

// Flags of an entry, in the upper half of the byte that ends its label. The
// lower three bits are how many bytes the next label of the block begins with
// that are those of this one, and are left out there. Package host has the
// same constants.
const (
	flagEnd       = 1 << 7
	flagRule      = 1 << 3 // the name is a rule of the list
	flagICANN     = 1 << 4 // the rule stands in the ICANN section
	flagException = 1 << 5 // the rule is an exception ("!" in the list)
	flagChildren  = 1 << 6 // half the offset of the list of sub-names follows, two bytes
)

// blockSize is the number of entries between two indexed ones in a long list.
const blockSize = 32

// maxShared is the most bytes of a label that are left out.
const maxShared = 7

// node is a name of the tree, by label.
type node struct {
	flags    byte
	children map[string]*node
}

// child returns the sub-name, made if it is missing.
func (n *node) child(label string) *node {
	if n.children == nil {
		n.children = map[string]*node{}
	}
	c := n.children[label]
	if c == nil {
		c = new(node)
		n.children[label] = c
	}
	return c
}

// suffixFile returns suffixes_table.go.
func suffixFile() ([]byte, error) {
	dir, err := moduleDir("golang.org/x/net/publicsuffix", "")
	if err != nil {
		return nil, err
	}
	rules, icann, err := readRules(dir + "/publicsuffix/table_test.go")
	if err != nil {
		return nil, err
	}
	revision, err := readRevision(dir + "/publicsuffix/table.go")
	if err != nil {
		return nil, err
	}
	data, root, err := packRules(rules, icann)
	if err != nil {
		return nil, err
	}
	f := newFile()
	fmt.Fprintf(f, "// Revision is the revision of the public suffix list that the table was made from.\nconst Revision = %q\n\n", revision)
	fmt.Fprintf(f, "// The numbers of rules of the list, and of those in its ICANN section, and where\n// the list of top-level names begins in the table.\nconst (\n\tsuffixRules = %d\n\tsuffixICANN = %d\n\tsuffixRoot = %d\n)\n\n", len(rules), icann, root)
	f.text("suffixTable", "suffixTable is the list as a tree of names, searched in place; suffix.go says how it is laid out.", data)
	return f.source()
}

// readRules reads the rules from the module's table of them, in the order of
// the list: the first of them, as many as icann says, are the ICANN section.
func readRules(name string) (rules []string, icann int, err error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		return nil, 0, err
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		switch spec.Names[0].Name {
		case "numICANNRules":
			if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
				icann, err = strconv.Atoi(lit.Value)
			}
		case "rules":
			if list, ok := spec.Values[0].(*ast.CompositeLit); ok {
				for _, e := range list.Elts {
					rule, bad := strconv.Unquote(e.(*ast.BasicLit).Value)
					err = errors.Join(err, bad)
					rules = append(rules, rule)
				}
			}
		}
		return false
	})
	if err == nil && (len(rules) == 0 || icann <= 0 || icann >= len(rules)) {
		err = fmt.Errorf("%s: found %d rules, %d of them in the ICANN section; expected thousands of both", name, len(rules), icann)
	}
	return rules, icann, err
}

// readRevision returns the list's revision and date from the module's words for them.
func readRevision(name string) (string, error) {
	source, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	_, rest, found := strings.Cut(string(source), "git revision ")
	revision, _, ended := strings.Cut(rest, "\"")
	if !found || !ended {
		return "", errors.New(name + ": names no git revision of the list")
	}
	return revision, nil
}

// packRules returns the table and where its root list begins.
func packRules(rules []string, icann int) (data string, root int, err error) {
	top := new(node)
	for i, rule := range rules {
		flags := byte(flagRule)
		if strings.HasPrefix(rule, "!") {
			flags, rule = flagRule|flagException, rule[1:]
		}
		if i < icann {
			flags |= flagICANN
		}
		labels := strings.Split(rule, ".")
		n := top
		for j := len(labels) - 1; j >= 0; j-- {
			if labels[j] == "*" && j != 0 {
				return "", 0, errors.New("rule " + rule + ": a wildcard that is not the leftmost label is not supported")
			}
			n = n.child(labels[j])
		}
		// A rule in both sections counts as the registry's.
		n.flags |= flags
	}
	p := packer{seen: map[string]int{}}
	root = p.list(top)
	if p.err == nil && len(p.data) > 1<<17 {
		p.err = fmt.Errorf("the table has %d bytes; its offsets reach %d", len(p.data), 1<<17)
	}
	return string(p.data), root, p.err
}

// packer lays lists out one after another, equal ones once.
type packer struct {
	data []byte
	seen map[string]int
	err  error
}

// list lays out the list of n's sub-names, their lists before it, and returns its offset.
func (p *packer) list(n *node) int {
	labels := make([]string, 0, len(n.children))
	for label := range n.children {
		labels = append(labels, label)
	}
	sort.Strings(labels)
	var entries []byte
	var blocks []int
	long := len(labels) > 2*blockSize
	for i, label := range labels {
		shared := 0
		switch {
		case long && i%blockSize == 0:
			if i > 0 {
				blocks = append(blocks, len(entries))
			}
		case i > 0:
			shared = sharedBytes(labels[i-1], label)
		}
		next := 0
		if i+1 < len(labels) && !(long && (i+1)%blockSize == 0) {
			next = sharedBytes(label, labels[i+1])
		}
		c := n.children[label]
		entries = append(entries, label[shared:]...)
		if c.children == nil {
			entries = append(entries, flagEnd|c.flags|byte(next))
			continue
		}
		at := p.list(c)
		entries = append(entries, flagEnd|c.flags|flagChildren|byte(next), byte(at>>9), byte(at>>1))
	}
	if len(blocks) > 255 || len(entries) > 1<<16 {
		p.err = fmt.Errorf("a list of %d entries does not fit its index", len(labels))
	}
	list := []byte{byte(len(blocks))}
	for _, b := range blocks {
		list = append(list, byte(b>>8), byte(b))
	}
	list = append(append(list, entries...), 0)
	if at, ok := p.seen[string(list)]; ok {
		return at
	}
	if len(p.data)%2 == 1 {
		p.data = append(p.data, 0) // lists begin at even offsets
	}
	at := len(p.data)
	p.seen[string(list)] = at
	p.data = append(p.data, list...)
	return at
}

// sharedBytes returns how many bytes two labels begin with are the same, as
// far as they are left out.
func sharedBytes(a, b string) int {
	n := 0
	for n < maxShared && n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
