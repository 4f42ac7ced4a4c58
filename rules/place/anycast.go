package place

import (
	"bufio"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// AnycastList names the networks whose addresses say nothing about a place: they
// answer from many places at once, or are handed out according to where the
// one who asks is.
type AnycastList struct {
	Systems  []uint32 // ascending
	Prefixes []netip.Prefix
}

func (a AnycastList) mark(system uint32) byte {
	if _, found := slices.BinarySearch(a.Systems, system); found {
		return 1
	}
	return 0
}

// ParseAnycast reads a list of such networks: on each line an autonomous system
// (AS13335) or a prefix, then a name; "#" begins a comment. The error names
// every bad line.
func ParseAnycast(text string) (AnycastList, error) {
	var list AnycastList
	var errs []error
	scanner := bufio.NewScanner(strings.NewReader(text))
	for line := 1; scanner.Scan(); line++ {
		entry, _, _ := strings.Cut(scanner.Text(), "#")
		fields := strings.Fields(entry)
		switch {
		case len(fields) == 0:
			continue
		case len(fields) == 1:
			errs = append(errs, &LineError{line, fields[0], "a name after it"})
			continue
		}
		if digits, ok := strings.CutPrefix(fields[0], "AS"); ok {
			if n, err := strconv.ParseUint(digits, 10, 32); err == nil && n > 0 {
				list.Systems = append(list.Systems, uint32(n))
				continue
			}
		} else if p, err := netip.ParsePrefix(fields[0]); err == nil && p == p.Masked() {
			list.Prefixes = append(list.Prefixes, p)
			continue
		}
		errs = append(errs, &LineError{line, fields[0], "an autonomous system such as AS13335 or a prefix such as 192.0.2.0/24"})
	}
	if err := scanner.Err(); err != nil {
		errs = append(errs, err)
	}
	slices.Sort(list.Systems)
	list.Systems = slices.Compact(list.Systems)
	return list, errors.Join(errs...)
}

// LineError says which line of a text is wrong and what was expected there.
type LineError struct {
	Line int
	Got  string
	Want string
}

func (e *LineError) Error() string {
	return fmt.Sprintf("line %d: %q: want %s", e.Line, e.Got, e.Want)
}
