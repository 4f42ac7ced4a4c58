package place

import "net/netip"

// Table is the big table, opened: a header that points into the data, which is
// searched where it lies. A Table is safe for use by several goroutines.
//
// # Layout
//
// All numbers are unsigned and little-endian; offsets count from the start of
// the data; sections follow each other without gaps in the order given here.
//
//	  0  16 bytes  "formtrace place\n"
//	 16  u32       version of the layout, 1
//	 20  u32       length of the data
//	 24  4 × (u32 offset, u32 length)  texts in UTF-8: revision, date, source, attribution
//	 56  u32 countries, u32 offset     two letters each, ascending
//	 64  u32 systems, u32 named, u32 offset
//	           autonomous systems; the named ones come first. Planes of one
//	           byte for each system: number (four planes, lowest bytes first),
//	           country (0 or 1 + index into countries), anycast (0 or 1)
//	 76  u32 offset, u32 length
//	           names of the named systems: their lengths (u8 each), the offset
//	           within the text at every 32nd name (u32 each), the text
//	 84  8 × (u32 ranges, u32 offset, u32 length of steps)
//	           columns, as described at type column: the starts of blocks, the
//	           offsets of their steps, the steps, the values
//	           country IPv4, country IPv6,        value u8: as above
//	           registered IPv4, registered IPv6,  value u8: as above
//	           system IPv4, system IPv6,          value u24: 0 or 1 + index into systems
//	           anycast IPv4, anycast IPv6         value u8: 0 or 1
//	180  u32 × 3   0
//	192  the sections: texts, countries, systems, names, columns
type Table struct {
	revision, date, source, attribution string

	countries string
	systems   int
	named     int
	numbers   string
	homes     string
	anycast   string
	lengths   string
	marks     string
	names     string

	columns [4][2]column
}

const (
	magic         = "formtrace place\n"
	layoutVersion = 1
	headerSize    = 192
	markEvery     = 32
)

// Which column of a table is which.
const (
	usedColumn = iota
	registeredColumn
	systemColumn
	anycastColumn
)

// Revision is the version of the data the table was generated from.
func (t *Table) Revision() string { return t.revision }

// Date is the day of the data, as in 2006-01-02.
func (t *Table) Date() string { return t.date }

// Source names the data and its date, for people.
func (t *Table) Source() string { return t.source }

// Attribution is what the licences of the data ask to be shown.
func (t *Table) Attribution() string { return t.attribution }

// Lookup says what is known about an address. Addresses that are not public
// are never in the table. IPv4 inside IPv6 is looked up as IPv4.
func (t *Table) Lookup(addr netip.Addr) Facts {
	if Scope(addr) != Public {
		return Facts{}
	}
	x, width := number(addr)
	family := 0
	if width == 128 {
		family = 1
	}
	var values [len(t.columns)]uint32
	first, last := u128{}, highest(width)
	for i := range t.columns {
		value, from, to := t.columns[i][family].find(x)
		values[i] = value
		if first.less(from) {
			first = from
		}
		if to.less(last) {
			last = to
		}
	}
	used, registered, system := values[usedColumn], values[registeredColumn], values[systemColumn]
	if used == 0 && registered == 0 && system == 0 {
		return Facts{}
	}
	facts := Facts{
		Network:           around(x, first, last, width),
		Country:           t.country(used),
		RegisteredCountry: t.country(registered),
	}
	anycast := values[anycastColumn] != 0
	if system != 0 {
		i := int(system - 1)
		facts.ASN = t.number(i)
		facts.ASName = t.name(i)
		facts.ASCountry = t.country(uint32(t.homes[i]))
		anycast = anycast || t.anycast[i] != 0
	}
	facts.Confidence = judge(facts.Country, facts.RegisteredCountry, facts.ASCountry, anycast)
	return facts
}

// country is the code that a value stands for.
func (t *Table) country(value uint32) string {
	if value == 0 {
		return ""
	}
	return t.countries[value*2-2 : value*2]
}

// number is the number of system i.
func (t *Table) number(i int) uint32 {
	n := t.systems
	return uint32(t.numbers[i]) | uint32(t.numbers[n+i])<<8 | uint32(t.numbers[2*n+i])<<16 | uint32(t.numbers[3*n+i])<<24
}

// name is the name of system i.
func (t *Table) name(i int) string {
	if i >= t.named {
		return ""
	}
	at := int(u32(t.marks, i/markEvery*4))
	for j := i / markEvery * markEvery; j < i; j++ {
		at += int(t.lengths[j])
	}
	return t.names[at : at+int(t.lengths[i])]
}
