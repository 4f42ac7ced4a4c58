package lookup

import "context"

// mail makes the section. It follows.
func (q *query) mail(ctx context.Context) *Mail {
	return &Mail{Section: Section{AsOf: q.now, TTL: failedTTL, Error: "not looked up yet"}}
}
