package api

import (
	"container/list"
	"sync"
)

// recent is a map with a bound on what its values cost together: what was not
// used for longest goes first. It is safe for use by several goroutines.
type recent[K comparable, V any] struct {
	max  int
	cost func(K, V) int

	mu    sync.Mutex
	size  int
	byKey map[K]*list.Element
	order *list.List // most recently used first
}

type pair[K comparable, V any] struct {
	key   K
	value V
}

func newRecent[K comparable, V any](max int, cost func(K, V) int) *recent[K, V] {
	return &recent[K, V]{max: max, cost: cost, byKey: map[K]*list.Element{}, order: list.New()}
}

// get returns what is kept under a key, unless good says that it is not good any
// more: then it is dropped. good runs under the lock.
func (r *recent[K, V]) get(key K, good func(V) bool) (value V, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	el := r.byKey[key]
	if el == nil {
		return value, false
	}
	kept := el.Value.(*pair[K, V])
	if !good(kept.value) {
		r.drop(el)
		return value, false
	}
	r.order.MoveToFront(el)
	return kept.value, true
}

// getOrPut returns what is kept under a key, or keeps what fresh makes.
func (r *recent[K, V]) getOrPut(key K, fresh func() V) V {
	r.mu.Lock()
	defer r.mu.Unlock()
	if el := r.byKey[key]; el != nil {
		r.order.MoveToFront(el)
		return el.Value.(*pair[K, V]).value
	}
	value := fresh()
	r.keep(key, value)
	return value
}

// put keeps a value in place of the one before.
func (r *recent[K, V]) put(key K, value V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keep(key, value)
}

func (r *recent[K, V]) keep(key K, value V) {
	if el := r.byKey[key]; el != nil {
		r.drop(el)
	}
	cost := r.cost(key, value)
	if cost > r.max {
		return
	}
	r.byKey[key] = r.order.PushFront(&pair[K, V]{key, value})
	for r.size += cost; r.size > r.max; {
		r.drop(r.order.Back())
	}
}

// clear forgets everything.
func (r *recent[K, V]) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.size = 0
	clear(r.byKey)
	r.order.Init()
}

func (r *recent[K, V]) drop(el *list.Element) {
	kept := r.order.Remove(el).(*pair[K, V])
	delete(r.byKey, kept.key)
	r.size -= r.cost(kept.key, kept.value)
}
