package evidence

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// keep copies of v what the schema names, in the type that it names; everything
// else is left out. The error names what has to be there and is not.
//
// evidence.js does the same:
//
//   - an object keeps the properties that the schema has, and of others those
//     that additionalProperties describes, where their name is plain text;
//   - a list keeps the items that fit, at most maxItems;
//   - a text is made plain, cut to maxLength code points, and as formtrace-url
//     cut to what a URL may tell;
//   - a number has to be whole and at most 2^53-1 either way;
//   - what does not fit its type, const or enum is left out.
func (n *node) keep(path string, v any) (kept any, fits bool, err error) {
	switch n.Type {
	case "object":
		m, ok := v.(map[string]any)
		if !ok {
			return nil, false, nil
		}
		return n.keepObject(path, m)
	case "array":
		list, ok := v.([]any)
		if !ok {
			return nil, false, nil
		}
		out := []any{}
		for _, item := range list {
			if n.MaxItems > 0 && len(out) == n.MaxItems {
				break
			}
			k, ok, err := n.Items.keep(path+"["+strconv.Itoa(len(out))+"]", item)
			if err != nil {
				return nil, false, err
			}
			if ok {
				out = append(out, k)
			}
		}
		return out, true, nil
	case "string":
		s, ok := v.(string)
		if !ok {
			return nil, false, nil
		}
		if n.Format == "formtrace-url" {
			s = plainURL(s)
		}
		return n.allowed(cutText(plainText(s), n.MaxLength))
	case "integer":
		i, ok := whole(v)
		if !ok {
			return nil, false, nil
		}
		return n.allowed(i)
	case "boolean":
		b, ok := v.(bool)
		return b, ok, nil
	}
	return nil, false, nil
}

func (n *node) keepObject(path string, m map[string]any) (any, bool, error) {
	out := map[string]any{}
	put := func(name string, of *node, v any) error {
		at := strings.TrimPrefix(path+"."+name, ".")
		k, fits, err := of.keep(at, v)
		if fits && err == nil {
			out[name] = k
		}
		return err
	}
	for _, p := range n.Properties {
		if v, there := m[p.name]; there {
			if err := put(p.name, p.node, v); err != nil {
				return nil, false, err
			}
		}
	}
	if n.others != nil {
		for name, v := range m {
			if n.at(name) == nil && plainText(name) == name {
				if err := put(name, n.others, v); err != nil {
					return nil, false, err
				}
			}
		}
	}
	for _, name := range n.Required {
		if _, there := out[name]; !there {
			return nil, false, fmt.Errorf("%s: expected %s, which is missing or no %s",
				strings.TrimPrefix(path+"."+name, "."), name, n.at(name).Type)
		}
	}
	return out, true, nil
}

// allowed keeps v where it is the const, or one of the enum, that the schema has.
func (n *node) allowed(v any) (any, bool, error) {
	same := func(w any) bool {
		if f, ok := w.(float64); ok {
			w = int64(f)
		}
		return v == w
	}
	ok := (n.Const == nil || same(n.Const)) && (n.Enum == nil || slices.ContainsFunc(n.Enum, same))
	return v, ok, nil
}

// maxWhole is the largest number that every reader of JSON has exactly (RFC 8259, 6).
const maxWhole = 1<<53 - 1

func whole(v any) (int64, bool) {
	switch v := v.(type) {
	case json.Number:
		i, err := v.Int64()
		return i, err == nil && i >= -maxWhole && i <= maxWhole
	case int64:
		return v, v >= -maxWhole && v <= maxWhole
	case int:
		return int64(v), true
	}
	return 0, false
}

// plainText puts U+FFFD in the place of characters that do not print, or that
// turn others round: a host could make a person read something else than what is
// there (Unicode TR 36). The ranges stand here so that they are the same in every
// program, whichever Unicode it knows.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		for _, hidden := range unprintable {
			if r >= hidden[0] && r <= hidden[1] {
				return '\uFFFD'
			}
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

var unprintable = [][2]rune{{0, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c}, {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},
	{0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}}

// cutText keeps at most n code points; 0 is no limit.
func cutText(s string, n int) string {
	if n <= 0 || len(s) <= n {
		return s
	}
	count := 0
	for i := range s {
		if count++; count > n {
			return s[:i]
		}
	}
	return s
}
