package api

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"
)

// target is what a request is for, as it is spelled.
type target struct{ path, query string }

// ready keeps whole answers for as long as all their sections are good, so that
// the next who asks in the same words costs nothing.
type ready struct {
	kept *recent[target, *prepared]
}

// prepared is a dossier as it is sent.
type prepared struct {
	body  []byte
	tag   string
	until time.Time // when the first of its sections is too old

	left  int // seconds, of caching
	cache string
}

func newReady(max int) ready {
	cost := func(t target, p *prepared) int { return len(t.path) + len(t.query) + len(p.body) + 2*overhead }
	return ready{newRecent(max, cost)}
}

// prepare makes ready what was put together of sections that are good until then.
func prepare(body []byte, until time.Time) *prepared {
	sum := sha256.Sum256(body)
	return &prepared{body: body, tag: `"` + hex.EncodeToString(sum[:16]) + `"`, until: until, left: -1}
}

// refresh brings the caching field up to the second.
func (p *prepared) refresh(now time.Time) {
	// Rounded up: what is good for another half second is not yet too old.
	left := max(0, int((p.until.Sub(now)+time.Second-1)/time.Second))
	if left != p.left {
		p.left, p.cache = left, "private, max-age="+strconv.Itoa(left)
	}
}

// answer is the prepared answer. Caches between the worker and the person are
// not to keep what one person asked for.
func (p *prepared) answer() Answer {
	return Answer{Status: http.StatusOK, ContentType: "application/json", CacheControl: p.cache, ETag: p.tag, Body: p.body}
}

// answer returns what is ready for a target and still good.
func (r ready) answer(t target, now time.Time) (a Answer, ok bool) {
	_, ok = r.kept.get(t, func(p *prepared) bool { // under the lock
		if !now.Before(p.until) {
			return false
		}
		p.refresh(now)
		a = p.answer()
		return true
	})
	return a, ok
}

// put keeps what is good for a while.
func (r ready) put(t target, p *prepared, now time.Time) {
	if now.Before(p.until) {
		r.kept.put(t, p)
	}
}
