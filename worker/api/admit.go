package api

import (
	"net/http"
	"sync"
	"time"
)

const (
	// defaultLookups is how many requests are looked up for at once.
	defaultLookups = 64
	// longest is the time after which a look-up that did not say that it has
	// ended is held to have: some platforms let what a client hung up on stop
	// without a word.
	longest = time.Minute
	// full is after what time to ask again when there is no place.
	full = 2 * time.Second
)

// admit lets a request have something looked up, or says why not.
func (h *Handler) admit(r *http.Request) (release func(), p *problem) {
	if h.Limiter != nil {
		client := ""
		if h.Client != nil {
			client = h.Client(r)
		}
		if ok, retry := h.Limiter.Allow(r.Context(), client); !ok {
			return nil, &problem{Type: "rate-limited", Title: "Too many requests", Status: http.StatusTooManyRequests, retry: max(retry, time.Second),
				Detail: "This client has had as many hosts looked up as this worker allows in a minute: expected a pause. What is in the cache is answered all the same."}
		}
	}
	release, ok := h.lookups.begin(h.now())
	if !ok {
		return nil, &problem{Type: "busy", Title: "The worker is busy", Status: http.StatusServiceUnavailable, retry: full,
			Detail: "The worker looks up as many hosts at once as it may: expected another try in a moment."}
	}
	return release, nil
}

// places are the look-ups under way, of which there may be so many.
type places struct {
	max int

	mu    sync.Mutex
	next  int
	begun map[int]time.Time
}

// begin takes a place. release gives it back and may be called in any case.
func (p *places) begin(now time.Time) (release func(), ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.begun) >= p.max {
		for id, at := range p.begun {
			if now.Sub(at) > longest {
				delete(p.begun, id)
			}
		}
	}
	if len(p.begun) >= p.max {
		return func() {}, false
	}
	if p.begun == nil {
		p.begun = map[int]time.Time{}
	}
	p.next++
	id := p.next
	p.begun[id] = now
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.begun, id)
	}, true
}

// marks say what is under way, by key. Those whose time is over are forgotten
// when there are many.
type marks struct {
	mu    sync.Mutex
	begun map[string]time.Time
	many  int
}

const minMany = 64

// begin marks a key, unless it is marked.
func (m *marks) begin(key string, now time.Time) (release func(), ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at, ok := m.begun[key]; ok && now.Sub(at) <= longest {
		return nil, false
	}
	if m.begun == nil {
		m.begun = map[string]time.Time{}
	}
	if len(m.begun) >= m.many {
		for other, at := range m.begun {
			if now.Sub(at) > longest {
				delete(m.begun, other)
			}
		}
		m.many = max(minMany, 2*len(m.begun))
	}
	m.begun[key] = now
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.begun[key].Equal(now) {
			delete(m.begun, key)
		}
	}, true
}

// has reports whether a key is marked.
func (m *marks) has(key string, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	at, ok := m.begun[key]
	return ok && now.Sub(at) <= longest
}
