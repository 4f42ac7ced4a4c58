// Package source reads the files that tables of networks are made from, into
// what place.Build takes: Packages all of the npm packages of ip-location-db,
// Folder an operator's newer files, which take the place of a table's own. It is
// for programs on a person's own machine.
package source

import (
	_ "embed"
	"fmt"
	"io/fs"

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

// Packages takes the sources of a table from a folder with one sub-folder for
// each package. It fills in all but the version of the data.
func Packages(dir fs.FS) (s place.Sources, err error) {
	s.Names, s.Attribution = names, attribution
	if s.Anycast, err = place.ParseAnycast(anycast); err != nil {
		return s, fmt.Errorf("anycast.txt: %w", err)
	}
	var rows rows
	for _, family := range []string{"ipv4", "ipv6"} {
		for _, name := range []string{
			"geo-whois-asn-country/geo-whois-asn-country-" + family + ".csv",
			"asn-country/asn-country-" + family + ".csv",
			"asn/asn-" + family + ".csv",
			"iptoasn-country-mmdb/iptoasn-country-" + family + ".mmdb",
		} {
			if err := rows.read(dir, name); err != nil {
				return s, err
			}
		}
	}
	s.Used, s.Registered, s.Homes, s.Systems = rows.used, rows.registered, rows.homes, rows.systems
	return s, nil
}

// rows are the rows of some files, by what they say.
type rows struct {
	used, registered, homes []place.Range[string]
	systems                 []place.Range[place.System]
}

// columns are the countries that a file can be about.
type columns = []place.Range[string]
