package place

import "slices"

// Sources gives back what a table is made of: Build makes a table with the same
// facts of it. It is for who replaces some of the sources by others.
func (t *Table) Sources() Sources {
	s := Sources{
		Revision: t.revision, Date: t.date, Source: t.source, Attribution: t.attribution,
		Names: t.named,
	}
	for family := range t.columns[0] {
		t.columns[usedColumn][family].each(func(first, last u128, width int, value uint32) {
			s.Used = append(s.Used, Range[string]{address(first, width), address(last, width), t.country(value)})
		})
		t.columns[registeredColumn][family].each(func(first, last u128, width int, value uint32) {
			s.Registered = append(s.Registered, Range[string]{address(first, width), address(last, width), t.country(value)})
		})
		t.columns[systemColumn][family].each(func(first, last u128, width int, value uint32) {
			i, from, to := int(value-1), address(first, width), address(last, width)
			s.Systems = append(s.Systems, Range[System]{from, to, System{t.number(i), t.name(i)}})
			s.Homes = append(s.Homes, Range[string]{from, to, t.country(uint32(t.homes[i]))})
		})
		t.columns[anycastColumn][family].each(func(first, last u128, width int, _ uint32) {
			for x := first; ; {
				p := around(x, x, last, width)
				s.Anycast.Prefixes = append(s.Anycast.Prefixes, p)
				end, _ := number(lastOf(p))
				if !end.less(last) {
					return
				}
				x = end.add(u128{0, 1})
			}
		})
	}
	for i := range t.systems {
		if t.anycast[i] != 0 {
			s.Anycast.Systems = append(s.Anycast.Systems, t.number(i))
		}
	}
	slices.Sort(s.Anycast.Systems)
	return s
}

// each calls f for every range that has a value.
func (c *column) each(f func(first, last u128, width int, value uint32)) {
	for x, end := (u128{}), highest(c.width); ; {
		value, first, last := c.find(x)
		if value != 0 {
			f(first, last, c.width, value)
		}
		if !last.less(end) {
			return
		}
		x = last.add(u128{0, 1})
	}
}
