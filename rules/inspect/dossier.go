package inspect

import "github.com/formtrace/formtrace/rules/bundle"

const daySeconds = 86400

// fromDossier sets the facts of the sections that are there. An error beside DNS,
// hosting or registration means that they are not complete; the others failed then.
func (s *subject) fromDossier(d *Dossier) {
	v := &s.facts
	if t, ok := bundle.ParseTime(d.AsOf); ok {
		s.when = t
	}
	if d.DNS != nil {
		setText(v, bundle.DNSStatus, d.DNS.Status)
		setText(v, bundle.DNSScope, d.DNS.Scope)
	}
	if d.Hosting != nil {
		s.hosting(d.Hosting)
	}
	if g := d.Registration; g != nil {
		if g.Error == "" {
			v.SetBool(bundle.RegistrationKnown, true)
		}
		s.age(g.Created, bundle.RegistrationCreated, bundle.RegistrationAge)
		setText(v, bundle.RegistrationOrganisation, g.Organisation)
		setText(v, bundle.RegistrationCountry, g.Country)
		if g.Error == "" || len(g.Inconsistencies) > 0 {
			v.SetBool(bundle.RegistrationInconsistent, len(g.Inconsistencies) > 0)
		}
		if len(g.Inconsistencies) > 0 {
			v.SetText(bundle.RegistrationDetail, g.Inconsistencies[0])
		}
	}
	if c := d.Certificate; c != nil && c.Error == "" {
		v.SetBool(bundle.CertificateKnown, true)
		s.age(c.NotBefore, bundle.CertificateFrom, bundle.CertificateAge)
		if c.Verified { // anyone can write an organisation into a certificate of their own
			setText(v, bundle.CertificateOrganisation, c.Organisation)
		}
		if c.Verified || c.Reason != "" { // what was found in public logs only was not verified
			v.SetBool(bundle.CertificateVerified, c.Verified)
		}
		setText(v, bundle.CertificateReason, c.Reason)
	}
	if h := d.HTTP; h != nil && h.Error == "" {
		v.SetBool(bundle.HTTPHSTS, h.HSTS)
		switch {
		case h.PoweredBy == "":
			setText(v, bundle.HTTPSoftware, h.Server)
		case h.Server == "":
			v.SetText(bundle.HTTPSoftware, h.PoweredBy)
		default:
			v.SetText(bundle.HTTPSoftware, h.Server+" "+h.PoweredBy)
		}
	}
}

// age sets a day and how many whole days before the dossier's time it lies; a
// day after it is not an age.
func (s *subject) age(day string, at, days bundle.Fact) {
	t, ok := bundle.ParseTime(day)
	if !ok {
		return
	}
	s.facts.SetInt(at, t)
	if t <= s.when {
		s.facts.SetInt(days, (s.when-t)/daySeconds)
	}
}

// hosting makes one answer of all addresses. It is sure only where every address
// is, of the same country; where they differ, or some are missing, the answer is
// the first address's and no longer sure.
func (s *subject) hosting(h *Hosting) {
	for i := range h.Addresses {
		a := &h.Addresses[i]
		if !s.hasPlace {
			s.place, s.hasPlace = *a, true
			continue
		}
		p := &s.place
		switch {
		case a.Confidence == "anycast" || p.Confidence == "anycast":
			p.Confidence = "anycast"
		case p.Country != a.Country:
			p.Confidence = "differing"
		case p.Confidence == "agreed":
			p.Confidence = a.Confidence
		}
	}
	if !s.hasPlace {
		return
	}
	if h.Error != "" && s.place.Confidence == "agreed" {
		s.place.Confidence = "unknown"
	}
	v := &s.facts
	setText(v, bundle.HostingConfidence, s.place.Confidence)
	setText(v, bundle.HostingASName, s.place.ASName)
	if s.place.ASN > 0 {
		v.SetInt(bundle.HostingASN, s.place.ASN)
	}
	if s.place.Confidence != "anycast" {
		setText(v, bundle.HostingCountry, s.place.Country)
	}
}

// agreedCountry is the hosting country where it is sure, else "".
func (s *subject) agreedCountry() string {
	if s.hasPlace && s.place.Confidence == "agreed" {
		return s.place.Country
	}
	return ""
}
