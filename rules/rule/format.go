package rule

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Format returns the text of a rule file as it should be: its entries in the
// order of the kind, line feeds alone, no white space at the ends of lines, no
// empty lines between entries. Comments stay with what they stand above. Nothing
// else is changed, and what it means never is. A file that cannot be read is
// returned as it came, with the error.
func Format(file string, data []byte) ([]byte, error) {
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	d, fault := parseDocument(file, []byte(text))
	if fault != nil {
		return data, fault
	}
	if strings.Contains(text, "\t") && hasTabIndent(text) {
		return data, &Error{File: file, What: "indented with tabs; expected spaces"}
	}
	kind := kindOf(d)
	t, ok := kindTypes[kind]
	if !ok {
		return data, unknownKind(d, kind)
	}
	head, parts := split(text)
	order := keysOf(t)
	slices.SortStableFunc(parts, func(a, b part) int { return rank(order, a.key) - rank(order, b.key) })
	var out strings.Builder
	out.WriteString(head)
	for _, p := range parts {
		out.WriteString(p.text)
	}
	formatted := []byte(out.String())
	if !sameMeaning(data, formatted) {
		return data, errors.New(file + ": cannot be formatted without changing what it means")
	}
	return formatted, nil
}

// kindTypes are the types that files of each kind are read into.
var kindTypes = map[string]reflect.Type{
	"behaviour":    reflect.TypeFor[behaviour](),
	"operator":     reflect.TypeFor[operator](),
	"operators":    reflect.TypeFor[operators](),
	"authority":    reflect.TypeFor[authority](),
	"names":        reflect.TypeFor[names](),
	"mark":         reflect.TypeFor[mark](),
	"exemption":    reflect.TypeFor[exemption](),
	"jurisdiction": reflect.TypeFor[jurisdiction](),
	"countries":    reflect.TypeFor[countries](),
	"channel":      reflect.TypeFor[channel](),
}

// part is an entry of the outermost mapping, with the comments above it.
type part struct{ key, text string }

// split takes a text apart into what stands above the first entry and is
// separated from it by an empty line, and the entries.
func split(text string) (head string, parts []part) {
	var above, body strings.Builder
	key := ""
	end := func() {
		if key != "" {
			parts = append(parts, part{key, body.String()})
		}
		body.Reset()
	}
	block := false // inside a text that is kept as it is, where empty lines count
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		line = strings.TrimRight(line, " ")
		switch {
		case line == "":
			if block {
				body.WriteString("\n")
			}
			continue
		case line[0] == '#':
			above.WriteString(line + "\n")
			continue
		case line[0] != ' ' && line[0] != '-' && line[0] != '}' && line[0] != ']' && strings.Contains(line, ":"):
			end()
			if key == "" && above.Len() > 0 {
				head = above.String()
				above.Reset()
			}
			key, _, _ = strings.Cut(line, ":")
			block = strings.HasSuffix(line, "|") || strings.HasSuffix(line, ">") || strings.HasSuffix(line, "|-") || strings.HasSuffix(line, ">-")
		}
		body.WriteString(above.String())
		above.Reset()
		body.WriteString(line + "\n")
	}
	body.WriteString(above.String())
	end()
	return head, parts
}

func rank(order []string, key string) int {
	if i := slices.Index(order, key); i >= 0 {
		return i
	}
	return len(order)
}

func hasTabIndent(text string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(strings.TrimLeft(line, " "), "\t") {
			return true
		}
	}
	return false
}

// sameMeaning reports whether two texts hold the same values.
func sameMeaning(a, b []byte) bool {
	var x, y any
	if yaml.Unmarshal(bytes.ReplaceAll(a, []byte("\r\n"), []byte("\n")), &x) != nil || yaml.Unmarshal(b, &y) != nil {
		return false
	}
	return reflect.DeepEqual(x, y)
}
