package lookup

import "context"

// http makes the section. It follows.
func (q *query) http(ctx context.Context) *HTTP {
	return &HTTP{Section: Section{AsOf: q.now, TTL: failedTTL, Error: "not looked up yet"}}
}
