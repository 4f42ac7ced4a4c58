//go:build !js

package main

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"strconv"

	"github.com/formtrace/formtrace/rules/place"
)

//go:embed anycast.txt
var anycast string

// How many systems, by address space, keep their names.
const names = 20000

// What the licences ask to be shown with the data.
const attribution = "Country and network data: ip-location-db (changed: merged, flattened and shortened). " +
	"Registration, whois and ASN data by the Number Resource Organization (NRO), nro.net, CC BY 4.0. " +
	"IP to AS Number data by RouteViews, routeviews.org, CC BY 4.0. " +
	"IP to ASN Lite by DB-IP, https://db-ip.com, CC BY 4.0: IP Geolocation by DB-IP. " +
	"AS countries by IPtoASN, iptoasn.com, PDDL 1.0."

// read takes the sources of a table from a folder with one sub-folder for each
// package. It fills in all but the version of the data.
func read(dir fs.FS) (s place.Sources, err error) {
	s.Names, s.Attribution = names, attribution
	if s.Anycast, err = place.ParseAnycast(anycast); err != nil {
		return s, fmt.Errorf("anycast.txt: %w", err)
	}
	country := func(fields []string) (string, error) { return fields[2], nil }
	for _, family := range []string{"ipv4", "ipv6"} {
		name := "geo-whois-asn-country/geo-whois-asn-country-" + family + ".csv"
		if s.Used, err = readRows(dir, name, 3, s.Used, country); err != nil {
			return s, err
		}
		name = "asn-country/asn-country-" + family + ".csv"
		if s.Registered, err = readRows(dir, name, 3, s.Registered, country); err != nil {
			return s, err
		}
		name = "asn/asn-" + family + ".csv"
		if s.Systems, err = readRows(dir, name, 4, s.Systems, system); err != nil {
			return s, err
		}
		name = "iptoasn-country-mmdb/iptoasn-country-" + family + ".mmdb"
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return s, err
		}
		homes, err := readMMDB(string(data), "country_code")
		if err != nil {
			return s, fmt.Errorf("%s: %w", name, err)
		}
		s.Homes = append(s.Homes, homes...)
	}
	return s, nil
}

// readRows appends the rows of a file of comma-separated values: first address,
// last address, and what value makes of the rest. An error names file and line.
func readRows[T any](dir fs.FS, name string, columns int, rows []place.Range[T], value func([]string) (T, error)) ([]place.Range[T], error) {
	f, err := dir.Open(name)
	if err != nil {
		return nil, err
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
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		row, err := parseRow(fields, value)
		if err != nil {
			line, _ := lines.FieldPos(0)
			return nil, fmt.Errorf("%s: line %d: %w", name, line, err)
		}
		rows = append(rows, row)
	}
	if len(rows) == before {
		return nil, fmt.Errorf("%s: no rows", name)
	}
	return rows, nil
}

func parseRow[T any](fields []string, value func([]string) (T, error)) (row place.Range[T], err error) {
	if row.First, err = netip.ParseAddr(fields[0]); err != nil {
		return row, err
	}
	if row.Last, err = netip.ParseAddr(fields[1]); err != nil {
		return row, err
	}
	if row.First.Is4() != row.Last.Is4() || row.Last.Less(row.First) {
		return row, fmt.Errorf("%v to %v is not a range", row.First, row.Last)
	}
	row.Value, err = value(fields)
	return row, err
}

// system reads the number and the name of a system.
func system(fields []string) (place.System, error) {
	n, err := strconv.ParseUint(fields[2], 10, 32)
	if err != nil {
		return place.System{}, fmt.Errorf("%q is not the number of a system", fields[2])
	}
	return place.System{Number: uint32(n), Name: fields[3]}, nil
}
