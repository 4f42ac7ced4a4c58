package lookup

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"

	"github.com/formtrace/formtrace/rules/host"
)

// record is what is kept of one server's answer about a domain. It has no place
// for a person's name, a street, a telephone number or an e-mail address: they
// are dropped while an answer is read, and no error repeats any of its text.
type record struct {
	domain                    string
	created, changed, expires string // as Registration has them
	registrar                 string
	parties                   []party
	nameServers, status       []string
	referral                  string // of the registrar's own server: a URL for RDAP, a host for WHOIS
	cut                       bool   // the answer ended in the middle of a fact
}

// party is what is kept of a contact.
type party struct {
	role         role
	organisation string
	country      string
	byName       string // the country that its name tells, where that is another than its code
	city         string // a large city that the address names, where that is in another country
	hidden       bool   // the registry, or a service, hides who it is
}

// role is what a contact is for.
type role string

const (
	registrant     role = "registrant"
	administrative role = "administrative contact"
	technical      role = "technical contact"
	billing        role = "billing contact"
)

var roles = []role{registrant, administrative, technical, billing}

// contactText is a contact as a server sends it, while it is being read.
type contactText struct {
	name, organisation, kind string
	country, code, region    string
	address                  []string
}

// Bounds of what is kept of an answer.
const (
	maxParties      = 16
	maxNameServers  = 16
	maxOrganisation = 120 // bytes of a registrar's or an organisation's name
)

// keep takes from a contact what may be kept.
func (c *contactText) keep(r role) party {
	p := party{role: r}
	organisation := company(c.organisation, c.name)
	proxy := isProxy(c.organisation) || isProxy(c.name)
	p.hidden = proxy || isWithheld(c.organisation) || organisation == "" && isWithheld(c.name)
	if !p.hidden {
		switch {
		case organisation != "" && (isOrganisation(organisation) || isLegal(c.kind) || c.represented(organisation)):
			p.organisation = organisation
		case !isPerson(c.kind) && (organisation == "" && isLegal(c.kind) || isOrganisation(c.name)):
			p.organisation = company(c.name, "")
		}
	}
	if proxy {
		return p // where the service is says nothing about who it hides
	}
	byCode, byName := countryOf(c.code), countryOf(c.country)
	p.country = byCode
	if p.country == "" {
		p.country = byName
	} else if byName != byCode {
		p.byName = byName
	}
	if city, in := cityOf(c.address, c.region, p.country); in != p.country && p.country != "" {
		p.city = city
	}
	return p
}

// represented reports whether another name stands beside the organisation, of who
// speaks for it. Without one, what a registrant wrote as an organisation may be
// the registrant's own name, unless it can stand alone.
func (c *contactText) represented(organisation string) bool {
	if tidy(c.name) == "" || isWithheld(c.name) || isRole(c.name) || isOrganisation(c.name) || otherScript(organisation, c.name) {
		return !isPerson(c.kind) && alone(organisation)
	}
	return !sameName(organisation, c.name)
}

// registrar is the name of a registrar, which most servers give as the name of the
// contact; where an organisation stands beside that, it is who speaks for it.
func (c *contactText) registrar() string {
	name := company(c.name, "")
	organisation := company(c.organisation, c.name)
	if organisation != "" && (isPerson(c.kind) || isOrganisation(organisation) || !isOrganisation(name)) {
		return organisation
	}
	if isPerson(c.kind) && !isOrganisation(name) {
		return ""
	}
	return name
}

// add adds a contact, merged with one that has its role already.
func (r *record) add(p party) {
	for i := range r.parties {
		if q := &r.parties[i]; q.role == p.role {
			if q.organisation == "" && q.country == "" && !q.hidden {
				*q = p
			}
			return
		}
	}
	if len(r.parties) < maxParties {
		r.parties = append(r.parties, p)
	}
}

// party returns the contact with a role, or nil.
func (r *record) party(want role) *party {
	for i := range r.parties {
		if r.parties[i].role == want {
			return &r.parties[i]
		}
	}
	return nil
}

// silent reports whether the record says nothing of the registrant, not even
// that it is hidden, so that the registrar's own is worth asking for.
func (r *record) silent() bool {
	p := r.party(registrant)
	return p == nil || p.organisation == "" && p.country == "" && !p.hidden
}

// bare reports whether the record has no fact at all.
func (r *record) bare() bool {
	return r.created+r.changed+r.expires+r.registrar == "" && len(r.nameServers)+len(r.status)+len(r.parties) == 0
}

// addNameServer adds the name of a server, if it is one.
func (r *record) addNameServer(text string) {
	name, err := host.Normalise(strings.TrimSuffix(text, "."))
	if err != nil || !strings.Contains(name, ".") || isLiteral(name) || len(r.nameServers) >= maxNameServers || slices.Contains(r.nameServers, name) {
		return
	}
	r.nameServers = append(r.nameServers, name)
}

// isLiteral reports whether a normalised host is an address.
func isLiteral(name string) bool {
	_, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil
}

// addStatus adds a status as EPP writes it, if it is one of EPP's.
func (r *record) addStatus(text string) {
	if s := eppStatus(text); s != "" && !slices.Contains(r.status, s) {
		r.status = append(r.status, s)
	}
}

// eppStatus returns the status of EPP (RFC 5731, 3915) that a text names: as EPP
// writes it, or as RDAP does (RFC 8056). It is "" for others.
func eppStatus(text string) string {
	if len(text) > maxOrganisation {
		return ""
	}
	return eppStatuses[letters(text)]
}

// letters are the letters of a text, in lower case.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

var eppStatuses = func() map[string]string {
	out := map[string]string{"active": "ok"}
	for _, s := range []string{
		"addPeriod", "autoRenewPeriod", "clientDeleteProhibited", "clientHold", "clientRenewProhibited", "clientTransferProhibited",
		"clientUpdateProhibited", "inactive", "ok", "pendingCreate", "pendingDelete", "pendingRenew", "pendingRestore", "pendingTransfer",
		"pendingUpdate", "redemptionPeriod", "renewPeriod", "serverDeleteProhibited", "serverHold", "serverRenewProhibited",
		"serverTransferProhibited", "serverUpdateProhibited", "transferPeriod",
	} {
		out[strings.ToLower(s)] = s
	}
	return out
}()

// tidy makes one line of a name, or "" if there is an e-mail address or a telephone
// number in it.
func tidy(text string) string {
	text = oneLine(text)
	if len(text) > maxOrganisation {
		text = strings.ToValidUTF8(text[:maxOrganisation], "")
	}
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if digits > 6 || strings.ContainsAny(text, "@<>") || strings.Contains(text, "://") || containsOf(text, mailSigns) || isFiller(text) {
		return ""
	}
	return strings.TrimSpace(text)
}

// mailSigns are ways to write an address that programs are not to find.
var mailSigns = []string{"(at)", "[at]", "{at}", "(dot)", "[dot]", " dot com", "\ufe6b"}

// oneLine makes one line of a text: no control characters, single spaces, and
// ASCII's characters of full width as in ASCII.
func oneLine(text string) string {
	if len(text) > 4*maxOrganisation {
		text = text[:4*maxOrganisation]
	}
	text = strings.Map(func(r rune) rune {
		if 0xff01 <= r && r <= 0xff5e {
			return r - 0xff01 + '!'
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsGraphic(r)
	}), " ")
}

// sameText compares names as a person would.
func sameText(a, b string) bool { return letters(a) == letters(b) && letters(a) != "" }
