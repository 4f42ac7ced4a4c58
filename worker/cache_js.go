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

// platformCache keeps dossiers in the platform's Cache API, which one data
// centre shares. It is asked under names below .invalid, which nobody can fetch.
type platformCache struct{ space string }

// What is kept beside a body, as header fields.
const (
	keptFor  = "Formtrace-Keep" // seconds
	keptFrom = "Formtrace-Made" // Unix seconds
)

func (c platformCache) url(key string) string {
	return "https://dossiers.formtrace.invalid/" + c.space + "/" + url.PathEscape(key)
}

func store() js.Value { return js.Global().Get("caches").Get("default") }

// Get returns what is kept under a key and still good.
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
	e := api.Entry{
		Keep: time.Duration(number(keptFor)) * time.Second,
		Age:  max(0, time.Since(time.Unix(number(keptFrom), 0))),
	}
	if e.Age >= e.Keep {
		return api.Entry{}, false
	}
	buffer, err := await(res.Call("arrayBuffer"))
	if err != nil {
		return api.Entry{}, false
	}
	e.Body = toBytes(buffer)
	return e, true
}

// Put keeps an entry.
func (c platformCache) Put(_ context.Context, key string, e api.Entry) {
	body := js.Global().Get("Uint8Array").New(len(e.Body))
	js.CopyBytesToJS(body, e.Body)
	seconds := int64(e.Keep / time.Second)
	headers := js.Global().Get("Object").New()
	headers.Set("Content-Type", "application/json")
	headers.Set("Cache-Control", fmt.Sprintf("public, max-age=%d", seconds))
	headers.Set(keptFor, strconv.FormatInt(seconds, 10))
	headers.Set(keptFrom, strconv.FormatInt(time.Now().Unix(), 10))
	init := js.Global().Get("Object").New()
	init.Set("headers", headers)
	response := js.Global().Get("Response").New(body, init)
	// A cache that does not take it has forgotten it at once.
	_, _ = await(store().Call("put", c.url(key), response))
}
