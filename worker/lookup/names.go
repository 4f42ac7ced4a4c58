package lookup

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/formtrace/formtrace/rules/host"
	"github.com/formtrace/formtrace/rules/place"
	"github.com/miekg/dns"
)

// Bounds of the section. What is beyond them is not given, and said not to be.
const (
	maxRecords    = 32  // name servers, exchanges, CAA records, and reverse names of an address
	maxClimb      = 8   // levels that are climbed in search of a zone or of CAA records
	maxReverse    = 8   // addresses whose reverse names are looked up
	maxRecordText = 512 // bytes of a record's text that are repeated
)

// part is how the look-up of one kind of fact of a section ended.
type part struct {
	what string // the member of the section; "" for what the whole depends on
	ttl  uint32
	err  error
}

// attempt runs f, which fills a part in. A defect there is the part's failure.
func attempt(what string, f func(p *part)) (p part) {
	p = part{what: what, ttl: maxTTL, err: errDefect}
	defer func() {
		if recover() != nil {
			p.err = errDefect
		}
	}()
	p.err = nil
	f(&p)
	return p
}

// holds makes a part hold no longer than an answer that it was made of.
func (p *part) holds(r records) { p.ttl = min(p.ttl, r.ttl) }

// finish gives a section the shortest time to live of its parts, and says what
// failed: the parts that failed for the same reason in one sentence.
func (s *Section) finish(parts ...part) {
	var reasons []string
	of := map[string][]string{}
	for _, p := range parts {
		s.TTL = min(s.TTL, p.ttl)
		if p.err == nil {
			continue
		}
		s.TTL = min(s.TTL, minTTL)
		reason := p.err.Error()
		if of[reason] == nil {
			reasons = append(reasons, reason)
		}
		of[reason] = append(of[reason], p.what)
	}
	for i, reason := range reasons {
		if of[reason][0] != "" {
			reasons[i] = strings.Join(of[reason], ", ") + ": " + reason
		}
	}
	s.Error = strings.Join(reasons, "; ")
}

// dns makes the section about names.
func (q *query) dns(ctx context.Context) *DNS {
	d, err := within(ctx, q.Service, func(context.Context) (*DNS, error) { return q.dnsSection(), nil })
	if err != nil {
		d = emptyDNS(q.now)
		d.TTL, d.Error = failedTTL, withinError(err).Error()
	}
	return d
}

// withinError says why a section that only asks DNS came to nothing at all.
func withinError(err error) error {
	if err == errTime {
		return errSlow
	}
	return errDefect
}

func emptyDNS(now string) *DNS {
	return &DNS{
		Section:     Section{Source: dnsSource, AsOf: now, TTL: maxTTL},
		Status:      Failed,
		Addresses:   []string{},
		Aliases:     []string{},
		Scope:       "none",
		NameServers: []string{},
		MX:          []Exchange{},
		CAA:         []Issuance{},
		Pointers:    []Pointer{},
		DNSSEC:      UnknownState,
	}
}

func (q *query) dnsSection() *DNS {
	d := emptyDNS(q.now)
	parts := make([]part, 5)
	var wg sync.WaitGroup
	if _, err := netip.ParseAddr(q.Host); err != nil {
		wg.Go(func() { parts[2] = attempt("nameServers", func(p *part) { d.NameServers = q.nameServers(p) }) })
		wg.Go(func() { parts[3] = attempt("mx", func(p *part) { d.MX = q.exchanges(q.Host, p) }) })
		wg.Go(func() { parts[4] = attempt("caa", func(p *part) { d.CAA = q.issuance(p) }) })
	} else {
		d.Source = literalSource
		parts = parts[:2]
	}
	parts[0] = attempt("", func(p *part) {
		a := q.names()
		p.ttl, p.err = a.TTL, a.Err
		d.Status, d.DNSSEC, d.Scope = a.Status, a.DNSSEC, scope(a.Addresses)
		d.Aliases = append(d.Aliases, a.Aliases...)
		for _, addr := range a.Addresses {
			d.Addresses = append(d.Addresses, addr.String())
		}
	})
	parts[1] = attempt("pointers", func(p *part) {
		found := q.pointers()
		*p = found.part
		d.Pointers = append(d.Pointers, found.list...)
	})
	wg.Wait()
	if len(d.Pointers) > 0 && d.Source == literalSource {
		d.Source = reverseSource
	}
	d.finish(parts...)
	return d
}

// scope says whether addresses are public.
func scope(addrs []netip.Addr) string {
	public := 0
	for _, addr := range addrs {
		if place.Scope(addr) == place.Public {
			public++
		}
	}
	switch {
	case len(addrs) == 0:
		return "none"
	case public == len(addrs):
		return "public"
	case public == 0:
		return "private"
	}
	return "mixed"
}

// nameServers returns those of the zone that the host is in: of the host itself
// where a zone begins, else of the zone that says that none begins there. The
// search ends at the registrable domain.
func (q *query) nameServers(p *part) []string {
	name := dns.CanonicalName(q.Host)
	for range maxClimb {
		r, err := q.ask(name, dns.TypeNS, leadsOn)
		if err != nil {
			p.err = err
			return []string{}
		}
		p.holds(r)
		if len(r.aliases) == 0 && r.status == Found {
			return most(p, "name servers", texts(r.list, func(rr *dns.NS) string { return plain(rr.Ns) }))
		}
		if name = q.zoneAbove(name, r); name == "" {
			return []string{}
		}
	}
	p.err = fmt.Errorf("no zone was found within %d levels", maxClimb)
	return []string{}
}

