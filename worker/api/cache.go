package api

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"github.com/formtrace/formtrace/worker/lookup"
)

// Entry is one section of one host's dossier in a cache.
type Entry struct {
	Body []byte        // the section's JSON, as it stands in a dossier
	Age  time.Duration // how old it is: set by Get, and by who puts what is not new

	AsOf   string        // the section's
	Keep   time.Duration // how long it is good
	Stale  time.Duration // for how long after that it may be answered with while a new one is looked up
	Failed bool          // the section has an error
}

// maxStale bounds how long after its time a section may still be answered with.
const maxStale = time.Hour

// NewEntry reads what an entry has to know from a section's JSON; ok is false
// when that is no section. What failed is never good after its time, everything
// else for once more as long, an hour at most.
func NewEntry(body []byte) (e Entry, ok bool) {
	var s lookup.Section
	if err := json.Unmarshal(body, &s); err != nil || body[0] != '{' || s.AsOf == "" {
		return Entry{}, false
	}
	return entryOf(&s, body), true
}

func entryOf(s *lookup.Section, body []byte) Entry {
	e := Entry{Body: body, AsOf: s.AsOf, Keep: time.Duration(s.TTL) * time.Second, Failed: s.Error != ""}
	if !e.Failed {
		e.Stale = min(e.Keep, maxStale)
	}
	return e
}

// entry makes the entry of a section that was just looked up.
func entry(s lookup.Named) Entry {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s.Value); err != nil {
		panic(err) // strings and numbers only: cannot be
	}
	return entryOf(s.Common, bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// Good reports whether the entry is within its time.
func (e Entry) Good() bool { return e.Age < e.Keep }

// Usable reports whether the entry may be answered with at all.
func (e Entry) Usable() bool { return e.Age < e.Keep+e.Stale }

// Cache keeps sections for as long as they are Usable. It may forget at any
// time, and a failure inside it is "not there". A platform that keeps bytes only
// keeps Body and when it was made, and makes the rest of it by NewEntry.
type Cache interface {
	Get(ctx context.Context, key string) (Entry, bool)
	Put(ctx context.Context, key string, e Entry)
}

// Memory is a Cache in memory with a bound on its size; what was not used for
// longest goes first.
type Memory struct {
	now  func() time.Time
	kept *recent[string, memo]
}

type memo struct {
	entry Entry
	made  time.Time
}

// overhead is what an entry costs beside its key and body, roughly.
const overhead = 256

// NewMemory returns an empty cache of at most max bytes. now is the clock by
// which things grow old: a real one, even where dossiers are dated by another.
func NewMemory(max int, now func() time.Time) *Memory {
	cost := func(key string, m memo) int { return len(key) + len(m.entry.Body) + overhead }
	return &Memory{now: now, kept: newRecent(max, cost)}
}

// Get returns what is kept under a key and still usable.
func (m *Memory) Get(_ context.Context, key string) (Entry, bool) {
	now := m.now()
	kept, ok := m.kept.get(key, func(k memo) bool { return k.at(now).Usable() })
	if !ok {
		return Entry{}, false
	}
	return kept.at(now), true
}

// Put keeps an entry.
func (m *Memory) Put(_ context.Context, key string, e Entry) {
	if e.Usable() {
		m.kept.put(key, memo{e, m.now().Add(-e.Age)})
	}
}

// Clear forgets everything.
func (m *Memory) Clear() { m.kept.clear() }

// at is the entry with its age at a time. Clocks that go back do not make it young.
func (k memo) at(now time.Time) Entry {
	e := k.entry
	e.Age = max(0, now.Sub(k.made))
	return e
}

// Layered is a near cache before a far one: what is far is kept near as well
// when it was needed.
type Layered struct{ Near, Far Cache }

// Get asks the far cache only when the near one has nothing that is still good,
// and returns the younger of the two.
func (l Layered) Get(ctx context.Context, key string) (Entry, bool) {
	near, ok := l.Near.Get(ctx, key)
	if ok && near.Good() {
		return near, true
	}
	far, there := l.Far.Get(ctx, key)
	if !there || ok && near.Age <= far.Age {
		return near, ok
	}
	l.Near.Put(ctx, key, far)
	return far, true
}

// Put keeps an entry in both.
func (l Layered) Put(ctx context.Context, key string, e Entry) {
	l.Near.Put(ctx, key, e)
	l.Far.Put(ctx, key, e)
}
