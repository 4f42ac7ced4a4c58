package lookup

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/miekg/dns"
)

// pointers are the reverse names of the host's addresses.
type pointers struct {
	part
	list []Pointer
}

// first returns an address's first reverse name, "" without one.
func (p pointers) first(addr netip.Addr) string {
	for _, pointer := range p.list {
		if pointer.Address == addr.String() && len(pointer.Names) > 0 {
			return pointer.Names[0]
		}
	}
	return ""
}

// pointers looks up the reverse names of the host's public addresses; what private
// networks call theirs nobody outside knows.
func (q *query) pointers() (out pointers) {
	out.list = []Pointer{}
	out.part = attempt("pointers", func(p *part) {
		addrs := public(q.names().Addresses)
		if len(addrs) > maxReverse {
			p.err = fmt.Errorf("the reverse names of %d addresses were looked up, of %d", maxReverse, len(addrs))
			addrs = addrs[:maxReverse]
		}
		asked := q.startReverse(addrs)
		for i, addr := range addrs {
			if asked[i] == nil {
				continue
			}
			r, err := asked[i].wait()
			if err != nil {
				p.err = err
				continue
			}
			p.holds(r)
			names := texts(r.list, func(rr *dns.PTR) string { return plain(rr.Ptr) })
			out.list = append(out.list, Pointer{addr.String(), most(p, "reverse names of an address", names)})
		}
	})
	return out
}

// reverseEarly asks for the reverse names of one family's addresses when they are
// there, without waiting for the other's.
func (q *query) reverseEarly() {
	for _, kind := range []uint16{dns.TypeA, dns.TypeAAAA} {
		p := q.start(q.Host, kind, leadsAnyhow)
		q.after(p, func() {
			addrs := public(p.addresses)
			slices.SortFunc(addrs, netip.Addr.Compare)
			q.startReverse(addrs[:min(len(addrs), maxReverse)])
		})
	}
}

func (q *query) startReverse(addrs []netip.Addr) []*pending {
	asked := make([]*pending, len(addrs))
	for i, addr := range addrs {
		if name, err := dns.ReverseAddr(addr.String()); err == nil {
			asked[i] = q.start(name, dns.TypePTR, endsHere)
		}
	}
	return asked
}

// public returns those of the addresses that are.
func public(addrs []netip.Addr) []netip.Addr {
	return slices.DeleteFunc(slices.Clone(addrs), func(addr netip.Addr) bool { return place.Scope(addr) != place.Public })
}
