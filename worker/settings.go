package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/formtrace/formtrace/rules/host"
	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/worker/lookup"
)

// A setting is one thing that an operator can set: natively by a flag, in
// workerd by a variable of wrangler.jsonc.
type setting struct {
	flag, variable, standard, help string
}

// The settings that both platforms have. Natively there are also -listen,
// -attached and -data.
var (
	resolverSetting = setting{"resolver", "RESOLVER", "https://cloudflare-dns.com/dns-query",
		"`URL` that answers DNS over HTTPS (RFC 8484) by POST; http only outside the public internet"}
	rdapSetting = setting{"rdap", "RDAP", "https://data.iana.org/rdap/dns.json",
		"`URL` of the bootstrap file that names each registry's RDAP server (RFC 9224)"}
	whoisSetting = setting{"whois", "WHOIS", "whois.iana.org",
		"`host` of the WHOIS server that names each registry's, for registries without RDAP"}
	ctSetting = setting{"ct", "CT", "https://crt.sh/",
		"`URL` of a search of Certificate Transparency logs, for hosts that the platform does not let us contact; empty is none"}
	rootsSetting = setting{"roots", "ROOTS", "",
		"`FILE` of authorities (PEM) that certificates are verified against instead of the platform's; empty is the platform's"}
	placeSetting = setting{"place", "PLACE", "",
		"`FILE` of networks that go before the packaged tables (CSV: prefix,country,registeredCountry,asn,asName)"}
	clockSetting = setting{"clock", "CLOCK", "",
		"fixed `time` by which dossiers are dated (RFC 3339), for the lab; empty is now"}
	carrySetting = setting{"carry", "CARRY", "",
		"loopback `address` of a lab that carries every connection to a host (HTTP CONNECT), so that nothing goes out; empty is none"}

	limitSetting = setting{"limit", "LIMIT", "120",
		"`number` of hosts that one client may have looked up in a minute; 0 is no limit"}

	allSettings = []setting{resolverSetting, rdapSetting, whoisSetting, ctSetting, rootsSetting, placeSetting, clockSetting, carrySetting, limitSetting}
)

// settings are the settings, understood.
type settings struct {
	resolver, rdap, whois, ct string
	roots                     *x509.CertPool // nil: the platform's
	overlay                   *place.Overlay
	now                       func() time.Time
	carry                     netip.AddrPort // zero: none
	limit                     int            // look-ups a minute and client; 0: no limit
}

// understand reads the values of the settings; those of PLACE and ROOTS are the
// texts themselves. The errors name what was expected, under the names that name
// gives the settings.
func understand(name func(setting) string, value func(setting) string) (*settings, error) {
	out := &settings{resolver: value(resolverSetting), rdap: value(rdapSetting), whois: value(whoisSetting), ct: value(ctSetting), now: time.Now}
	var errs []error
	wrong := func(s setting, err error) {
		if err != nil {
			errs = append(errs, &settingError{name(s), err})
		}
	}
	wrong(resolverSetting, checkURL(resolverSetting, out.resolver))
	wrong(rdapSetting, checkURL(rdapSetting, out.rdap))
	if out.ct != "" {
		wrong(ctSetting, checkURL(ctSetting, out.ct))
	}
	if parsed, err := host.Parse(out.whois); err != nil || parsed.Network != host.Public {
		wrong(whoisSetting, fmt.Errorf("expected a public host such as %s, not %q", whoisSetting.standard, out.whois))
	}
	if text := value(rootsSetting); text != "" {
		var err error
		out.roots, err = lookup.ParseRoots([]byte(text))
		wrong(rootsSetting, err)
	}
	if rows := value(placeSetting); rows != "" {
		overlay, err := place.ParseOverlay(rows)
		wrong(placeSetting, few(err))
		out.overlay = overlay
	}
	if clock := value(clockSetting); clock != "" {
		at, err := time.Parse(time.RFC3339, clock)
		if err != nil {
			wrong(clockSetting, fmt.Errorf("expected a time such as 2007-01-09T10:00:00Z, not %q", clock))
		}
		out.now = func() time.Time { return at }
	}
	if carry := value(carrySetting); carry != "" {
		to, err := netip.ParseAddrPort(carry)
		if err != nil || !to.Addr().IsLoopback() || to.Port() == 0 {
			wrong(carrySetting, fmt.Errorf("expected a loopback address such as 127.0.0.1:8053, not %q", carry))
		}
		out.carry = to
	}
	n, err := strconv.Atoi(value(limitSetting))
	if err != nil || n < 0 || n > maxLimit {
		wrong(limitSetting, fmt.Errorf("expected a number from 0 to %d, not %q", maxLimit, value(limitSetting)))
	}
	out.limit = n
	return out, errors.Join(errs...)
}

const maxLimit = 1_000_000

// maxMistakes is how many mistakes in one setting are told.
const maxMistakes = 10

// few are the first of many errors, and how many more there are.
func few(err error) error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) <= maxMistakes {
		return err
	}
	all := joined.Unwrap()
	return errors.Join(append(all[:maxMistakes:maxMistakes], fmt.Errorf("and %d more", len(all)-maxMistakes))...)
}

// settingError is one setting that is wrong.
type settingError struct {
	name string
	err  error
}

func (e *settingError) Error() string { return e.name + ": " + e.err.Error() }

// checkURL accepts https, and http to what is not on the public internet.
func checkURL(s setting, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("expected a URL such as %s, not %q", s.standard, address)
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return fmt.Errorf("expected a port from 1 to 65535, not %q", port)
		}
	}
	if u.User != nil || u.Fragment != "" {
		return errors.New("expected a URL without user name and fragment")
	}
	if u.Scheme == "http" {
		if n := host.NetworkOf(u.Hostname()); n == host.Public || n == host.None {
			return fmt.Errorf("expected https, as %s is on the public internet", u.Hostname())
		}
	}
	return nil
}

// service returns the look-ups by these settings. load returns the data of the
// table of networks.
func (s *settings) service(client lookup.Client, dialer lookup.Dialer, load func(context.Context) (string, error)) *lookup.Service {
	if s.carry.IsValid() {
		dialer = carried{dialer, s.carry}
	}
	return &lookup.Service{
		Resolver:  &lookup.Resolver{URL: s.resolver, Client: client},
		Client:    client,
		Dialer:    dialer,
		Places:    s.places(load),
		Now:       s.now,
		Bootstrap: s.rdap,
		WHOIS:     s.whois,
		CT:        s.ct,
		Roots:     s.roots,
	}
}

// places opens the tables when they are first needed, and keeps them. A failure
// is not kept: the next who needs them tries again. The tables came with the
// program, and were checked to the last byte when it was built.
func (s *settings) places(load func(context.Context) (string, error)) func(context.Context) (*lookup.Places, error) {
	var mu sync.Mutex
	var kept *lookup.Places
	return func(ctx context.Context) (*lookup.Places, error) {
		mu.Lock()
		done := kept
		mu.Unlock()
		if done != nil {
			return done, nil
		}
		data, err := load(ctx)
		if err != nil {
			return nil, err
		}
		table, err := place.OpenTrusted(data)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		kept = &lookup.Places{Places: place.Places{Overlay: s.overlay, Table: table}}
		return kept, nil
	}
}

// revision returns the revision of the tables, for api.Config.
func revision(places func(context.Context) (*lookup.Places, error)) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		p, err := places(ctx)
		if err != nil {
			return "", err
		}
		return p.Revision(), nil
	}
}