// zoneAbove returns where to go on when a name has no name servers: where the
// answer says that the zone begins, else one level up. It is "" above the
// registrable domain, and for a zone that has none.
func (q *query) zoneAbove(name string, r records) string {
	up := above(name)
	if len(r.aliases) == 0 && r.zone != "" && dns.IsSubDomain(r.zone, up) {
		up = r.zone
	}
	if r.zone == name || !dns.IsSubDomain(dns.CanonicalName(host.Site(q.Host)), up) {
		return ""
	}
	return up
}

// exchanges returns the MX records of a name.
func (q *query) exchanges(name string, p *part) []Exchange {
	r, err := q.ask(name, dns.TypeMX, endsHere)
	if err != nil {
		p.err = err
		return []Exchange{}
	}
	p.holds(r)
	out := []Exchange{}
	for _, rr := range r.list {
		if mx, ok := rr.(*dns.MX); ok {
			out = append(out, Exchange{mx.Preference, plain(mx.Mx)})
		}
	}
	slices.SortFunc(out, func(a, b Exchange) int {
		return cmp.Or(cmp.Compare(a.Preference, b.Preference), cmp.Compare(a.Host, b.Host))
	})
	return most(p, "MX records", slices.Compact(out))
}

// issuance returns the CAA records that hold for the host: its own, else those of
// the nearest name above it that has some (RFC 8659, 3). All levels are asked at
// the same time; what is above the answer does not matter.
func (q *query) issuance(p *part) []Issuance {
	var levels []*pending
	for name := dns.CanonicalName(q.Host); name != "." && len(levels) < maxClimb; name = above(name) {
		levels = append(levels, q.start(name, dns.TypeCAA, endsHere))
	}
	for _, level := range levels {
		r, err := level.wait()
		if err != nil {
			p.err = err
			return []Issuance{}
		}
		p.holds(r)
		if r.status != Found {
			continue
		}
		out := []Issuance{}
		for _, rr := range r.list {
			if caa, ok := rr.(*dns.CAA); ok {
				out = append(out, issuanceOf(caa))
			}
		}
		slices.SortFunc(out, func(a, b Issuance) int {
			return cmp.Or(cmp.Compare(a.Tag, b.Tag), cmp.Compare(a.Value, b.Value), compareBool(a.Critical, b.Critical))
		})
		return most(p, "CAA records", slices.Compact(out))
	}
	if dns.CountLabel(dns.CanonicalName(q.Host)) > maxClimb {
		p.err = fmt.Errorf("no CAA records were found within %d levels", maxClimb)
	}
	return []Issuance{}
}

// issuanceOf takes from a CAA record all but whom to write to, which is persons, often.
func issuanceOf(caa *dns.CAA) Issuance {
	out := Issuance{caa.Flag&0x80 != 0, strings.ToLower(clip(caa.Tag)), clip(caa.Value)}
	if strings.HasPrefix(out.Tag, "iodef") || strings.HasPrefix(out.Tag, "contact") || strings.Contains(out.Value, "@") {
		out.Value = ""
	}
	return out
}

// compareBool puts false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// most returns at most maxRecords of what was found, and says so if that is not all.
func most[T any](p *part, what string, all []T) []T {
	if len(all) > maxRecords {
		p.err = fmt.Errorf("of %d %s, %d are given", len(all), what, maxRecords)
		return all[:maxRecords]
	}
	return all
}

// texts returns what f takes of records of a type, sorted, each once.
func texts[R dns.RR](list []dns.RR, f func(R) string) []string {
	out := []string{}
	for _, rr := range list {
		if rr, ok := rr.(R); ok {
			out = append(out, f(rr))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// plain is a name as dossiers write it: in lower case, without the final dot.
func plain(name string) string {
	name = dns.CanonicalName(name)
	if name == "." {
		return name
	}
	return strings.TrimSuffix(name, ".")
}

// above returns the name without its first label, "." at last.
func above(name string) string {
	i, end := dns.NextLabel(name, 0)
	if end {
		return "."
	}
	return name[i:]
}

// clip cuts a record's text to what a dossier repeats of it.
func clip(s string) string {
	s = strings.ToValidUTF8(s, "�")
	if len(s) > maxRecordText {
		return strings.ToValidUTF8(s[:maxRecordText], "") + "…"
	}
	return s
}

// unescape undoes the escapes of zone files (RFC 1035, 5.1) in which texts of
// records are read.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\\' && i+1 < len(s) {
			if i+3 < len(s) && digit(s[i+1]) && digit(s[i+2]) && digit(s[i+3]) {
				c = (s[i+1]-'0')*100 + (s[i+2]-'0')*10 + s[i+3] - '0'
				i += 3
			} else {
				c = s[i+1]
				i++
			}
		}
		out = append(out, c)
	}
	return string(out)
}

func digit(c byte) bool { return '0' <= c && c <= '9' }
