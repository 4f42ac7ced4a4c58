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
	body, age, keep, ok := d.get(ctx, "dossiers", key)
	return api.Entry{Body: body, Keep: keep, Age: age}, ok
}

// Put keeps an entry, which need not be waited for.
func (d dossiers) Put(ctx context.Context, key string, e api.Entry) {
	inBackground(ctx, func(ctx context.Context) {
		d.put(ctx, "dossiers", key, e.Body, e.Age, e.Keep)
	})
}

// nearBytes bounds the memory; the isolate has 128 MB, the tables take 6.
const nearBytes = 4 << 20

// layered is an api.Cache in the isolate's memory, and behind it another one.
type layered struct{ near, far api.Cache }

// Get asks the far cache for what the near one does not have.
func (l layered) Get(ctx context.Context, key string) (api.Entry, bool) {
	if e, ok := l.near.Get(ctx, key); ok {
		return e, true
	}
	e, ok := l.far.Get(ctx, key)
	if ok {
		l.near.Put(ctx, key, api.Entry{Body: e.Body, Keep: e.Keep - e.Age})
	}
	return e, ok
}

// Put keeps an entry in both.
func (l layered) Put(ctx context.Context, key string, e api.Entry) {
	l.near.Put(ctx, key, e)
	l.far.Put(ctx, key, e)
}
