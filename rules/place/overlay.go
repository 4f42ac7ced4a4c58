package place

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Overlay holds an operator's own rows, or a test's: what they say of an
// address goes before the table, and may be about any address, private ones
// too.
type Overlay struct {
	rows  []Facts
	spans [2][]span // value: 0, or 1 + index into rows
}

// ParseOverlay reads rows of comma-separated values, quoted as usual:
//
//	prefix,country,registeredCountry,asn,asName[,asCountry]
//	start,end,country,registeredCountry,asn,asName[,asCountry]
//
// Both forms may be mixed; columns at the end may be left out, and any but the
// range may be empty. The first row may be a header that begins with "prefix"
// or "start"; lines that begin with "#" are comments. Where rows overlap, the
// narrowest counts. A country without a registered country is taken on the
// operator's word. The error names every bad line (each a *LineError).
func ParseOverlay(text string) (*Overlay, error) {
	o := &Overlay{}
	var errs []error
	var ranges []Range[uint32]
	seen := map[[2]netip.Addr]int{}
	lines := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	lines.Comment = '#'
	lines.FieldsPerRecord = -1
	lines.TrimLeadingSpace = true
	for first := true; ; first = false {
		fields, err := lines.Read()
		if err == io.EOF {
			break
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			errs = append(errs, &LineError{bad.Line, bad.Err.Error(), "fields quoted as CSV asks for"})
			continue
		} else if err != nil {
			return nil, err
		}
		line, _ := lines.FieldPos(0)
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		if head := strings.ToLower(fields[0]); first && (head == "prefix" || head == "start") {
			continue
		}
		from, to, facts, err := parseRow(fields, line)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if before := seen[[2]netip.Addr{from, to}]; before != 0 {
			errs = append(errs, &LineError{line, fields[0], fmt.Sprintf("a range that line %d does not have already", before)})
			continue
		}
		seen[[2]netip.Addr{from, to}] = line
		o.rows = append(o.rows, facts)
		ranges = append(ranges, Range[uint32]{from, to, uint32(len(o.rows))})
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for family, width := range []int{32, 128} {
		list, err := spans(ranges, width, func(v uint32) uint32 { return v })
		if err != nil {
			return nil, err
		}
		o.spans[family] = list
	}
	return o, nil
}

// parseRow reads the fields of one row; the error may join several.
func parseRow(fields []string, line int) (from, to netip.Addr, facts Facts, err error) {
	var errs []error
	fail := func(got, want string) { errs = append(errs, &LineError{line, got, want}) }
	if strings.Contains(fields[0], "/") {
		if p, err := netip.ParsePrefix(fields[0]); err != nil || p != p.Masked() {
			fail(fields[0], "a prefix without bits behind its length, such as 192.0.2.0/24")
		} else {
			from, to = p.Addr(), lastOf(p)
		}
		fields = fields[1:]
	} else {
		fields = append(fields, "")
		from, to = parseAddress(fields[0]), parseAddress(fields[1])
		switch {
		case !from.IsValid():
			fail(fields[0], "an address or a prefix")
		case !to.IsValid() || from.Is4() != to.Is4() || to.Less(from):
			fail(fields[1], "the last address of the range that begins with "+fields[0])
		}
		fields = fields[2:]
	}
	if len(fields) > 0 && fields[len(fields)-1] == "" {
		fields = fields[:len(fields)-1]
	}
	fields = append(fields, make([]string, max(0, 5-len(fields)))...)
	if len(fields) > 5 {
		fail(fields[5], "no more than five fields after the range")
	}
	for i, to := range map[int]*string{0: &facts.Country, 1: &facts.RegisteredCountry, 4: &facts.ASCountry} {
		*to = fields[i]
		if fields[i] != "" && !IsCountry(fields[i]) {
			fail(fields[i], "the two capital letters of a country (ISO 3166-1), or nothing")
		}
	}
	if digits := strings.TrimPrefix(fields[2], "AS"); fields[2] != "" {
		n, err := strconv.ParseUint(digits, 10, 32)
		if err != nil {
			fail(fields[2], "the number of an autonomous system, or nothing")
		}
		facts.ASN = uint32(n)
	}
	if facts.ASName = fields[3]; !utf8.ValidString(fields[3]) {
		fail(fields[3], "UTF-8")
	}
	registered := facts.RegisteredCountry
	if registered == "" {
		registered = facts.Country
	}
	facts.Confidence = judge(facts.Country, registered, facts.ASCountry, false)
	return from, to, facts, errors.Join(errs...)
}

// parseAddress is the address, IPv4 where it is IPv4 inside IPv6, or invalid.
func parseAddress(s string) netip.Addr {
	addr, err := netip.ParseAddr(s)
	if err != nil || addr.Zone() != "" {
		return netip.Addr{}
	}
	return address(number(addr))
}

// Lookup says what the rows say of an address; ok is false when there is none.
func (o *Overlay) Lookup(addr netip.Addr) (facts Facts, ok bool) {
	if !addr.IsValid() {
		return Facts{}, false
	}
	x, width := number(addr)
	list := o.spans[0]
	if width == 128 {
		list = o.spans[1]
	}
	i, found := slices.BinarySearchFunc(list, x, func(s span, x u128) int {
		switch {
		case s.start.less(x):
			return -1
		case x.less(s.start):
			return 1
		}
		return 0
	})
	if !found {
		i--
	}
	if list[i].value == 0 {
		return Facts{}, false
	}
	last := highest(width)
	if i+1 < len(list) {
		last = list[i+1].start.sub(u128{0, 1})
	}
	facts = o.rows[list[i].value-1]
	facts.Network = around(x, list[i].start, last, width)
	return facts, true
}

// Len is the number of rows.
func (o *Overlay) Len() int { return len(o.rows) }
