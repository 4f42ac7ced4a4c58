package inspect

import "github.com/formtrace/formtrace/rules/form"

// Request is all that a report is made from: the submission, the person's home,
// the time, and what is known of the target's host. It comes as CBOR from the
// extension (Decode) and as JSON in files (the tags).
type Request struct {
	form.Submission
	Home    string   `json:"home,omitempty"`  // ISO 3166-1 alpha-2, "" when not chosen
	Now     int64    `json:"now,omitempty"`   // Unix seconds; a dossier's own time goes before it
	Asked   string   `json:"asked,omitempty"` // whether a worker was asked: "", "off", "limit", "never", "failed", "done"
	Dossier *Dossier `json:"dossier,omitempty"`
	Seen    *Seen    `json:"seen,omitempty"`
}

// Seen is what the memory of targets holds for this form: where it went last.
type Seen struct {
	Host    string `json:"host"`
	Site    string `json:"site"`
	Country string `json:"country"`
	Scheme  string `json:"scheme"`
	At      int64  `json:"at"` // Unix seconds
}

// Dossier is what is known about a host, as the worker's GET /v1/hosts/{host}
// answers it; the worker's own types and this one are compared in its tests.
// A section that was not asked for is nil, one that failed has an Error.
type Dossier struct {
	Host         string        `json:"host"`
	AsOf         string        `json:"asOf"`
	DNS          *DNS          `json:"dns,omitempty"`
	Hosting      *Hosting      `json:"hosting,omitempty"`
	Registration *Registration `json:"registration,omitempty"`
	Certificate  *Certificate  `json:"certificate,omitempty"`
	HTTP         *HTTP         `json:"http,omitempty"`
}

// Section is what every section of a dossier begins with: where it is from, its
// time (RFC 3339), how many seconds it is good for, and why it failed.
type Section struct {
	Source string `json:"source"`
	AsOf   string `json:"asOf"`
	TTL    int64  `json:"ttl"`
	Error  string `json:"error"`
}

// DNS is the section of that name.
type DNS struct {
	Section
	Status    string   `json:"status"`
	Addresses []string `json:"addresses"`
	Aliases   []string `json:"aliases"`
	Scope     string   `json:"scope"`
}

// Hosting is the section of that name: one entry for each address.
type Hosting struct {
	Section
	Addresses []Address `json:"addresses"`
}

// Address is one address with its network and country.
type Address struct {
	Address           string `json:"address"`
	Network           string `json:"network"`
	ASN               int64  `json:"asn"`
	ASName            string `json:"asName"`
	Country           string `json:"country"`
	RegisteredCountry string `json:"registeredCountry"`
	ASCountry         string `json:"asCountry"`
	Confidence        string `json:"confidence"`
	Scope             string `json:"scope"`
}

// Registration is the section of that name. Dates are days or RFC 3339 times.
type Registration struct {
	Section
	Domain          string   `json:"domain"`
	Created         string   `json:"created"`
	Changed         string   `json:"changed"`
	Expires         string   `json:"expires"`
	Registrar       string   `json:"registrar"`
	Organisation    string   `json:"organisation"`
	Country         string   `json:"country"`
	Countries       []string `json:"countries"`
	NameServers     []string `json:"nameServers"`
	Status          []string `json:"status"`
	Inconsistencies []string `json:"inconsistencies"`
}

// Certificate is the section of that name.
type Certificate struct {
	Section
	Organisation string   `json:"organisation"`
	Names        []string `json:"names"`
	Wildcard     bool     `json:"wildcard"`
	Issuer       string   `json:"issuer"`
	NotBefore    string   `json:"notBefore"`
	NotAfter     string   `json:"notAfter"`
	Verified     bool     `json:"verified"`
	Reason       string   `json:"reason"`
}

// HTTP is the section of that name.
type HTTP struct {
	Section
	Server    string `json:"server"`
	PoweredBy string `json:"poweredBy"`
	HSTS      bool   `json:"hsts"`
}
