package lookup

import "context"

// certificate makes the section. It follows.
func (q *query) certificate(ctx context.Context) *Certificate {
	return &Certificate{Section: Section{AsOf: q.now, TTL: failedTTL, Error: "not looked up yet"}}
}
