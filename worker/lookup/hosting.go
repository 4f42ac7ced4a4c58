package lookup

import (
	"context"
	"strings"

	"github.com/formtrace/formtrace/rules/place"
)

// Places says where addresses are: an operator's own rows, and the table.
type Places struct {
	place.Places
}

// Revision names the table's data; "" without a table.
func (p *Places) Revision() string {
	if p.Table == nil {
		return ""
	}
	return p.Table.Revision()
}

const (
	ownRows     = "the operator's own list of networks"
	noPlaces    = "the tables of networks could not be loaded"
	noAddresses = "the addresses of the host are not known"
)

// hosting makes the section about where the addresses are.
func (q *query) hosting(ctx context.Context) (h *Hosting) {
	h = &Hosting{Section: Section{AsOf: q.now, TTL: placeTTL}, Addresses: []Address{}}
	type loaded struct {
		places *Places
		err    error
	}
	tables := make(chan loaded, 1)
	go func() {
		places, err := within(ctx, q.Service, q.Places)
		tables <- loaded{places, err}
	}()
	answer := q.names()
	l := <-tables
	if l.err != nil {
		h.Source, h.Error, h.TTL = "tables of networks", noPlaces, failedTTL
		return h
	}
	h.Source = l.places.source(answer)
	h.TTL = min(h.TTL, answer.TTL)
	if answer.Status == Failed {
		h.Error = noAddresses
		return h
	}
	reverse := q.pointers()
	h.finish(part{ttl: answer.TTL, err: answer.Err}, part{"reverse", reverse.ttl, reverse.err}) // what is here is right, and not everything
	defer func() {                                                                              // tables are searched without having been checked to the last byte
		if recover() != nil {
			h.Error, h.TTL, h.Addresses = errDefect.Error(), failedTTL, []Address{}
		}
	}()
	for _, addr := range answer.Addresses {
		f := l.places.Lookup(addr)
		a := Address{
			Address:           addr.String(),
			ASN:               f.ASN,
			ASName:            f.ASName,
			Country:           f.Country,
			RegisteredCountry: f.RegisteredCountry,
			ASCountry:         f.ASCountry,
			Confidence:        f.Confidence.String(),
			Scope:             place.Scope(addr),
			Reverse:           reverse.first(addr),
		}
		if f.Network.IsValid() {
			a.Network = f.Network.String()
		}
		h.Addresses = append(h.Addresses, a)
	}
	return h
}

// source names what was consulted: the operator's rows only where they had a say.
func (p *Places) source(answer Answer) string {
	var out []string
	for _, addr := range answer.Addresses {
		if p.Overlay == nil {
			break
		}
		if _, ok := p.Overlay.Lookup(addr); ok {
			out = append(out, ownRows)
			break
		}
	}
	if p.Table != nil {
		out = append(out, p.Table.Source())
	} else if len(out) == 0 {
		out = append(out, ownRows)
	}
	return strings.Join(out, "; ")
}
