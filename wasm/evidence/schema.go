package evidence

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed schema.json
var schemaJSON string

// Schema returns the JSON Schema of the documents (draft 2020-12). What it names
// is also what is copied into a document, so nothing else can be in one.
func Schema() string { return schemaJSON }

// node is a schema, as far as this package goes by it.
type node struct {
	Ref        string           `json:"$ref"`
	Title      string           `json:"title"`
	Type       string           `json:"type"`
	Format     string           `json:"format"`
	Const      any              `json:"const"`
	Enum       []any            `json:"enum"`
	MaxLength  int              `json:"maxLength"` // in code points
	MaxItems   int              `json:"maxItems"`
	Items      *node            `json:"items"`
	Properties properties       `json:"properties"`
	Additional json.RawMessage  `json:"additionalProperties"`
	Required   []string         `json:"required"`
	Defs       map[string]*node `json:"$defs"`

	others *node // the schema of additionalProperties, when that is one
}

// properties keep the order in which the schema has them: people read them so.
type properties []property

type property struct {
	name string
	node *node
}

func (p *properties) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		n := new(node)
		if err := d.Decode(n); err != nil {
			return err
		}
		*p = append(*p, property{fmt.Sprint(name), n})
	}
	return nil
}

// root is the schema, read once; it is ours, so a fault in it is one of the program.
var root = func() *node {
	n := new(node)
	if err := json.Unmarshal([]byte(schemaJSON), n); err != nil {
		panic("evidence: schema.json: " + err.Error())
	}
	n.resolve(n.Defs)
	return n
}()

// resolve puts what a $ref names in its place, and keeps the title beside it.
func (n *node) resolve(defs map[string]*node) {
	if n == nil {
		return
	}
	if name, ok := strings.CutPrefix(n.Ref, "#/$defs/"); ok {
		title := n.Title
		if *n = *defs[name]; title != "" {
			n.Title = title
		}
	}
	if s := string(n.Additional); strings.HasPrefix(s, "{") {
		n.others = new(node)
		if json.Unmarshal(n.Additional, n.others) == nil {
			n.others.resolve(defs)
		}
	}
	n.Items.resolve(defs)
	for _, p := range n.Properties {
		p.node.resolve(defs)
	}
	for _, d := range n.Defs {
		d.resolve(defs)
	}
}

// at returns the schema of a property.
func (n *node) at(name string) *node {
	for _, p := range n.Properties {
		if p.name == name {
			return p.node
		}
	}
	return nil
}
