package lookup

import (
	"bytes"
	"encoding/json"
	"time"
)

// Dossier is what is known about a host, in sections. Its JSON is the worker's
// answer: the fields' order is the order there. A section that was not asked
// for is absent; one that failed says so in its Error, and the rest is intact.
type Dossier struct {
	Host    string   `json:"host"`
	AsOf    string   `json:"asOf"` // RFC 3339, UTC
	DNS     *DNS     `json:"dns,omitempty"`
	Hosting *Hosting `json:"hosting,omitempty"`
}

// Section is what every section has: where its facts come from, when they were
// looked up, for how many seconds they hold, and what failed. An error beside
// facts means that they are not complete.
type Section struct {
	Source string `json:"source"`
	AsOf   string `json:"asOf"`
	TTL    uint32 `json:"ttl"`
	Error  string `json:"error"`
}

// Status says how the look-up of a name ended.
type Status string

// The statuses. The middle two are answers, not failures.
const (
	Found      Status = "found"
	NoData     Status = "no-data"      // the name exists and has no address
	NoSuchName Status = "no-such-name" // the name does not exist
	Failed     Status = "failed"       // nobody knows
)

// DNS is the section about names and addresses.
type DNS struct {
	Section
	Status    Status   `json:"status"`
	Addresses []string `json:"addresses"` // IPv4 first, ascending
	Aliases   []string `json:"aliases"`   // in the order in which they lead on
	Scope     string   `json:"scope"`     // public, private, mixed or none
}

// Hosting is the section about where the addresses are.
type Hosting struct {
	Section
	Addresses []Address `json:"addresses"`
}

// Address is where one address is. An address is not a jurisdiction.
type Address struct {
	Address           string `json:"address"`
	Network           string `json:"network"`
	ASN               uint32 `json:"asn"`
	ASName            string `json:"asName"`
	Country           string `json:"country"`
	RegisteredCountry string `json:"registeredCountry"`
	ASCountry         string `json:"asCountry"`
	Confidence        string `json:"confidence"` // agreed, differing, anycast or unknown
	Scope             string `json:"scope"`      // public, or what else rules/place.Scope says
}

// JSON returns the dossier as the worker sends it: one line, names as they are.
func (d *Dossier) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(d)
	return b.Bytes(), err
}

// Keep returns how long the dossier may be kept: the shortest of its sections'
// times to live.
func (d *Dossier) Keep() time.Duration {
	keep := uint32(maxTTL)
	if d.DNS != nil {
		keep = min(keep, d.DNS.TTL)
	}
	if d.Hosting != nil {
		keep = min(keep, d.Hosting.TTL)
	}
	return time.Duration(keep) * time.Second
}

// Bounds of times to live, in seconds.
const (
	minTTL      = 30    // what changes faster is kept as long all the same
	maxTTL      = 86400 // a day
	maxNegative = 300   // a name that is missing may be there soon
	failedTTL   = 5     // so that a broken upstream is not asked without pause
	placeTTL    = 86400 // tables change with the worker
)

// stamp writes a time as dossiers do.
func stamp(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }
