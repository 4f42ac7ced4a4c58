package source

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/formtrace/formtrace/rules/place"
)

// tableName is the name of a file as the packages of ip-location-db have it: the
// last word before the family says what it is about.
var tableName = regexp.MustCompile(`^([a-z0-9-]*?)(country|asn)(-mmdb)?(-ipv[46])?\.(csv|mmdb)$`)

// read adds the rows of a file, by its name and for a database by what is in it.
func (r *rows) read(dir fs.FS, name string) error {
	m := tableName.FindStringSubmatch(path.Base(name))
	if strings.HasSuffix(name, ".mmdb") {
		countries := &r.used
		if m != nil {
			countries = r.countries(m[1])
		}
		return r.readMMDB(dir, name, countries)
	}
	var err error
	switch {
	case m == nil:
		err = fmt.Errorf("%s: expected a name such as geo-whois-asn-country-ipv4.csv, asn-country-ipv6.csv or asn-ipv4.csv", name)
	case m[2] == "asn":
		r.systems, err = readRows(dir, name, 4, r.systems, system)
	default:
		countries := r.countries(m[1])
		*countries, err = readRows(dir, name, 3, *countries, func(fields []string) (string, error) { return country(fields[2]) })
	}
	return err
}

// countries is which country the tables of a package give, by what its name has
// before "country": where a block is registered, where its system is, or, in all
// others, where it is used.
func (r *rows) countries(before string) *columns {
	switch before {
	case "asn-":
		return &r.registered
	case "iptoasn-":
		return &r.homes
	}
	return &r.used
}

// readRows appends the rows of a file of comma-separated values: first address,
// last address, and what value makes of the rest. An error names file and line.
func readRows[T any](dir fs.FS, name string, columns int, rows []place.Range[T], value func([]string) (T, error)) ([]place.Range[T], error) {
	f, err := dir.Open(name)
	if err != nil {
		return nil, inFile(name, err)
	}
	defer f.Close()
	lines := csv.NewReader(f)
	lines.FieldsPerRecord = columns
	lines.ReuseRecord = true
	before := len(rows)
	for {
		fields, err := lines.Read()
		if err == io.EOF {
			break
		}
		var bad *csv.ParseError
		switch {
		case errors.As(err, &bad) && errors.Is(err, csv.ErrFieldCount):
			return nil, fmt.Errorf("%s: line %d: expected %d fields, not %d", name, bad.Line, columns, len(fields))
		case errors.As(err, &bad):
			return nil, fmt.Errorf("%s: line %d: %w", name, bad.Line, bad.Err)
		case err != nil:
			return nil, inFile(name, err)
		}
		row, err := parseRow(fields, value)
		if err != nil {
			line, _ := lines.FieldPos(0)
			return nil, fmt.Errorf("%s: line %d: %w", name, line, err)
		}
		rows = append(rows, row)
	}
	if len(rows) == before {
		return nil, fmt.Errorf("%s: expected rows, and there are none", name)
	}
	return rows, nil
}

func parseRow[T any](fields []string, value func([]string) (T, error)) (row place.Range[T], err error) {
	if row.First, err = netip.ParseAddr(fields[0]); err != nil {
		return row, fmt.Errorf("expected an address, not %q", fields[0])
	}
	if row.Last, err = netip.ParseAddr(fields[1]); err != nil {
		return row, fmt.Errorf("expected an address, not %q", fields[1])
	}
	if row.First.Is4() != row.Last.Is4() || row.Last.Less(row.First) {
		return row, fmt.Errorf("expected a range, not %v to %v", row.First, row.Last)
	}
	row.Value, err = value(fields)
	return row, err
}

// country reads a code of two letters, which need not be a country's: sources
// have EU and ZZ as well.
func country(code string) (string, error) {
	if len(code) != 0 && (len(code) != 2 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
		return "", fmt.Errorf("expected the two capital letters of a country, not %q", code)
	}
	return code, nil
}

// system reads the number and the name of a system.
func system(fields []string) (place.System, error) {
	n, err := strconv.ParseUint(fields[2], 10, 32)
	if err != nil {
		return place.System{}, fmt.Errorf("expected the number of a system, not %q", fields[2])
	}
	return place.System{Number: uint32(n), Name: fields[3]}, nil
}

// inFile says of which file an error is, and nothing of where its folder lies.
func inFile(name string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("%s: %w", name, err)
}
