package main

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"syscall/js"
	"time"

	"github.com/formtrace/formtrace/worker/api"
)

// vault is the platform's Cache API, which one data centre shares. It is asked
// under names below .invalid, which nobody can fetch.
type vault struct{ space string }

// What is kept beside a body, as header fields.
const (
	keptFor  = "Formtrace-Keep" // seconds
	keptFrom = "Formtrace-Made" // Unix seconds
)

func (v vault) url(kind, key string) string {
	return "https://" + kind + ".formtrace.invalid/" + v.space + "/" + url.PathEscape(key)
}

// vaultTime is how long the platform's cache is waited for.
const vaultTime = time.Second

// get returns what is kept under a key, how old it is and how long it is kept.
// A failure is "not there".
func (v vault) get(ctx context.Context, kind, key string) (body []byte, age, keep time.Duration, ok bool) {
	ctx, stop := bounded(ctx, vaultTime)
	defer stop()
	p := newPending()
	bridge.Call("match", p.ticket, v.url(kind, key))
	found, err := p.wait(ctx)
	if err != nil || found.Type() != js.TypeObject {
		return nil, 0, 0, false
	}
	head := readHeader(found.Get("head").String())
	keep = time.Duration(seconds(head, keptFor)) * time.Second
	age = max(0, time.Since(time.Unix(seconds(head, keptFrom), 0)))
	if age >= keep {
		return nil, 0, 0, false
	}
	return toBytes(found.Get("body")), age, keep, true
}

func seconds(head http.Header, name string) int64 {
	n, err := strconv.ParseInt(head.Get(name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// put keeps something that is already so old. A cache that does not take it has
// forgotten it at once.
func (v vault) put(ctx context.Context, kind, key string, body []byte, age, keep time.Duration) {
	whole := strconv.FormatInt(int64(keep/time.Second), 10)
	head := "Content-Type:application/octet-stream\n" +
		"Cache-Control:public, max-age=" + strconv.FormatInt(int64((keep-age)/time.Second), 10) + "\n" +
		keptFor + ":" + whole + "\n" +
		keptFrom + ":" + strconv.FormatInt(time.Now().Add(-age).Unix(), 10)
	p := newPending()
	bridge.Call("put", p.ticket, v.url(kind, key), head, fromBytes(body))
	_, _ = p.wait(ctx)
}

// dossiers is an api.Cache in the platform's.
type dossiers struct{ vault }

// Get asks the platform's cache.
func (d dossiers) Get(ctx context.Context, key string) (api.Entry, bool) {
	body, age, _, ok := d.get(ctx, "dossiers", key)
	if !ok {
		return api.Entry{}, false
	}
	e, ok := api.NewEntry(body)
	e.Age = age
	return e, ok && e.Usable()
}

// Put keeps an entry, which need not be waited for.
func (d dossiers) Put(ctx context.Context, key string, e api.Entry) {
	inBackground(ctx, func(ctx context.Context) {
		d.put(ctx, "dossiers", key, e.Body, e.Age, e.Keep+e.Stale)
	})
}

// The isolate has 128 MB, of which the tables take 6 twice: these bound sections
// and whole answers in memory.
const (
	nearBytes  = 3 << 20
	readyBytes = 3 << 20
)
