package place

import (
	"fmt"
	"time"
	"unicode/utf8"
)

// DataError says where and how the data of a table is wrong.
type DataError struct {
	Offset int    // byte of the data
	Part   string // what is there
	Want   string // what was expected
}

func (e *DataError) Error() string {
	return fmt.Sprintf("place table: byte %d: %s: want %s", e.Offset, e.Part, e.Want)
}

// Open checks the data of a table from its first byte to its last and returns
// the table, which refers to the data and copies nothing. An error is a
// *DataError.
func Open(data string) (*Table, error) {
	return open(&reader{data: data})
}

// OpenTrusted is Open for data that came with the program and that its tests
// have opened: it checks the header and where the parts lie, not what is in
// them, in no time worth naming. Lookup may panic if the data is damaged.
func OpenTrusted(data string) (*Table, error) {
	return open(&reader{data: data, trust: true})
}

func open(r *reader) (*Table, error) {
	t := r.table()
	if r.err != nil {
		return nil, r.err
	}
	return t, nil
}

// reader walks the header and, section by section, the rest. After the first
// error it hands out nothing more.
type reader struct {
	data   string
	trust  bool
	cursor int // where the next section has to begin
	err    *DataError
}

// skip says whether there is nothing to check inside the section just read.
func (r *reader) skip() bool { return r.trust || r.err != nil }

func (r *reader) fail(offset int, part, want string) {
	if r.err == nil {
		r.err = &DataError{offset, part, want}
	}
}

// section takes the next length bytes; the header at byte field says where
// they begin.
func (r *reader) section(field, length int, part string) string {
	if r.err != nil {
		return ""
	}
	if at := int(u32(r.data, field)); at != r.cursor {
		r.fail(field, "offset of "+part, fmt.Sprintf("%d, the end of the section before, not %d", r.cursor, at))
		return ""
	}
	return r.rest(field, length, part)
}

// rest takes the next length bytes of a section already begun.
func (r *reader) rest(field, length int, part string) string {
	if r.err != nil {
		return ""
	}
	if left := len(r.data) - r.cursor; length < 0 || length > left {
		r.fail(field, "length of "+part, fmt.Sprintf("at most the %d bytes that are left", left))
		return ""
	}
	s := r.data[r.cursor : r.cursor+length]
	r.cursor += length
	return s
}

func (r *reader) table() *Table {
	if len(r.data) < headerSize {
		r.fail(len(r.data), "header", fmt.Sprintf("%d bytes", headerSize))
		return nil
	}
	if r.data[:len(magic)] != magic {
		r.fail(0, "magic", fmt.Sprintf("%q", magic))
		return nil
	}
	if v := u32(r.data, 16); v != layoutVersion {
		r.fail(16, "version of the layout", fmt.Sprintf("%d, not %d", layoutVersion, v))
		return nil
	}
	if n := uint64(u32(r.data, 20)); n != uint64(len(r.data)) || n > 1<<30 {
		r.fail(20, "length", fmt.Sprintf("the %d bytes there are, below 2^30, not %d", len(r.data), n))
		return nil
	}
	for i := 180; i < headerSize; i += 4 {
		if u32(r.data, i) != 0 {
			r.fail(i, "unused field", "0")
		}
	}
	r.cursor = headerSize
	t := &Table{}
	r.texts(t)
	r.systems(t)
	r.names(t)
	for kind := range t.columns {
		for family := range t.columns[kind] {
			t.columns[kind][family] = r.column(t, kind, family)
		}
	}
	if r.err == nil && r.cursor != len(r.data) {
		r.fail(r.cursor, "end of the last section", "the end of the data")
	}
	return t
}

// size reads a count from the header; counts are far below 2^24.
func (r *reader) size(field int, part string) int {
	n := u32(r.data, field)
	if n >= 1<<24 {
		r.fail(field, "count of "+part, "less than 2^24")
		return 0
	}
	return int(n)
}

func (r *reader) texts(t *Table) {
	for i, text := range []*string{&t.revision, &t.date, &t.source, &t.attribution} {
		field := 24 + i*8
		at := r.cursor
		*text = r.section(field, r.size(field+4, "a text's bytes"), "text")
		if !utf8.ValidString(*text) {
			r.fail(at, "text", "UTF-8")
		}
	}
	if _, err := time.Parse(time.DateOnly, t.date); err != nil {
		r.fail(headerSize+len(t.revision), "date", "a day like 2006-01-02")
	}
	n := r.size(56, "countries")
	if n > 255 {
		r.fail(56, "count of countries", "at most 255")
	}
	at := r.cursor
	t.countries = r.section(60, n*2, "countries")
	for i := 0; i < len(t.countries); i += 2 {
		code := t.countries[i : i+2]
		if !isLetters(code) {
			r.fail(at+i, "country", "two capital letters")
		}
		if i > 0 && t.countries[i-2:i] >= code {
			r.fail(at+i, "country", "ascending order")
		}
	}
}

func (r *reader) systems(t *Table) {
	t.systems, t.named = r.size(64, "systems"), r.size(68, "named systems")
	if t.named > t.systems {
		r.fail(68, "count of named systems", "at most the count of systems")
	}
	t.numbers = r.section(72, t.systems*4, "systems' numbers")
	homes := r.cursor
	t.homes = r.rest(64, t.systems, "systems' countries")
	anycast := r.cursor
	t.anycast = r.rest(64, t.systems, "systems' anycast marks")
	if r.skip() {
		return
	}
	for i := range t.systems {
		if int(t.homes[i]) > len(t.countries)/2 {
			r.fail(homes+i, "country of a system", "a country of the table")
		}
		if t.anycast[i] > 1 {
			r.fail(anycast+i, "anycast mark", "0 or 1")
		}
	}
}

func (r *reader) names(t *Table) {
	begin := r.cursor
	t.lengths = r.section(76, t.named, "lengths of names")
	marks := r.cursor
	t.marks = r.rest(76, (t.named+markEvery-1)/markEvery*4, "marks of names")
	length := r.size(80, "bytes of names") - (r.cursor - begin)
	at := r.cursor
	t.names = r.rest(80, length, "names")
	if r.skip() {
		return
	}
	end := 0
	for i := range t.named {
		if i%markEvery == 0 {
			if mark := int(u32(t.marks, i/markEvery*4)); mark != end {
				r.fail(marks+i/markEvery*4, "mark of names", fmt.Sprintf("%d, not %d", end, mark))
				return
			}
		}
		from := end
		end += int(t.lengths[i])
		if end > len(t.names) || !utf8.ValidString(t.names[from:end]) {
			r.fail(at+from, "name", "UTF-8 of the length given")
			return
		}
	}
	if end != len(t.names) {
		r.fail(at+end, "names", "nothing after the last")
	}
}
