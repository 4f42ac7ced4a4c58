package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall/js"
	"unsafe"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare"

	"github.com/formtrace/formtrace/worker/api"
)

// In workerd a new instance of this program answers each request; entry.mjs
// starts it and hands over the rules and the tables. What can be kept between
// requests, entry.mjs keeps.
func main() {
	handler, err := newHandler()
	if err != nil {
		js.Global().Get("console").Call("error", "worker: "+err.Error())
		handler = api.Misconfigured(withoutValues(err))
	}
	workers.Serve(handler)
}

func newHandler() (*api.Handler, error) {
	s, err := understand(func(s setting) string { return s.variable }, variable)
	if err != nil {
		return nil, err
	}
	rules, err := api.OpenRules(toBytes(cloudflare.GetBinding("rules")))
	if err != nil {
		return nil, err
	}
	service := s.service(fetcher{}, noDialer{}, loadTable)
	return api.New(api.Config{
		Lookup: service,
		Rules:  rules,
		Places: revision(service.Places),
		Cache:  platformCache{space: space()},
		// In wrangler dev a page could reach the worker under a name of its own.
		HTTPSOnly: true,
		Version:   version(),
	}), nil
}

// withoutValues tells which settings are wrong and nothing that stands in them:
// the resolver's address may be a secret, and the answer is public.
func withoutValues(err error) error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return err
	}
	var names []string
	for _, e := range joined.Unwrap() {
		if s, ok := e.(*settingError); ok {
			names = append(names, s.name)
		}
	}
	return fmt.Errorf("not understood: %s. The worker's console says what was expected", strings.Join(names, ", "))
}

// variable returns a variable of wrangler.jsonc, or what stands in its place.
func variable(s setting) string {
	if v := cloudflare.GetBinding(s.variable); v.Type() == js.TypeString && v.String() != "" {
		return v.String()
	}
	return s.standard
}

// space names these settings in the platform's cache, which outlives them.
func space() string {
	h := sha256.New()
	for _, s := range allSettings {
		h.Write([]byte(variable(s)))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// loadTable asks entry.mjs for the tables, which it has kept or fetches.
func loadTable(ctx context.Context) (string, error) {
	v, err := await(cloudflare.GetBinding("places").Invoke())
	if err != nil {
		return "", err
	}
	if v.IsNull() || v.IsUndefined() {
		return "", errors.New("the assets have no place.bin")
	}
	data := toBytes(v)
	return unsafe.String(unsafe.SliceData(data), len(data)), nil // nobody else has these bytes
}

// noDialer opens no connection yet.
type noDialer struct{}

// Dial fails.
func (noDialer) Dial(context.Context, netip.AddrPort) (net.Conn, error) {
	return nil, errors.New("no connections on this platform yet")
}

// toBytes copies an ArrayBuffer to Go.
func toBytes(buffer js.Value) []byte {
	view := js.Global().Get("Uint8Array").New(buffer)
	out := make([]byte, view.Length())
	js.CopyBytesToGo(out, view)
	return out
}
