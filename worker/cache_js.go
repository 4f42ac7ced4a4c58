package main

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"syscall/js"
	"time"

	"github.com/formtrace/formtrace/worker/api"
)

// platformCache keeps sections in the platform's Cache API, which one data
// centre shares. It is asked under names below .invalid, which nobody can fetch.
type platformCache struct{ space string }

// keptFrom is the header field that says beside a body when it was made, in Unix
// seconds.
const keptFrom = "Formtrace-Made"

func (c platformCache) url(key string) string {
	return "https://dossiers.formtrace.invalid/" + c.space + "/" + url.PathEscape(key)
}

func store() js.Value { return js.Global().Get("caches").Get("default") }

// Get returns what is kept under a key and still usable.
func (c platformCache) Get(_ context.Context, key string) (api.Entry, bool) {
	res, err := await(store().Call("match", c.url(key)))
	if err != nil || res.Type() != js.TypeObject {
		return api.Entry{}, false
	}
	number := func(name string) int64 {
		n, err := strconv.ParseInt(js.Global().Get("String").Invoke(res.Get("headers").Call("get", name)).String(), 10, 64)
		if err != nil {
			return 0
		}
		return n
	}
	buffer, err := await(res.Call("arrayBuffer"))
	if err != nil {
		return api.Entry{}, false
	}
	e, ok := api.NewEntry(toBytes(buffer))
	e.Age = max(0, time.Since(time.Unix(number(keptFrom), 0)))
	return e, ok && e.Usable()
}

// Put keeps an entry.
func (c platformCache) Put(_ context.Context, key string, e api.Entry) {
	body := js.Global().Get("Uint8Array").New(len(e.Body))
	js.CopyBytesToJS(body, e.Body)
	seconds := int64((e.Keep + e.Stale - e.Age) / time.Second)
	headers := js.Global().Get("Object").New()
	headers.Set("Content-Type", "application/json")
	headers.Set("Cache-Control", fmt.Sprintf("public, max-age=%d", seconds))
	headers.Set(keptFrom, strconv.FormatInt(time.Now().Add(-e.Age).Unix(), 10))
	init := js.Global().Get("Object").New()
	init.Set("headers", headers)
	response := js.Global().Get("Response").New(body, init)
	// A cache that does not take it has forgotten it at once.
	_, _ = await(store().Call("put", c.url(key), response))
}
