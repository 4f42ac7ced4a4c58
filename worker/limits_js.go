package main

import (
	"context"
	"net/http"
	"syscall/js"
	"time"

	"github.com/syumai/workers/cloudflare"

	"github.com/formtrace/formtrace/worker/api"
)

// limitPeriod is the period of the rate limit in wrangler.jsonc.
const limitPeriod = time.Minute

// rateLimit is an api.Limiter on the platform's rate limit binding.
type rateLimit struct{ binding js.Value }

// limiter returns the rate limit, or nil where none is wanted or bound. How many
// requests it lets through stands in wrangler.jsonc: the setting cannot change it.
func limiter(limit int) api.Limiter {
	binding := cloudflare.GetBinding("LIMITER")
	if limit == 0 || binding.Type() != js.TypeObject {
		return nil
	}
	return rateLimit{binding}
}

// Allow asks the platform, which keeps the client's key for the period and tells
// nobody. Where it does not answer, the client is let through.
func (l rateLimit) Allow(ctx context.Context, client string) (ok bool, retry time.Duration) {
	ctx, stop := bounded(ctx, vaultTime)
	defer stop()
	p := newPending()
	bridge.Call("limit", p.ticket, l.binding, client)
	within, err := p.wait(ctx)
	if err != nil || within.Type() != js.TypeBoolean || within.Bool() {
		return true, 0
	}
	return false, limitPeriod
}

// clientOf tells clients apart, by their address: api.Config.Client.
func clientOf(r *http.Request) string { return api.ClientOf(r.Header.Get("Cf-Connecting-Ip")) }

// contactPause is how long a host is left alone after it was contacted.
const contactPause = time.Minute

// maxContacts bounds the contacts that the isolate remembers.
const maxContacts = 10_000

// contacts is lookup.Contacts in the isolate, and in the platform's cache for
// the other isolates of the data centre.
type contacts struct {
	far  vault
	made map[string]time.Time
}

func newContacts(far vault) *contacts { return &contacts{far, map[string]time.Time{}} }

// Begin notes a contact with a host, or says how long to wait. It is noted here
// before the platform's cache is asked, so that of two at the same time one waits.
func (c *contacts) Begin(ctx context.Context, host string) (wait time.Duration) {
	now := time.Now()
	if at, ok := c.made[host]; ok && now.Sub(at) < contactPause {
		return contactPause - now.Sub(at)
	}
	if len(c.made) >= maxContacts {
		for other, at := range c.made {
			if now.Sub(at) >= contactPause {
				delete(c.made, other)
			}
		}
		if len(c.made) >= maxContacts {
			return contactPause
		}
	}
	c.made[host] = now
	if _, age, keep, ok := c.far.get(ctx, "contacts", host); ok {
		c.made[host] = now.Add(-age)
		return keep - age
	}
	inBackground(ctx, func(ctx context.Context) {
		c.far.put(ctx, "contacts", host, nil, 0, contactPause)
	})
	return 0
}
