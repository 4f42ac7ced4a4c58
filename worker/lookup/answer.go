package lookup

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/miekg/dns"
)

// records is what one answer says.
type records struct {
	status    Status
	addresses []netip.Addr
	list      []dns.RR // of the type asked for, but for addresses
	aliases   []string // where the aliases lead, in order
	ttl       uint32
	validated bool   // the resolver says that it checked the signatures
	zone      string // the zone that says that there is none, or ""
}

const maxAliases = 16

// How an answer can be wrong.
var (
	errMalformed = errors.New("the DNS resolver's answer is malformed")
	errOther     = errors.New("the DNS resolver answered another question than the one asked")
	errTruncated = errors.New("the DNS resolver's answer is truncated")
	errAliases   = errors.New("the name's aliases lead in a circle or too far")
	errTwo       = errors.New("the name has two different aliases")
)

// parse reads the answer to a question. Records that are not on the way from the
// name asked for to what was asked are ignored. What is missing (no such name, no
// such record) is a status; what nobody can tell is an error.
func parse(wire []byte, q dns.Question) (records, error) {
	m := new(dns.Msg)
	if err := m.Unpack(wire); err != nil {
		return records{}, errMalformed
	}
	switch {
	case !m.Response || m.Opcode != dns.OpcodeQuery:
		return records{}, errMalformed
	case m.Id != 0, len(m.Question) != 1, !same(m.Question[0], q):
		return records{}, errOther
	case m.Truncated:
		return records{}, errTruncated
	case m.Rcode != dns.RcodeSuccess && m.Rcode != dns.RcodeNameError:
		name, ok := dns.RcodeToString[m.Rcode]
		if !ok {
			name = fmt.Sprint("code ", m.Rcode)
		}
		return records{}, fmt.Errorf("the DNS resolver answered %s", name)
	}
	r := records{status: NoData, ttl: maxTTL, validated: m.AuthenticatedData}
	name, err := r.follow(m.Answer, dns.CanonicalName(q.Name))
	if err != nil {
		return records{}, err
	}
	for _, rr := range m.Answer {
		if h := rr.Header(); dns.CanonicalName(h.Name) != name || h.Class != dns.ClassINET || h.Rrtype != q.Qtype {
			continue
		}
		if addr, ok := address(rr); ok {
			r.addresses = append(r.addresses, addr)
		} else if q.Qtype != dns.TypeA && q.Qtype != dns.TypeAAAA {
			r.list = append(r.list, rr)
		} else {
			continue
		}
		r.ttl = min(r.ttl, seconds(rr.Header()))
		r.status = Found
	}
	switch {
	case m.Rcode == dns.RcodeNameError && r.status == Found:
		return records{}, errMalformed
	case m.Rcode == dns.RcodeNameError:
		r.status = NoSuchName
	}
	if r.status != Found {
		zone, ttl := negative(m.Ns)
		r.zone, r.ttl = zone, min(r.ttl, ttl)
	}
	r.ttl = max(r.ttl, minTTL)
	return r, nil
}

// same reports whether an answer's question is the one asked; case does not count.
func same(got, want dns.Question) bool {
	return dns.CanonicalName(got.Name) == dns.CanonicalName(want.Name) && got.Qtype == want.Qtype && got.Qclass == want.Qclass
}

// follow follows the aliases from a name and returns where they end.
func (r *records) follow(answer []dns.RR, name string) (string, error) {
	next := map[string]*dns.CNAME{}
	for _, rr := range answer {
		alias, ok := rr.(*dns.CNAME)
		if !ok || alias.Hdr.Class != dns.ClassINET {
			continue
		}
		owner := dns.CanonicalName(alias.Hdr.Name)
		if before := next[owner]; before != nil && dns.CanonicalName(before.Target) != dns.CanonicalName(alias.Target) {
			return "", errTwo
		}
		next[owner] = alias
	}
	for next[name] != nil {
		if len(r.aliases) == maxAliases {
			return "", errAliases
		}
		alias := next[name]
		name = dns.CanonicalName(alias.Target)
		r.aliases = append(r.aliases, strings.TrimSuffix(name, "."))
		r.ttl = min(r.ttl, seconds(&alias.Hdr))
	}
	return name, nil
}

// address returns the address in a record. IPv4 inside IPv6 stays what it is: a
// name that has ::ffff:10.0.0.1 has that, and its scope says what it is.
func address(rr dns.RR) (netip.Addr, bool) {
	switch rr := rr.(type) {
	case *dns.A:
		if v4 := rr.A.To4(); v4 != nil {
			return netip.AddrFrom4([4]byte(v4)), true
		}
	case *dns.AAAA:
		if len(rr.AAAA) == 16 {
			return netip.AddrFrom16([16]byte(rr.AAAA)), true
		}
	}
	return netip.Addr{}, false
}

// seconds is a record's time to live; one with the highest bit set is 0 (RFC 2181, 8).
func seconds(h *dns.RR_Header) uint32 {
	if h.Ttl > 1<<31-1 {
		return 0
	}
	return h.Ttl
}

// negative returns which zone says that there is none, and how long that holds
// (RFC 2308, 5).
func negative(authority []dns.RR) (zone string, ttl uint32) {
	for _, rr := range authority {
		if soa, ok := rr.(*dns.SOA); ok {
			return dns.CanonicalName(soa.Hdr.Name), min(seconds(&soa.Hdr), soa.Minttl, maxNegative)
		}
	}
	return "", minTTL
}
