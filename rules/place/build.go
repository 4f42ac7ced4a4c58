package place

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Range is a row of a source: what holds from one address to another.
type Range[T any] struct {
	First, Last netip.Addr
	Value       T
}

// System is an autonomous system as a source names it.
type System struct {
	Number uint32
	Name   string
}

// Sources is everything a table is made of. Rows may overlap and may be in any
// order: the narrowest range around an address decides, of equal ones the later
// row. Countries that are none (EU, AP, ZZ, …) count as not known.
type Sources struct {
	Revision    string // of the data
	Date        string // of the data: 2006-01-02
	Source      string // name and date of the data, for people
	Attribution string // what the licences ask to be shown

	Used       []Range[string] // country in which addresses are used
	Registered []Range[string] // country in which they are registered
	Homes      []Range[string] // country of the system that announces them
	Systems    []Range[System]
	Anycast    AnycastList

	Names int // how many systems, by address space, keep their names
}

// Build makes the data of a table, the same bytes for the same sources.
func Build(s Sources) ([]byte, error) {
	b := builder{sources: s}
	if _, err := time.Parse(time.DateOnly, s.Date); err != nil {
		return nil, fmt.Errorf("place: date %q: want a day like 2006-01-02", s.Date)
	}
	for _, text := range []string{s.Revision, s.Source, s.Attribution} {
		if text == "" || !utf8.ValidString(text) {
			return nil, fmt.Errorf("place: text %q: want UTF-8 that is not empty", text)
		}
	}
	if err := b.collect(); err != nil {
		return nil, err
	}
	b.rank()
	return b.write()
}

type builder struct {
	sources Sources
	columns [4][2][]span
	homes   [2][]span         // the source of systems' countries, by range
	names   map[uint32]string // of systems, the longest range's first
	order   []uint32          // numbers of systems, named ones first
	named   int
	home    map[uint32]uint32 // system to its country's value
}

// collect flattens every source into columns. Systems are still their numbers.
func (b *builder) collect() (err error) {
	country := func(code string) uint32 { return countryValue(code) }
	for family, width := range []int{32, 128} {
		b.columns[usedColumn][family], err = spans(b.sources.Used, width, country)
		if err != nil {
			return err
		}
		b.columns[registeredColumn][family], err = spans(b.sources.Registered, width, country)
		if err != nil {
			return err
		}
		b.homes[family], err = spans(b.sources.Homes, width, country)
		if err != nil {
			return err
		}
		b.columns[systemColumn][family], err = spans(b.sources.Systems, width, func(s System) uint32 { return s.Number })
		if err != nil {
			return err
		}
		var marks []Range[uint32]
		for _, p := range b.sources.Anycast.Prefixes {
			marks = append(marks, Range[uint32]{p.Masked().Addr(), lastOf(p), 1})
		}
		b.columns[anycastColumn][family], err = spans(marks, width, func(v uint32) uint32 { return v })
		if err != nil {
			return err
		}
	}
	b.names = map[uint32]string{}
	for _, row := range b.sources.Systems {
		if b.names[row.Value.Number] == "" {
			b.names[row.Value.Number] = tidyName(row.Value.Name)
		}
	}
	return nil
}

// rank orders the systems, first those that keep their names; and finds each one's country, the one of most of its addresses.
func (b *builder) rank() {
	size := map[uint32]float64{}
	votes := map[uint32]map[uint32]float64{}
	for family, width := range []int{32, 128} {
		unit := 1.0
		if width == 128 {
			unit = math.Exp2(-88) // an IPv6 /40 weighs as much as one IPv4 address
		}
		overlap(b.columns[systemColumn][family], b.homes[family], width, func(system, home uint32, n float64) {
			if system == 0 {
				return
			}
			size[system] += n * unit
			if votes[system] == nil {
				votes[system] = map[uint32]float64{}
			}
			if home != 0 {
				votes[system][home] += n * unit
			}
		})
	}
	b.home = map[uint32]uint32{}
	for system, counts := range votes {
		best, most := uint32(0), 0.0
		for home, n := range counts {
			if n > most || n == most && home < best {
				best, most = home, n
			}
		}
		b.home[system] = best
	}
	for system := range size {
		b.order = append(b.order, system)
	}
	for n, name := range b.names {
		if size[n] < manyAddresses && person(name) {
			b.names[n] = ""
		}
	}
	unnamed := func(n uint32) int {
		if b.names[n] == "" {
			return 1
		}
		return 0
	}
	slices.SortFunc(b.order, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(unnamed(x), unnamed(y)), cmp.Compare(size[y], size[x]), cmp.Compare(x, y))
	})
	for b.named < len(b.order) && b.named < b.sources.Names && b.names[b.order[b.named]] != "" {
		b.named++
	}
	// Within each part those with most ranges come first, in a few steps, and
	// by number inside them: so the values compress best.
	ranges := map[uint32]int{}
	for _, list := range b.columns[systemColumn] {
		for _, s := range list {
			ranges[s.value]++
		}
	}
	tier := map[uint32]int{}
	for i, n := range slices.SortedFunc(maps.Keys(size), func(x, y uint32) int {
		return cmp.Or(cmp.Compare(ranges[y], ranges[x]), cmp.Compare(x, y))
	}) {
		switch {
		case i < 256:
			tier[n] = 0
		case i < 4096:
			tier[n] = 1
		default:
			tier[n] = 2
		}
	}
	byTier := func(x, y uint32) int { return cmp.Or(cmp.Compare(tier[x], tier[y]), cmp.Compare(x, y)) }
	slices.SortFunc(b.order[:b.named], byTier)
	slices.SortFunc(b.order[b.named:], byTier)
}

