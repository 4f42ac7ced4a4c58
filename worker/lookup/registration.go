package lookup

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/formtrace/formtrace/rules/host"
)

// How long the section is kept, in seconds.
const (
	registrationTTL = 86400 // what is registered changes on the scale of months
	partlyTTL       = 600   // the registrar may answer the next time
	registryTTL     = 60    // after a failure: registries count who asks
)

const hiddenRegistrant = "; the registry, the registrar or a privacy service does not name the registrant"

// registration makes the section about who registered the domain: by RDAP, or by
// WHOIS where the registry has no RDAP, and then once by the registrar's server
// where the registry says nothing of the registrant.
func (q *query) registration(ctx context.Context) (g *Registration) {
	g = &Registration{Section: Section{Source: "RDAP or WHOIS", AsOf: q.now, TTL: registrationTTL}}
	defer func() {
		if recover() != nil {
			*g = Registration{Section: Section{Source: "RDAP or WHOIS", AsOf: q.now, TTL: failedTTL, Error: errDefect.Error()}}
		}
		for _, list := range []*[]string{&g.Countries, &g.NameServers, &g.Status, &g.Inconsistencies} {
			if *list == nil {
				*list = []string{}
			}
		}
	}()
	domain, err := registered(q.Host)
	if err != nil {
		g.Source, g.Error = "none: nobody was asked", err.Error()
		return g
	}
	g.Domain = domain
	ctx = atMost(ctx, q.deadline())
	base, err := q.registryOf(ctx, domain)
	var registry, registrar *record
	switch {
	case err != nil:
	case base != "":
		g.Source = "RDAP of the registry"
		registry, err = within(ctx, q.Service, func(ctx context.Context) (*record, error) {
			return q.askRegistry(ctx, base, domain)
		})
	default:
		var server string
		server, registry, err = q.whoisRegistry(ctx, domain)
		g.Source = "WHOIS"
		if server != "" {
			g.Source = "WHOIS of " + server
		}
	}
	if err != nil {
		g.Error, g.TTL = q.failure(err)
		return g
	}
	if registry.silent() && registry.referral != "" {
		registrar, err = q.askNext(ctx, base != "", registry, domain)
		if err != nil {
			g.Error, g.TTL = "what the registry does not say is not known: "+sentence(err), partlyTTL
		} else {
			g.Source += " and of the registrar"
		}
	}
	if registry.cut || registrar != nil && registrar.cut {
		g.Error, g.TTL = "the answer was cut off: what came after is not known", partlyTTL
	}
	g.fill(registry, registrar)
	return g
}

// registered returns the domain to ask a registry about.
func registered(name string) (string, error) {
	if _, err := netip.ParseAddr(name); err == nil {
		return "", errors.New("the host is an address, which is not registered as names are")
	}
	domain, ok := host.Registrable(name)
	if !ok {
		return "", errors.New("the host is not under a domain that somebody registered")
	}
	if suffix, icann := host.Suffix(name); !icann && strings.Contains(suffix, ".") {
		return "", errors.New("names under " + suffix + " are given out by whoever holds it, and no registry lists them")
	}
	return domain, nil
}

// askNext asks the registrar, as the registry did by RDAP or by WHOIS.
func (q *query) askNext(ctx context.Context, rdap bool, registry *record, domain string) (*record, error) {
	return within(ctx, q.Service, func(ctx context.Context) (*record, error) {
		if rdap {
			return q.askRegistrar(ctx, registry.referral, domain)
		}
		return q.whoisRegistrar(ctx, registry, domain)
	})
}

// fill takes the facts over; the registry's go first.
func (g *Registration) fill(registry, registrar *record) {
	g.Created, g.Changed, g.Expires = registry.created, registry.changed, registry.expires
	g.Registrar = registry.registrar
	g.NameServers, g.Status = registry.nameServers, registry.status
	records := []*record{registry}
	if registrar != nil {
		records = append(records, registrar)
		first(&g.Created, registrar.created)
		first(&g.Changed, registrar.changed)
		first(&g.Expires, registrar.expires)
		first(&g.Registrar, registrar.registrar)
		if len(g.NameServers) == 0 {
			g.NameServers = registrar.nameServers
		}
		if len(g.Status) == 0 {
			g.Status = registrar.status
		}
	}
	hidden := false
	for _, r := range records {
		for _, p := range r.parties {
			if p.country != "" {
				g.Countries = append(g.Countries, p.country)
			}
			if p.role == registrant {
				first(&g.Organisation, p.organisation)
				first(&g.Country, p.country)
				hidden = hidden || p.hidden
			}
		}
	}
	if hidden && g.Organisation == "" {
		g.Source += hiddenRegistrant
	}
	slices.Sort(g.NameServers)
	slices.Sort(g.Status)
	slices.Sort(g.Countries)
	g.Countries = slices.Compact(g.Countries)
	g.Inconsistencies = contradictions(registry, registrar)
}

// failure says what failed and for how many seconds that holds.
func (q *query) failure(err error) (string, uint32) {
	var limited *rdapError
	var held *whoisError
	switch {
	case errors.Is(err, errUnregistered):
		return err.Error(), maxNegative
	case errors.As(err, &limited) && limited.retry > 0:
		return err.Error(), uint32(min(limited.retry, maxRetry) / time.Second)
	case errors.As(err, &held) && held.retry > 0:
		return err.Error(), max(1, uint32(held.retry/time.Second))
	}
	return sentence(err), registryTTL
}

// sentence is an error's text, the same whether a server or within gave up.
func sentence(err error) string {
	if errors.Is(err, errTime) {
		return "the registration server did not answer in time"
	}
	return err.Error()
}
