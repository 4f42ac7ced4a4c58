package lookup

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/formtrace/formtrace/rules/host"
)

// How an answer by RDAP or WHOIS can be wrong.
var (
	errAnswer      = errors.New("gave an answer that is malformed")
	errOtherDomain = errors.New("answered about another domain than the one asked about")
)

// rdapDomain is what is read of a domain (RFC 9083, 5.3).
type rdapDomain struct {
	Class   string   `json:"objectClassName"`
	LDH     string   `json:"ldhName"`
	Unicode string   `json:"unicodeName"`
	Status  []string `json:"status"`
	Events  []struct {
		Action string `json:"eventAction"`
		Date   string `json:"eventDate"`
	} `json:"events"`
	Entities []struct {
		Roles []string        `json:"roles"`
		VCard json.RawMessage `json:"vcardArray"`
	} `json:"entities"`
	NameServers []struct {
		LDH string `json:"ldhName"`
	} `json:"nameservers"`
	Links []struct {
		Rel  string `json:"rel"`
		Href string `json:"href"`
		Type string `json:"type"`
	} `json:"links"`
}

// rdapRoles are the roles of contacts (RFC 9083, 10.2.4).
var rdapRoles = map[string]role{
	"registrant": registrant, "administrative": administrative, "technical": technical, "billing": billing,
}

// maxEvents bounds the events that are read; a domain has five or so.
const maxEvents = 64

// parseRDAP reads an answer about a domain. A member of another kind than it
// should be is as if it were not there: servers vary.
func parseRDAP(body []byte, domain string) (*record, error) {
	var d rdapDomain
	var kind *json.UnmarshalTypeError
	if err := json.Unmarshal(body, &d); err != nil && !errors.As(err, &kind) {
		return nil, errAnswer
	}
	name := d.LDH
	if name == "" {
		name = d.Unicode
	}
	if !strings.EqualFold(d.Class, "domain") || name == "" {
		return nil, errAnswer
	}
	if name, err := host.Normalise(name); err != nil || name != domain {
		return nil, errOtherDomain
	}
	r := &record{domain: domain}
	for _, e := range d.Events[:min(len(d.Events), maxEvents)] {
		switch strings.ToLower(e.Action) {
		case "registration":
			first(&r.created, dateOf(e.Date))
		case "last changed":
			first(&r.changed, dateOf(e.Date))
		case "expiration":
			first(&r.expires, dateOf(e.Date))
		}
	}
	for _, s := range d.Status {
		r.addStatus(s)
	}
	for _, ns := range d.NameServers {
		r.addNameServer(ns.LDH)
	}
	for i := range d.Links {
		l := &d.Links[i]
		if strings.EqualFold(l.Rel, "related") && (l.Type == rdapJSON || l.Type == "") && r.referral == "" {
			r.referral = l.Href
		}
	}
	for _, e := range d.Entities[:min(len(d.Entities), 4*maxParties)] {
		contact := readVCard(e.VCard)
		for _, name := range e.Roles {
			name = strings.ToLower(name)
			if role, ok := rdapRoles[name]; ok {
				r.add(contact.keep(role))
			}
			if name == "registrar" {
				first(&r.registrar, contact.registrar())
			}
		}
	}
	return r, nil
}

// first sets a text that is not set yet.
func first(to *string, text string) {
	if *to == "" {
		*to = text
	}
}

// readVCard reads a jCard (RFC 7095). What is wrong in it is as if it were not there.
func readVCard(card json.RawMessage) *contactText {
	c := new(contactText)
	var parts []json.RawMessage
	if json.Unmarshal(card, &parts) != nil || len(parts) < 2 {
		return c
	}
	var properties [][]json.RawMessage
	if json.Unmarshal(parts[1], &properties) != nil {
		return c
	}
	for _, p := range properties {
		if len(p) < 4 {
			continue
		}
		switch strings.ToLower(textOf(p[0])) {
		case "fn":
			first(&c.name, textOf(p[3]))
		case "org":
			first(&c.organisation, textOf(p[3]))
		case "kind":
			first(&c.kind, textOf(p[3]))
		case "adr":
			c.readAddress(p)
		}
	}
	return c
}

// readAddress reads the property adr (RFC 6350, 6.3.1): post box, extension,
// street, locality, region, code, country. Of the parts only locality, region and
// country are looked at; the label is for addresses without parts (RFC 9083, 5.1).
func (c *contactText) readAddress(p []json.RawMessage) {
	var parameters struct {
		CC    string          `json:"cc"` // RFC 8605
		Label json.RawMessage `json:"label"`
	}
	json.Unmarshal(p[1], &parameters)
	first(&c.code, parameters.CC)
	var parts []json.RawMessage
	json.Unmarshal(p[3], &parts)
	if len(parts) == 7 {
		if city := textOf(parts[3]); city != "" {
			c.address = append(c.address, city)
		}
		first(&c.region, textOf(parts[4]))
		first(&c.country, textOf(parts[6]))
	}
	if len(c.address) > 0 {
		return
	}
	lines := strings.Split(textOf(parameters.Label), "\n")
	if len(lines) > 12 {
		return
	}
	c.address = append(c.address, lines...)
	if last := lines[len(lines)-1]; countryOf(last) != "" {
		first(&c.country, last)
	}
}

// textOf is a text, or the first of a list of texts.
func textOf(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil && len(list) > 0 && json.Unmarshal(list[0], &s) == nil {
		return s
	}
	return ""
}
