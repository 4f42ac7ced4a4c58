package api

import (
	"context"
	"maps"
	"strings"
	"time"

	"github.com/formtrace/formtrace/worker/lookup"
)

// A request for what another one is having looked up waits for it and takes it
// from the cache: every host is contacted once, and it may not be a second time
// within a minute.
const (
	sharePause = 20 * time.Millisecond // between two looks
	shareTime  = 6 * time.Second       // all in all: a look-up takes less
)

// obtain has looked up what is missing, unless somebody does so already. It waits by a timer
// of its own, not for a word of the other: in workerd a request
// goes on only by what is its own.
func (h *Handler) obtain(ctx context.Context, q asked, missing []string) map[string]Entry {
	if h.Cache == nil {
		return h.lookUp(ctx, q, missing)
	}
	found := map[string]Entry{}
	for left := shareTime; ; {
		key := q.host + "/" + strings.Join(missing, ",") + "?from=" + q.from
		release, first := h.looking.begin(key, h.now())
		if first || left <= 0 {
			if first {
				defer release()
			}
			maps.Copy(found, h.lookUp(ctx, q, missing))
			return found
		}
		for ; left > 0 && h.looking.has(key, h.now()); left -= sharePause {
			if !h.pause(ctx, sharePause) {
				left = 0
			}
		}
		maps.Copy(found, h.kept(ctx, asked{q.host, missing, q.from}))
		var rest []string
		for _, section := range missing {
			if _, ok := found[section]; !ok {
				rest = append(rest, section)
			}
		}
		if missing = rest; len(missing) == 0 {
			return found
		}
	}
}

// pause waits for a time, and reports whether ctx has not ended before.
func (h *Handler) pause(ctx context.Context, d time.Duration) bool {
	timer := h.Timer
	if timer == nil {
		timer = lookup.GoTimer
	}
	up, stop := timer(d)
	defer stop()
	select {
	case <-up:
		return true
	case <-ctx.Done():
		return false
	}
}
