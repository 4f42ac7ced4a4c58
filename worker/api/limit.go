package api

import (
	"context"
	"net/netip"
	"time"

	"golang.org/x/time/rate"
)

// Buckets is a Limiter in memory: a token bucket for each client, of so many
// clients as were heard of last.
type Buckets struct {
	now     func() time.Time
	limit   rate.Limit
	burst   int
	clients *recent[string, *rate.Limiter]
}

// maxClients bounds how many clients Buckets remembers. Who is forgotten starts
// anew with a full bucket.
const maxClients = 20_000

// NewBuckets returns a Limiter of so many look-ups a minute for each client, half
// of them at once. now is the clock.
func NewBuckets(perMinute int, now func() time.Time) *Buckets {
	return &Buckets{
		now: now, limit: rate.Limit(float64(perMinute) / 60), burst: max(1, perMinute/2),
		clients: newRecent(maxClients, func(string, *rate.Limiter) int { return 1 }),
	}
}

// Allow takes a token from the client's bucket, or says when there will be one.
func (b *Buckets) Allow(_ context.Context, client string) (ok bool, retry time.Duration) {
	now := b.now()
	bucket := b.clients.getOrPut(client, func() *rate.Limiter { return rate.NewLimiter(b.limit, b.burst) })
	if bucket.AllowN(now, 1) {
		return true, 0
	}
	return false, time.Duration((1 - bucket.TokensAt(now)) / float64(b.limit) * float64(time.Second))
}

// ClientOf names the client that an address belongs to: of IPv6 the network of 64
// bits, as one client has all of its addresses (RFC 6177). "" is an address that
// cannot be read.
func ClientOf(addr string) string {
	a, err := netip.ParseAddr(addr)
	if err != nil {
		return ""
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, _ := a.Prefix(64)
	return p.String()
}
