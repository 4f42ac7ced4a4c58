package lookup

import (
	"bytes"
	"encoding/json"
	"time"
)

// Dossier is what is known about a host, in sections. Its JSON is the worker's
// answer: the fields' order is the order there. A section that was not asked
// for is absent; one that failed says so in its Error, and the rest is intact.
// Lists are never null, and what is not known is empty.
type Dossier struct {
	Host         string        `json:"host"`
	AsOf         string        `json:"asOf"` // RFC 3339, UTC
	DNS          *DNS          `json:"dns,omitempty"`
	Hosting      *Hosting      `json:"hosting,omitempty"`
	Registration *Registration `json:"registration,omitempty"`
	Certificate  *Certificate  `json:"certificate,omitempty"`
	HTTP         *HTTP         `json:"http,omitempty"`
	Mail         *Mail         `json:"mail,omitempty"`
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
	Status      Status      `json:"status"`
	Addresses   []string    `json:"addresses"`   // IPv4 first, ascending
	Aliases     []string    `json:"aliases"`     // in the order in which they lead on
	Scope       string      `json:"scope"`       // public, private, mixed or none
	NameServers []string    `json:"nameServers"` // of the zone that the name is in, sorted
	MX          []Exchange  `json:"mx"`          // of the name itself, by preference
	CAA         []Issuance  `json:"caa"`         // that hold for the name (RFC 8659, 3)
	Pointers    []Pointer   `json:"pointers"`    // the reverse names of the addresses
	DNSSEC      DNSSECState `json:"dnssec"`
}

// Exchange is an MX record (RFC 5321).
type Exchange struct {
	Preference uint16 `json:"preference"`
	Host       string `json:"host"`
}

// Issuance is a CAA record (RFC 8659).
type Issuance struct {
	Critical bool   `json:"critical"`
	Tag      string `json:"tag"`
	Value    string `json:"value"`
}

// Pointer is what an address's reverse look-up gives.
type Pointer struct {
	Address string   `json:"address"`
	Names   []string `json:"names"`
}

// DNSSECState says what the resolver reports of the addresses' signatures.
type DNSSECState string

// The states. Validated is the resolver's word (the AD bit, RFC 4035, 3.2.3).
const (
	Validated    DNSSECState = "validated"
	NotValidated DNSSECState = "not-validated"
	UnknownState DNSSECState = "unknown"
)

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
	Reverse           string `json:"reverse"`    // the address's first reverse name
}

// Registration is the section about who registered the registrable domain.
// Times are RFC 3339, or a day where the registry gives no more. It holds
// organisations and countries and nothing else about anybody.
type Registration struct {
	Section
	Domain          string   `json:"domain"`
	Created         string   `json:"created"`
	Changed         string   `json:"changed"`
	Expires         string   `json:"expires"`
	Registrar       string   `json:"registrar"`
	Organisation    string   `json:"organisation"` // the registrant's, when it is one
	Country         string   `json:"country"`      // the registrant's, ISO 3166-1 alpha-2
	Countries       []string `json:"countries"`    // of every contact, sorted
	NameServers     []string `json:"nameServers"`
	Status          []string `json:"status"`          // EPP status (RFC 8056)
	Inconsistencies []string `json:"inconsistencies"` // what contradicts what, in words
}

// Certificate is the section about what the host shows in a TLS handshake.
type Certificate struct {
	Section
	Organisation string   `json:"organisation"` // the subject's
	Names        []string `json:"names"`        // the subject alternative names
	Wildcard     bool     `json:"wildcard"`     // one of the names that fit the host is a wildcard
	Issuer       string   `json:"issuer"`       // organisation, else common name
	Chain        []string `json:"chain"`        // the issuers, from the leaf's upwards
	NotBefore    string   `json:"notBefore"`
	NotAfter     string   `json:"notAfter"`
	Key          string   `json:"key"`      // such as "RSA 2048" or "ECDSA P-256"
	Protocol     string   `json:"protocol"` // such as "TLS 1.3"
	Verified     bool     `json:"verified"`
	Reason       string   `json:"reason"` // why it does not verify
}

// HTTP is the section about what answers a HEAD request.
type HTTP struct {
	Section
	Status    int    `json:"status"` // of the last hop
	Server    string `json:"server"`
	PoweredBy string `json:"poweredBy"`
	HSTS      bool   `json:"hsts"` // Strict-Transport-Security over https, with an age above 0
	Hops      []Hop  `json:"hops"` // every request made, the first included
}

// Hop is one request of the HTTP section.
type Hop struct {
	Scheme  string `json:"scheme"`
	Host    string `json:"host"`
	Address string `json:"address"`
	Country string `json:"country"`
	Status  int    `json:"status"`
}

// Mail is the section about who handles mail of the host's domain, and whether
// mail "from" another domain can honestly come from this host (Query.From).
type Mail struct {
	Section
	Domain    string   `json:"domain"`    // the host's registrable domain; "" for an address
	Operators []string `json:"operators"` // registrable domains of the MX hosts
	SPF       string   `json:"spf"`       // the record, or ""
	SPFAll    string   `json:"spfAll"`    // what it says of everybody else: pass, fail, softfail, neutral or ""
	DMARC     string   `json:"dmarc"`     // the policy: none, quarantine, reject or ""
	From      *Sender  `json:"from,omitempty"`
}

// Sender says whether mail "from" Domain may come from the host's addresses.
type Sender struct {
	Domain string `json:"domain"`
	SPF    string `json:"spf"`    // the result of RFC 7208, 2.6: none, neutral, pass, fail, softfail, temperror, permerror; "" for a host without addresses
	DMARC  string `json:"dmarc"`  // the policy of Domain
	Honest string `json:"honest"` // yes, no or unknown
}

// JSON returns the dossier as the worker sends it: one line, names as they are.
func (d *Dossier) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(d)
	return b.Bytes(), err
}

// Sections returns the sections that are there, by name and in their order.
func (d *Dossier) Sections() []Named {
	var out []Named
	add := func(name string, s *Section, value any) {
		out = append(out, Named{name, s, value})
	}
	if d.DNS != nil {
		add("dns", &d.DNS.Section, d.DNS)
	}
	if d.Hosting != nil {
		add("hosting", &d.Hosting.Section, d.Hosting)
	}
	if d.Registration != nil {
		add("registration", &d.Registration.Section, d.Registration)
	}
	if d.Certificate != nil {
		add("certificate", &d.Certificate.Section, d.Certificate)
	}
	if d.HTTP != nil {
		add("http", &d.HTTP.Section, d.HTTP)
	}
	if d.Mail != nil {
		add("mail", &d.Mail.Section, d.Mail)
	}
	return out
}

// Named is a section under its name: what all sections have, and the whole.
type Named struct {
	Name   string
	Common *Section
	Value  any
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
