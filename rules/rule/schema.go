package rule

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/form"
)

// Schema returns the JSON Schema (2020-12) of rule files, which editors complete
// and other tools check by. It is made of the types that the files are read into,
// the facts and their values; rules/schema.json holds it.
func Schema() string {
	kinds := sortedKeys(kindTypes)
	var each []any
	defs := map[string]any{"condition": conditionSchema(), "submission": schemaOf(reflect.TypeFor[example](), "")}
	for _, kind := range kinds {
		defs[kind] = entrySchema(kind)
		each = append(each, map[string]any{
			"if":   map[string]any{"properties": map[string]any{"kind": map[string]any{"const": kind}}, "required": []string{"kind"}},
			"then": map[string]any{"$ref": "#/$defs/" + kind},
		})
	}
	out, err := json.MarshalIndent(map[string]any{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"$id":         "urn:formtrace:rules",
		"title":       "A rule file of Formtrace",
		"description": "One entry each, told apart by kind. `go run ./rules lint` checks what a schema cannot.",
		"type":        "object",
		"required":    []string{"kind"},
		"properties":  map[string]any{"kind": map[string]any{"enum": kinds}},
		"allOf":       each,
		"$defs":       defs,
	}, "", "  ")
	if err != nil {
		panic(err) // texts, lists and maps only: cannot be
	}
	return string(out) + "\n"
}

// required are the fields that an entry of each kind cannot be without.
var required = map[string][]string{
	"behaviour":    {"kind", "id", "author", "created", "verified", "status", "from", "confidence", "why", "evidence", "cases", "hit", "miss"},
	"exemption":    {"kind", "id", "author", "created", "verified", "rules", "lower", "when", "why", "evidence", "hit", "miss"},
	"operator":     {"kind", "id", "author", "created", "verified", "name", "role", "domains", "why", "evidence"},
	"operators":    {"kind", "id", "author", "created", "verified", "generated", "licence", "operators", "why", "evidence"},
	"authority":    {"kind", "id", "author", "created", "verified", "name", "places", "complaints", "why", "evidence"},
	"mark":         {"kind", "id", "author", "created", "verified", "domains", "verdict", "title", "says", "instead", "why", "evidence", "hit", "miss"},
	"names":        {"kind", "id", "author", "created", "verified", "names", "why", "evidence"},
	"jurisdiction": {"kind", "id", "author", "created", "verified", "law", "home", "why", "evidence", "hit", "miss"},
	"countries":    {"kind", "source", "countries"},
	"channel":      {"kind", "id", "version", "issued", "expires"},
}

func entrySchema(kind string) map[string]any {
	s := schemaOf(kindTypes[kind], kind)
	s["required"] = required[kind]
	return s
}

// words are the values that a field may have, by kind and name, or by name.
func words(kind, name string) []string {
	switch name {
	case "kind":
		return sortedKeys(kindTypes)
	case "status":
		return statuses
	case "from":
		return each(bundle.NumSources)
	case "confidence":
		return each(bundle.NumConfidences)
	case "verdict":
		if kind == "mark" {
			return []string{"notice", "warn"}
		}
		return []string{"notice", "warn", "danger"}
	case "lower":
		return []string{"clear", "notice"}
	case "role":
		return roles
	case "method":
		return []string{"get", "post", "dialog"}
	}
	return nil
}

func each[T interface {
	~uint8
	String() string
}](n T) (out []string) {
	for i := range n {
		out = append(out, i.String())
	}
	return out
}

// patterns are the forms of fields, by name.
var patterns = map[string]string{
	"id":       idPattern.String(),
	"author":   authorPattern.String(),
	"created":  `^\d{4}-\d{2}-\d{2}$`,
	"changed":  `^\d{4}-\d{2}-\d{2}$`,
	"issued":   `^\d{4}-\d{2}-\d{2}`,
	"expires":  `^\d{4}-\d{2}-\d{2}`,
	"verified": `^(no|\d{4}-\d{2}-\d{2})$`,
	"date":     dayPattern.String(),
}

// schemaOf makes the schema of a type; name is its field's.
func schemaOf(t reflect.Type, name string) map[string]any {
	if t == nodeType {
		return map[string]any{"$ref": "#/$defs/condition"}
	}
	switch t.Kind() {
	case reflect.Struct:
		properties := map[string]any{}
		for _, f := range reflect.VisibleFields(t) {
			field := yamlName(f)
			if field == "" {
				continue
			}
			p := schemaOf(f.Type, field)
			if field == "hit" || field == "miss" {
				if f.Type.Elem().Kind() == reflect.Struct {
					p = map[string]any{"type": "array", "items": map[string]any{"$ref": "#/$defs/submission"}}
				}
			}
			if allowed := words(name, field); allowed != nil && f.Type.Kind() == reflect.String {
				p = map[string]any{"enum": allowed}
			} else if pattern := patterns[field]; pattern != "" && f.Type.Kind() == reflect.String {
				p["pattern"] = pattern
			}
			properties[field] = p
		}
		return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem(), name)}
	case reflect.Map:
		if t.Elem().Kind() == reflect.Interface {
			return map[string]any{"type": "object"}
		}
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem(), name)}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	}
	return map[string]any{"type": "string"}
}

// conditionSchema describes the mappings behind `when:`, with every fact.
func conditionSchema() map[string]any {
	self := map[string]any{"$ref": "#/$defs/condition"}
	several := map[string]any{"type": "array", "minItems": 1, "items": self}
	properties := map[string]any{"all": several, "any": several, "not": self}
	kinds := kindNames(1<<form.NumKinds - 1)
	slices.Sort(kinds)
	for _, d := range FactDocs {
		known := map[string]any{"type": "object", "additionalProperties": false, "maxProperties": 1, "minProperties": 1}
		operations := map[string]any{"known": map[string]any{"type": "boolean"}}
		var value map[string]any
		switch d.Fact.Type() {
		case bundle.Bool:
			value = map[string]any{"type": "boolean"}
		case bundle.KindSet:
			value = map[string]any{"enum": kinds}
		case bundle.Country:
			value = map[string]any{"type": "string", "pattern": "^[A-Z]{2}$"}
		case bundle.Text:
			value = map[string]any{"type": "string"}
			if d.Allowed != nil {
				value = map[string]any{"enum": d.Allowed}
			}
		case bundle.Number, bundle.Date:
			operations["below"], operations["least"] = map[string]any{"type": "integer"}, map[string]any{"type": "integer"}
		case bundle.Banner:
			operations["older"] = map[string]any{"type": "object", "additionalProperties": map[string]any{"type": "string", "pattern": "^[0-9]"}}
		}
		known["properties"] = operations
		plain := []any{map[string]any{"type": "object", "additionalProperties": false, "maxProperties": 1, "minProperties": 1, "properties": maps.Clone(operations)}}
		if value != nil {
			plain = append(plain, value, map[string]any{"type": "array", "minItems": 1, "items": value})
		}
		operations["not"] = map[string]any{"anyOf": plain}
		fact := map[string]any{"description": d.Means, "anyOf": append(slices.Clone(plain[1:]), known)}
		properties[d.Fact.Name()] = fact
	}
	return map[string]any{"type": "object", "minProperties": 1, "additionalProperties": false, "properties": properties,
		"description": "Every entry must hold: a fact and what it must be, or all, any, not. A value, a list of values (one of them), or a mapping with known, not, below, least or older."}
}
