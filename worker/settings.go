package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
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

// The settings that both platforms have. Natively there are also -listen and -attached.
var (
	resolverSetting = setting{"resolver", "RESOLVER", "https://cloudflare-dns.com/dns-query",
		"address of the `URL` that answers DNS over HTTPS (RFC 8484) by POST; http only outside the public internet"}
	placeSetting = setting{"place", "PLACE", "",
		"`FILE` of networks that go before the packaged tables (CSV: prefix,country,registeredCountry,asn,asName)"}
	clockSetting = setting{"clock", "CLOCK", "",
		"fixed `time` by which dossiers are dated (RFC 3339), for the lab; empty is now"}
)

// settings are the settings, understood.
type settings struct {
	resolver string
	overlay  *place.Overlay
	now      func() time.Time
}

// understand reads the values of the settings; rows is the text of PLACE. The
// errors name what was expected, under the names that name gives the settings.
func understand(name func(setting) string, resolver, rows, clock string) (*settings, error) {
	out := &settings{resolver: resolver, now: time.Now}
	var errs []error
	if err := checkResolver(resolver); err != nil {
		errs = append(errs, &settingError{name(resolverSetting), err})
	}
	if rows != "" {
		overlay, err := place.ParseOverlay(rows)
		if err != nil {
			errs = append(errs, &settingError{name(placeSetting), err})
		}
		out.overlay = overlay
	}
	if clock != "" {
		at, err := time.Parse(time.RFC3339, clock)
		if err != nil {
			errs = append(errs, &settingError{name(clockSetting), fmt.Errorf("expected a time such as 2007-01-09T10:00:00Z, not %q", clock)})
		}
		out.now = func() time.Time { return at }
	}
	return out, errors.Join(errs...)
}

// settingError is one setting that is wrong.
type settingError struct {
	name string
	err  error
}

func (e *settingError) Error() string { return e.name + ": " + e.err.Error() }

// checkResolver accepts https, and http to what is not on the public internet.
func checkResolver(resolver string) error {
	u, err := url.Parse(resolver)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("expected a URL such as %s, not %q", resolverSetting.standard, resolver)
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
func (s *settings) service(client lookup.Client, load func(context.Context) (string, error)) *lookup.Service {
	return &lookup.Service{
		Resolver: &lookup.Resolver{URL: s.resolver, Client: client},
		Places:   s.places(load),
		Now:      s.now,
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
