package lookup

import "context"

// registration makes the section. It follows.
func (q *query) registration(ctx context.Context) *Registration {
	return &Registration{Section: Section{AsOf: q.now, TTL: failedTTL, Error: "not looked up yet"}}
}