// write lays the table out as described at type Table.
func (b *builder) write() ([]byte, error) {
	out := make([]byte, headerSize, 8<<20)
	put := func(field int, v int) { binary.LittleEndian.PutUint32(out[field:], uint32(v)) }
	copy(out, magic)
	put(16, layoutVersion)
	for i, text := range []string{b.sources.Revision, b.sources.Date, b.sources.Source, b.sources.Attribution} {
		put(24+i*8, len(out))
		put(28+i*8, len(text))
		out = append(out, text...)
	}
	put(56, len(Countries)/2)
	put(60, len(out))
	out = append(out, Countries...)

	put(64, len(b.order))
	put(68, b.named)
	put(72, len(out))
	index := map[uint32]uint32{0: 0}
	for i, n := range b.order {
		index[n] = uint32(i + 1)
	}
	for plane := range 4 {
		for _, n := range b.order {
			out = append(out, byte(n>>(8*plane)))
		}
	}
	for _, n := range b.order {
		out = append(out, byte(b.home[n]))
	}
	for _, n := range b.order {
		out = append(out, b.sources.Anycast.mark(n))
	}
	put(76, len(out))
	begin := len(out)
	var text strings.Builder
	var marks []byte
	for i, n := range b.order[:b.named] {
		if i%markEvery == 0 {
			marks = binary.LittleEndian.AppendUint32(marks, uint32(text.Len()))
		}
		out = append(out, byte(len(b.names[n])))
		text.WriteString(b.names[n])
	}
	out = append(append(out, marks...), text.String()...)
	put(80, len(out)-begin)

	for kind := range b.columns {
		for family, width := range []int{32, 128} {
			list := b.columns[kind][family]
			if kind == systemColumn {
				for i := range list {
					list[i].value = index[list[i].value]
				}
			}
			starts, offsets, steps, values := encodeColumn(list, width, kind == systemColumn)
			field := 84 + (kind*2+family)*12
			put(field, len(list))
			put(field+4, len(out))
			put(field+8, len(steps))
			out = slices.Concat(out, starts, offsets, steps, values)
		}
	}
	put(20, len(out))
	if _, err := Open(string(out)); err != nil {
		return nil, fmt.Errorf("place: the table just built does not open: %w", err)
	}
	return out, nil
}

// encodeColumn is the column of a list of spans, in its parts.
func encodeColumn(list []span, width int, wide bool) (starts, offsets, steps, values []byte) {
	for i, s := range list {
		switch {
		case i%blockSize != 0:
			steps = encodeStep(steps, s.start.sub(list[i-1].start), exponentBits(width))
			continue
		case width == 128:
			starts = binary.LittleEndian.AppendUint64(starts, s.start.hi)
			starts = binary.LittleEndian.AppendUint64(starts, s.start.lo)
		default:
			starts = binary.LittleEndian.AppendUint32(starts, uint32(s.start.lo))
		}
		offsets = binary.LittleEndian.AppendUint32(offsets, uint32(len(steps)))
	}
	planes := 1
	if wide {
		planes = 3
	}
	for plane := range planes {
		for _, s := range list {
			values = append(values, byte(s.value>>(8*plane)))
		}
	}
	return starts, offsets, steps, values
}
