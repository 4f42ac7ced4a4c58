package lookup

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/formtrace/formtrace/rules/host"
)

// registries are the RDAP servers of the registries (RFC 9224): the base URL by
// the suffix that they serve.
type registries map[string]string

// find returns the base URL for a domain: that of the longest suffix, label by
// label (RFC 9224, 4), or "".
func (r registries) find(domain string) string {
	for name := domain; name != ""; {
		if base := r[name]; base != "" {
			return base
		}
		_, name, _ = strings.Cut(name, ".")
	}
	return ""
}

// builtIn is what stands in for IANA's file (data.iana.org/rdap/dns.json) when it
// cannot be had: some large registries. com and uk are as in a copy of the
// publication of 2026-09-30, the others as in undated copies that were public by then.
var builtIn = registries{
	"com":  "https://rdap.verisign.com/com/v1/",
	"net":  "https://rdap.verisign.com/net/v1/",
	"org":  "https://rdap.publicinterestregistry.org/rdap/",
	"info": "https://rdap.identitydigital.services/rdap/",
	"biz":  "https://rdap.nic.biz/",
	"app":  "https://pubapi.registry.google/rdap/",
	"dev":  "https://pubapi.registry.google/rdap/",
	"uk":   "https://rdap.nominet.uk/uk/",
	"fr":   "https://rdap.nic.fr/",
	"nl":   "https://rdap.sidn.nl/",
	"cz":   "https://rdap.nic.cz/",
	"pl":   "https://rdap.dns.pl/",
	"no":   "https://rdap.norid.no/",
	"fi":   "https://rdap.fi/rdap/rdap/",
	"ca":   "https://rdap.ca.fury.ca/rdap/",
	"br":   "https://rdap.registro.br/",
}

// Bounds of the bootstrap file.
const (
	maxBootstrap    = 1 << 20          // bytes; IANA's has a twentieth of that
	minBootstrapAge = 10 * time.Minute // it changes a few times a month
	maxBootstrapAge = 7 * 24 * time.Hour
	bootstrapAge    = 24 * time.Hour // when the file does not say
	bootstrapRetry  = time.Minute    // after a failure
)

// memory is what the service remembers between dossiers about registries, all of
// it finished results: nobody waits for what another dossier has begun.
type memory struct {
	mu         sync.Mutex // never held while something is looked up
	registries registries
	until      time.Time            // of registries
	held       map[string]time.Time // by base URL: when a registry may be asked again
	referrals  map[string]referral  // by suffix: the registry's WHOIS server
}

// referral is the name of a WHOIS server.
type referral struct {
	server string
	until  time.Time
}

// maxRemembered bounds each map of the memory.
const maxRemembered = 512

func (m *memory) bootstrap(now time.Time) (r registries, fresh bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.registries, now.Before(m.until)
}

// keep keeps a bootstrap file for so long; nil keeps the one that is there.
func (m *memory) keep(r registries, until time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r != nil {
		m.registries = r
	}
	m.until = until
}

// errBootstrap is that an operator's own list of registries could not be had:
// the built-in one names servers that the operator may not want to be asked.
var errBootstrap = errors.New("the list of the registries' RDAP servers could not be had")

// registryOf returns the base URL of the RDAP server for a domain; "" is none.
func (q *query) registryOf(ctx context.Context, domain string) (string, error) {
	now := q.Now()
	known, fresh := q.memory.bootstrap(now)
	if !fresh {
		// A third of the time is for this, so that the built-in list is of use
		// when the file's server does not answer.
		r, err := within(atMost(ctx, q.deadline()/3), q.Service, q.fetchBootstrap)
		if err == nil {
			known = r.registries
			q.memory.keep(known, now.Add(r.age))
		} else if ctx.Err() == nil { // not because the asker went away
			q.memory.keep(nil, now.Add(bootstrapRetry))
		}
	}
	switch {
	case known != nil:
	case local(q.Bootstrap):
		return "", errBootstrap
	default:
		known = builtIn
	}
	return known.find(domain), nil
}

type fetched struct {
	registries registries
	age        time.Duration
}

// fetchBootstrap gets the bootstrap file.
func (q *query) fetchBootstrap(ctx context.Context) (out fetched, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, q.Bootstrap, nil)
	if err != nil {
		return out, err
	}
	req.Header.Set("Accept", "application/json")
	res, err := q.upstream(ctx, req)
	if err != nil {
		return out, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return out, errors.New("status")
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBootstrap+1))
	if err != nil {
		return out, err
	}
	out.age = min(max(freshness(res.Header), minBootstrapAge), maxBootstrapAge)
	out.registries, err = parseBootstrap(body, local(q.Bootstrap))
	return out, err
}

// parseBootstrap reads a bootstrap file. Servers that are not on https are left
// out and so are those on a private network, unless the file itself is there.
func parseBootstrap(body []byte, private bool) (registries, error) {
	var file struct {
		Services [][][]string `json:"services"`
	}
	if len(body) > maxBootstrap || json.Unmarshal(body, &file) != nil || len(file.Services) == 0 {
		return nil, errors.New("the bootstrap file is malformed")
	}
	out := registries{}
	for _, s := range file.Services {
		if len(s) != 2 {
			continue
		}
		base := ""
		for _, address := range s[1] {
			u, err := url.Parse(address)
			if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
				continue
			}
			public := host.NetworkOf(u.Hostname()) == host.Public
			if u.Scheme == "https" && (public || private) || u.Scheme == "http" && private && !public && base == "" {
				base = strings.TrimSuffix(address, "/") + "/"
			}
			if u.Scheme == "https" && base != "" {
				break
			}
		}
		if base == "" {
			continue
		}
		for _, suffix := range s[0] {
			out[strings.ToLower(strings.Trim(suffix, "."))] = base
		}
	}
	return out, nil
}

// local reports whether a URL's host is on this machine or a private network.
func local(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	n := host.NetworkOf(u.Hostname())
	return n != host.Public && n != host.None
}

// freshness is how long a response may be kept: its max-age less the age that it
// has already (RFC 9111, 4.2).
func freshness(h http.Header) time.Duration {
	for d := range strings.SplitSeq(h.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(d), "=")
		if strings.EqualFold(name, "max-age") {
			if n, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 31); err == nil {
				age, _ := strconv.ParseUint(h.Get("Age"), 10, 31)
				return time.Duration(n-min(age, n)) * time.Second
			}
		}
	}
	return bootstrapAge
}

// hold notes that a registry is not to be asked before a time.
func (m *memory) hold(base string, until time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.held == nil || len(m.held) >= maxRemembered {
		m.held = map[string]time.Time{}
	}
	m.held[base] = until
}

// wait is how long a registry is still not to be asked.
func (m *memory) wait(base string, now time.Time) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.held[base].Sub(now)
}

// refer remembers which WHOIS server knows the names under a suffix.
func (m *memory) refer(suffix, server string, until time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.referrals == nil || len(m.referrals) >= maxRemembered {
		m.referrals = map[string]referral{}
	}
	m.referrals[suffix] = referral{server, until}
}

// referred returns the remembered server, or "".
func (m *memory) referred(suffix string, now time.Time) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r := m.referrals[suffix]; now.Before(r.until) {
		return r.server
	}
	return ""
}

// atMost is ctx with at most d left. Only within makes it end.
func atMost(ctx context.Context, d time.Duration) context.Context {
	at := time.Now().Add(d)
	if outer, ok := ctx.Deadline(); ok && outer.Before(at) {
		at = outer
	}
	return limited{ctx, at}
}
