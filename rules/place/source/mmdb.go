package source

import (
	"fmt"
	"io/fs"
	"net/netip"

	"github.com/oschwald/maxminddb-golang/v2"

	"github.com/formtrace/formtrace/rules/place"
)

// record is what a database in MaxMind's format (version 2.0) may say of a
// network: countries as MaxMind's own databases have them, or under country_code
// as those of ip-location-db do; and the system.
type record struct {
	Country struct {
		Code string `maxminddb:"iso_code"`
	} `maxminddb:"country"`
	Registered struct {
		Code string `maxminddb:"iso_code"`
	} `maxminddb:"registered_country"`
	Code   string `maxminddb:"country_code"`
	Number uint32 `maxminddb:"autonomous_system_number"`
	Name   string `maxminddb:"autonomous_system_organization"`
}

// readMMDB adds the networks of a database. countries is what country_code is
// about in it. An error names the file and the network.
func (r *rows) readMMDB(dir fs.FS, name string, countries *columns) error {
	data, err := fs.ReadFile(dir, name)
	if err != nil {
		return inFile(name, err)
	}
	db, err := maxminddb.OpenBytes(data)
	if err != nil {
		return fmt.Errorf("%s: expected a database in MaxMind's format: %w", name, err)
	}
	defer db.Close()
	found := false
	leaves := uint(0)
	for network := range db.Networks(maxminddb.IncludeNetworksWithoutData()) {
		// A tree has one leaf more than it has nodes, and a few aliases (of IPv4
		// in IPv6); what has more is none, and could be walked through for ever.
		if leaves++; leaves > uint(db.Metadata.NodeCount)+64 {
			return fmt.Errorf("%s: expected a tree of %d nodes, and some are reached twice", name, db.Metadata.NodeCount)
		}
		if network.Err() == nil && !network.Found() {
			continue
		}
		var rec record
		if err := network.Decode(&rec); err != nil {
			return fmt.Errorf("%s: record of %v: %w", name, network.Prefix(), err)
		}
		first, last := ends(network.Prefix())
		for _, c := range []struct {
			code string
			to   *columns
		}{{rec.Country.Code, &r.used}, {rec.Registered.Code, &r.registered}, {rec.Code, countries}} {
			if c.code == "" {
				continue
			}
			if _, err := country(c.code); err != nil {
				return fmt.Errorf("%s: record of %v: %w", name, network.Prefix(), err)
			}
			*c.to = append(*c.to, place.Range[string]{First: first, Last: last, Value: c.code})
			found = true
		}
		if rec.Number != 0 {
			r.systems = append(r.systems, place.Range[place.System]{First: first, Last: last, Value: place.System{Number: rec.Number, Name: rec.Name}})
			found = true
		}
	}
	if !found {
		return fmt.Errorf("%s: expected countries or systems (country.iso_code, registered_country.iso_code, country_code, autonomous_system_number), and no record has any", name)
	}
	return nil
}

// ends are the first and the last address of a prefix.
func ends(p netip.Prefix) (first, last netip.Addr) {
	first = p.Masked().Addr()
	bytes := first.AsSlice()
	for bit := p.Bits(); bit < len(bytes)*8; bit++ {
		bytes[bit/8] |= 0x80 >> (bit % 8)
	}
	last, _ = netip.AddrFromSlice(bytes)
	return first, last
}
