package lab

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// zones answers questions from zone files in the text of RFC 1035.
type zones struct {
	apex  map[string]*zone
	order []string // origins, longest first
}

// zone is one zone: its records by owner and type, and the owners' ancestors,
// which exist although they have no records.
type zone struct {
	origin  string
	signed  bool // as a TXT record "lab-signed" at the origin says
	soa     *dns.SOA
	records map[string]map[uint16][]dns.RR
	exists  map[string]bool
}

// loadZones reads every *.zone file of the folders.
func loadZones(fsys embed.FS, dirs ...string) (*zones, error) {
	zs := &zones{apex: map[string]*zone{}}
	for _, dir := range dirs {
		entries, err := fsys.ReadDir(dir)
		if err != nil {
			return nil, fmt.Errorf("lab: %w", err)
		}
		for _, e := range entries {
			if path.Ext(e.Name()) != ".zone" {
				continue
			}
			name := path.Join(dir, e.Name())
			text, err := fsys.ReadFile(name)
			if err != nil {
				return nil, fmt.Errorf("lab: %w", err)
			}
			z, err := parseZone(name, string(text))
			if err != nil {
				return nil, err
			}
			if zs.apex[z.origin] != nil {
				return nil, fmt.Errorf("lab: %s: the zone %s is there twice", name, z.origin)
			}
			zs.apex[z.origin] = z
			zs.order = append(zs.order, z.origin)
		}
	}
	if len(zs.order) == 0 {
		return nil, fmt.Errorf("lab: no zone file in %s", strings.Join(dirs, ", "))
	}
	slices.SortFunc(zs.order, func(a, b string) int { return dns.CountLabel(b) - dns.CountLabel(a) })
	return zs, nil
}

// parseZone reads one zone file; its SOA names the origin.
func parseZone(name, text string) (*zone, error) {
	z := &zone{records: map[string]map[uint16][]dns.RR{}, exists: map[string]bool{}}
	p := dns.NewZoneParser(strings.NewReader(text), "", name)
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		h := rr.Header()
		owner := dns.CanonicalName(h.Name)
		if soa, ok := rr.(*dns.SOA); ok {
			z.soa, z.origin = soa, owner
		}
		if z.records[owner] == nil {
			z.records[owner] = map[uint16][]dns.RR{}
		}
		z.records[owner][h.Rrtype] = append(z.records[owner][h.Rrtype], rr)
	}
	if err := p.Err(); err != nil {
		return nil, fmt.Errorf("lab: %w", err)
	}
	if z.soa == nil {
		return nil, fmt.Errorf("lab: %s: no SOA record", name)
	}
	for owner := range z.records {
		if !dns.IsSubDomain(z.origin, owner) {
			return nil, fmt.Errorf("lab: %s: %s is outside the zone %s", name, owner, z.origin)
		}
		for n := owner; n != z.origin; n = parent(n) {
			z.exists[n] = true
		}
	}
	z.exists[z.origin] = true
	for _, rr := range z.records[z.origin][dns.TypeTXT] {
		z.signed = z.signed || slices.Contains(rr.(*dns.TXT).Txt, "lab-signed")
	}
	return z, nil
}

// parent returns the name without its first label.
func parent(name string) string {
	i, end := dns.NextLabel(name, 0)
	if end {
		return "."
	}
	return name[i:]
}

// maxAliases bounds how many aliases an answer follows.
const maxAliases = 16

// answer answers a question as a recursive resolver would: aliases are
// followed, across zones. signed says that all zones on the way are signed.
func (zs *zones) answer(q dns.Question) (rcode int, answer, authority []dns.RR, signed bool) {
	name := dns.CanonicalName(q.Name)
	signed = true
	for range maxAliases {
		z := zs.find(name)
		if z == nil {
			return dns.RcodeNameError, answer, nil, false
		}
		signed = signed && z.signed
		set, exists := z.lookup(name)
		if !exists {
			return dns.RcodeNameError, answer, []dns.RR{z.soa}, signed
		}
		if alias := set[dns.TypeCNAME]; len(alias) > 0 && q.Qtype != dns.TypeCNAME {
			answer = append(answer, owned(alias[0], name))
			name = dns.CanonicalName(alias[0].(*dns.CNAME).Target)
			continue
		}
		for _, rr := range set[q.Qtype] {
			answer = append(answer, owned(rr, name))
		}
		if len(set[q.Qtype]) == 0 {
			authority = []dns.RR{z.soa}
		}
		return dns.RcodeSuccess, answer, authority, signed
	}
	return dns.RcodeServerFailure, answer, nil, false
}

// find returns the zone that a name is in, or nil.
func (zs *zones) find(name string) *zone {
	for _, origin := range zs.order {
		if dns.IsSubDomain(origin, name) {
			return zs.apex[origin]
		}
	}
	return nil
}

// lookup returns the records of a name, by wildcard (RFC 4592) where the name
// itself does not exist.
func (z *zone) lookup(name string) (set map[uint16][]dns.RR, exists bool) {
	if z.exists[name] {
		return z.records[name], true
	}
	encloser := parent(name)
	for !z.exists[encloser] {
		encloser = parent(encloser)
	}
	set, exists = z.records["*."+encloser]
	return set, exists
}

// owned returns a copy of a record under the name that was asked for.
func owned(rr dns.RR, name string) dns.RR {
	rr = dns.Copy(rr)
	rr.Header().Name = name
	return rr
}
