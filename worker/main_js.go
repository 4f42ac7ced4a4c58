package main

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"syscall/js"
	"time"
	"unsafe"

	"github.com/syumai/workers/cloudflare"

	"github.com/formtrace/formtrace/worker/api"
	"github.com/formtrace/formtrace/worker/lookup"
)

// In workerd one instance of this program answers the requests of an isolate;
// entry.mjs starts it and hands over the assets.
func main() {
	debug.SetGCPercent(gcPercent)
	debug.SetMemoryLimit(memoryLimit)
	made, err := newHandler()
	if err != nil {
		js.Global().Get("console").Call("error", "worker: "+err.Error())
		made = api.Misconfigured(withoutValues(err))
	}
	handler, atOnce = made, made.Cached
	select {} // stays for the exported functions
}

// The garbage collector works harder than it is wont to, the more so from
// memoryLimit on: Go never gives back what it has once taken of the isolate's
// 128 MB.
const (
	gcPercent   = 50
	memoryLimit = 32 << 20
)

func newHandler() (*api.Handler, error) {
	warnUnknown(js.Global().Get("context").Get("env"))
	s, err := understand(func(s setting) string { return s.variable }, variable)
	if err != nil {
		return nil, err
	}
	far := vault{space()}
	var service *lookup.Service
	service = s.service(fetcher{}, sockets{own: ownBy(func(ctx context.Context) (*lookup.Places, error) { return service.Places(ctx) })}, loadTable)
	service.Timer = timer
	service.LoadRoots = loadRoots
	if !s.carry.IsValid() { // a lab may be contacted as often as one likes
		service.Contacts = newContacts(far)
	}
	return api.New(api.Config{
		Lookup:    service,
		Rules:     loadRules,
		Published: shelf{},
		// workerd compresses what says that it is.
		Gzip:       func(_ string, data []byte) []byte { return data },
		Places:     revision(service.Places),
		Version:    version(),
		Cache:      api.Layered{Near: api.NewMemory(nearBytes, time.Now), Far: dossiers{far}},
		Ready:      readyBytes,
		Limiter:    limiter(s.limit),
		Client:     clientOf,
		Background: inBackground,
		Timer:      timer,
		// In wrangler dev a page could reach the worker under a name of its own.
		HTTPSOnly: true,
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

// variable returns a variable of wrangler.jsonc, or what stands in its place where
// it has none. One that is no text there (a number) is taken as it is written.
func variable(s setting) string {
	v := cloudflare.GetBinding(s.variable)
	if v.IsUndefined() || v.IsNull() {
		return s.standard
	}
	return js.Global().Get("String").Invoke(v).String()
}

// warnUnknown says which variables mean nothing: a setting that is spelled wrongly
// is as if it were not there. What wrangler takes from .env for itself is let be.
func warnUnknown(env js.Value) {
	var known []string
	for _, s := range allSettings {
		known = append(known, s.variable)
	}
	names := js.Global().Get("Object").Call("keys", env)
	for i := range names.Length() {
		name := names.Index(i).String()
		if prefix, _, _ := strings.Cut(name, "_"); env.Get(name).Type() == js.TypeString && !slices.Contains(known, name) && !slices.Contains([]string{"CLOUDFLARE", "WRANGLER", "FORMTRACE"}, prefix) {
			js.Global().Get("console").Call("warn", "worker: the variable "+name+" is no setting: expected "+strings.Join(known, ", "))
		}
	}
}

// space names these settings and this version in the platform's cache, which
// outlives both: what an older version made of an answer is not served any more.
func space() string {
	h := sha256.New()
	h.Write([]byte(version()))
	h.Write([]byte{0})
	for _, s := range allSettings {
		h.Write([]byte(variable(s)))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// tableData is the tables, once one request has brought them in.
var tableData string

// loadTable loads the tables. Of several requests that ask at the same time one
// copies them.
func loadTable(ctx context.Context) (string, error) {
	if tableData != "" {
		return tableData, nil
	}
	v, err := asset(ctx, "place.bin")
	switch {
	case tableData != "":
		return tableData, nil
	case err != nil:
		return "", err
	}
	data := toBytes(v)
	tableData = unsafe.String(unsafe.SliceData(data), len(data)) // nobody else has these bytes
	return tableData, nil
}

// roots are the authorities, once one request has needed them.
var roots *x509.CertPool

// loadRoots loads Mozilla's authorities, as JavaScript's platform shows none.
func loadRoots(ctx context.Context) (*x509.CertPool, error) {
	if roots != nil {
		return roots, nil
	}
	v, err := asset(ctx, "roots.pem")
	if roots != nil || err != nil {
		return roots, err
	}
	roots, err = lookup.ParseRoots(toBytes(v))
	return roots, err
}

// rules are the bundles, once one request has needed them.
var rules *api.Rules

// loadRules loads the bundle that was built with this program.
func loadRules(ctx context.Context) (*api.Rules, error) {
	if rules != nil {
		return rules, nil
	}
	v, err := asset(ctx, "rules.bundle")
	if rules != nil || err != nil {
		return rules, err
	}
	opened, err := api.OpenRules(toBytes(v))
	if err == nil {
		rules = opened
	}
	return opened, err
}

// asset asks entry.mjs for a file of the assets, which it has kept or fetches.
func asset(ctx context.Context, name string) (js.Value, error) {
	v, err := await(ctx, cloudflare.GetBinding("asset").Invoke(name))
	if err == nil && (v.IsNull() || v.IsUndefined()) {
		err = errors.New("the assets have no " + name)
	}
	return v, err
}
