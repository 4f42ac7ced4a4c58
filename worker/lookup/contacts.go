package lookup

import (
	"context"
	"sync"
	"time"
)

// pause is how long a host is left alone after it was contacted.
const pause = time.Minute

// Memory is Contacts in memory, of at most so many hosts.
type Memory struct {
	now func() time.Time
	max int

	mu    sync.Mutex
	until map[string]time.Time
}

// NewMemory returns an empty memory of at most max hosts. When that many were
// contacted within a minute, no other host is contacted until the oldest is
// forgotten: a bound that fails open would be no bound.
func NewMemory(max int, now func() time.Time) *Memory {
	return &Memory{now: now, max: max, until: map[string]time.Time{}}
}

// Begin notes a contact with a host, or says how long to wait.
func (m *Memory) Begin(_ context.Context, host string) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if at, ok := m.until[host]; ok && now.Before(at) {
		return min(at.Sub(now), pause) // a clock that was set back locks nobody out
	}
	if len(m.until) >= m.max {
		first := now.Add(pause)
		for h, at := range m.until {
			if !now.Before(at) {
				delete(m.until, h)
			} else if at.Before(first) {
				first = at
			}
		}
		if len(m.until) >= m.max {
			return max(first.Sub(now), time.Second)
		}
	}
	m.until[host] = now.Add(pause)
	return 0
}
