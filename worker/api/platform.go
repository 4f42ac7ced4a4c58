package api

import (
	"context"
	"time"
)

// Limiter bounds how often one client may have something looked up. A refusal
// says after what time to try again.
type Limiter interface {
	Allow(ctx context.Context, client string) (ok bool, retry time.Duration)
}
