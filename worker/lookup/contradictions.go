package lookup

import (
	"strings"
	"time"
)

// contradictions tells, a sentence each, what contradicts what in the records of
// the registry and of its registrar (nil if it was not asked). Each sentence is
// made of countries, cities of cityOf's list and dates, and nothing else.
func contradictions(registry, registrar *record) []string {
	out := []string{}
	all := registry.parties
	if registrar != nil {
		all = append(all[:len(all):len(all)], registrar.parties...)
	}
	for _, p := range all {
		if p.city != "" {
			out = append(out, "the "+string(p.role)+"'s address is in "+p.city+", its country "+countryName(p.country))
		}
		if p.byName != "" {
			out = append(out, "the "+string(p.role)+"'s country is "+countryName(p.byName)+" by name and "+countryName(p.country)+" by code")
		}
	}
	if s := differing(all); s != "" {
		out = append(out, s)
	}
	out = append(out, order(registry)...)
	if registrar != nil {
		out = append(out, between("created", registry.created, registrar.created)...)
		if !renewed(registry.expires, registrar.expires) {
			out = append(out, between("expiring", registry.expires, registrar.expires)...)
		}
	}
	return out
}

// differing compares the registrant's country with those of the contacts that
// are not known to be another organisation: that the technical contact is a
// provider abroad contradicts nothing.
func differing(all []party) string {
	var first *party
	for i := range all {
		if all[i].role == registrant && all[i].country != "" {
			first = &all[i]
			break
		}
	}
	if first == nil {
		return ""
	}
	var others []string
	for _, p := range all {
		if p.role == registrant || p.country == "" || p.country == first.country ||
			p.organisation != "" && first.organisation != "" && !sameText(p.organisation, first.organisation) {
			continue
		}
		others = append(others, "the "+string(p.role)+"'s "+countryName(p.country))
	}
	if others == nil {
		return ""
	}
	return "the registrant's country is " + countryName(first.country) + ", " + strings.Join(others, ", ")
}

// order tells what is dated before the domain was created.
func order(r *record) (out []string) {
	if r.created == "" {
		return nil
	}
	for _, c := range []struct{ what, date string }{{"changed", r.changed}, {"expiring", r.expires}} {
		if c.date != "" && dayOf(c.date) < dayOf(r.created) {
			out = append(out, "it is said to be "+c.what+" on "+dayOf(c.date)+", before it was created on "+dayOf(r.created))
		}
	}
	return out
}

// between compares a date of the registry's with the registrar's: more than a
// day is more than their time zones.
func between(what, registry, registrar string) []string {
	a, aDay, ok1 := moment(registry)
	b, bDay, ok2 := moment(registrar)
	limit := 24 * time.Hour
	if aDay != bDay {
		limit = 48 * time.Hour // a day begins up to a day before its time
	}
	if !ok1 || !ok2 || a.Sub(b).Abs() <= limit {
		return nil
	}
	return []string{"it is " + what + " on " + dayOf(registry) + " by the registry and on " + dayOf(registrar) + " by the registrar"}
}

// renewed reports whether a registry's date is a year after the registrar's: so
// it is for weeks after every expiry, as the registry renews a name before the
// registrar is paid (ICANN's auto-renew grace period).
func renewed(registry, registrar string) bool {
	a, _, ok1 := moment(registry)
	b, _, ok2 := moment(registrar)
	return ok1 && ok2 && a.Sub(b.AddDate(1, 0, 0)).Abs() <= 48*time.Hour
}
