package rule

import (
	"reflect"
	"slices"
)

// Difference is an entry that two sets do not have alike.
type Difference struct {
	Kind   string   `json:"kind"`
	ID     string   `json:"id"`
	What   string   `json:"what"`             // added, removed or changed
	Fields []string `json:"fields,omitempty"` // what changed of it, by path
}

// Diff compares two sets, entry by entry, in the order of kinds and ids.
func Diff(old, new *Set) []Difference {
	out := []Difference{}
	was, is := old.values(), new.values()
	keys := sortedKeys(was)
	for key := range is {
		if _, there := was[key]; !there {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		a, before := was[key]
		b, now := is[key]
		d := Difference{Kind: b.kind, ID: b.id}
		switch {
		case !before:
			d.What = "added"
		case !now:
			d = Difference{Kind: a.kind, ID: a.id, What: "removed"}
		default:
			if differences("", a.value, b.value, &d.Fields); len(d.Fields) == 0 {
				continue
			}
			d.What = "changed"
		}
		out = append(out, d)
	}
	return out
}

type named struct {
	kind, id string
	value    any
}

// values are the set's entries by kind and id, as plain values.
func (s *Set) values() map[string]named {
	out := map[string]named{}
	put := func(kind, id string, d *document) {
		var value any
		if d != nil && d.body != nil {
			d.plain(&value)
		}
		out[kind+" "+id] = named{kind, id, value}
	}
	for _, e := range s.behaviour {
		put("behaviour", e.it.ID, e.document)
	}
	for _, e := range s.exempt {
		put("exemption", e.it.ID, e.document)
	}
	for _, e := range s.operators {
		if o := e.it; e.within != "" {
			out["listed operator "+o.ID] = named{"listed operator", o.ID, map[string]any{
				"name": o.Name, "owner": o.Owner, "role": o.Role, "jurisdiction": o.Jurisdiction, "domains": o.Domains}}
			continue
		}
		put("operator", e.it.ID, e.document)
	}
	for _, e := range s.lists {
		l := e.it
		out["operators "+l.ID] = named{"operators", l.ID, map[string]any{"generated": l.Generated, "licence": l.Licence}}
	}
	for _, e := range s.authority {
		put("authority", e.it.ID, e.document)
	}
	for _, e := range s.marks {
		put("mark", e.it.ID, e.document)
	}
	for _, e := range s.names {
		put("names", e.it.ID, e.document)
	}
	for _, e := range s.laws {
		put("jurisdiction", e.it.ID, e.document)
	}
	put("channel", s.channel.ID, s.channelAt)
	put("countries", "countries", s.countriesAt)
	return out
}

// differences gathers the paths at which two values differ; of lists only that
// they do.
func differences(path string, a, b any, out *[]string) {
	x, ok1 := a.(map[string]any)
	y, ok2 := b.(map[string]any)
	if !ok1 || !ok2 {
		if !reflect.DeepEqual(a, b) {
			*out = append(*out, last(path))
		}
		return
	}
	keys := sortedKeys(x)
	for key := range y {
		if _, there := x[key]; !there {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		differences(join(path, key), x[key], y[key], out)
	}
}
