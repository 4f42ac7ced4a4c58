package api

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// Entry is a finished dossier in a cache.
type Entry struct {
	Body []byte
	Keep time.Duration // how long it may be kept, from when it was made
	Age  time.Duration // how old it is; set by Get
}

// Cache keeps finished dossiers for as long as they say. It may forget at any
// time, and a failure inside it is "not there".
type Cache interface {
	Get(ctx context.Context, key string) (Entry, bool)
	Put(ctx context.Context, key string, e Entry)
}

// Memory is a Cache in memory with a bound on its size; what was not used for
// longest goes first.
type Memory struct {
	now func() time.Time
	max int // bytes

	mu    sync.Mutex
	size  int
	byKey map[string]*list.Element
	order *list.List // most recently used first
}

type memo struct {
	key   string
	entry Entry
	put   time.Time
}

// overhead is what an entry costs beside its key and body, roughly.
const overhead = 256

// NewMemory returns an empty cache of at most max bytes. now is the clock by
// which things grow old: a real one, even where dossiers are dated by another.
func NewMemory(max int, now func() time.Time) *Memory {
	return &Memory{now: now, max: max, byKey: map[string]*list.Element{}, order: list.New()}
}

// Get returns what is kept under a key and still good.
func (m *Memory) Get(_ context.Context, key string) (Entry, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	el := m.byKey[key]
	if el == nil {
		return Entry{}, false
	}
	kept := el.Value.(*memo)
	e := kept.entry
	if e.Age = m.now().Sub(kept.put); e.Age >= e.Keep {
		m.drop(el)
		return Entry{}, false
	}
	m.order.MoveToFront(el)
	return e, true
}

// Put keeps an entry.
func (m *Memory) Put(_ context.Context, key string, e Entry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if el := m.byKey[key]; el != nil {
		m.drop(el)
	}
	kept := &memo{key, e, m.now()}
	if e.Keep <= 0 || kept.cost() > m.max {
		return
	}
	m.byKey[key] = m.order.PushFront(kept)
	for m.size += kept.cost(); m.size > m.max; {
		m.drop(m.order.Back())
	}
}

func (k *memo) cost() int { return len(k.key) + len(k.entry.Body) + overhead }

func (m *Memory) drop(el *list.Element) {
	kept := m.order.Remove(el).(*memo)
	delete(m.byKey, kept.key)
	m.size -= kept.cost()
}
