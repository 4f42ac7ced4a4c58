package bench

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/formtrace/formtrace/extension/e2e"
)

// The browsers that take turns. What an extension may do has a price of its own:
// Chromium leads every request through its main process as soon as any extension
// has the permission declarativeNetRequest, also one that does nothing at all.
// The last browser has such a one, with Formtrace's permissions, so that what the
// browser adds and what Formtrace adds stand apart.
const (
	with = iota
	without
	again // without once more: the ratio to without is what the machine makes of nothing
	permitted
	browsers
)

// four starts all of them.
func (s *stage) four(b *testing.B) (all [browsers]*e2e.Browser) {
	b.Helper()
	for i, folder := range [browsers]string{with: s.unpacked, permitted: s.permitted} {
		all[i] = s.launch(b, folder)
	}
	return all
}

// inTurn does something in each, in another order every time.
func inTurn(turn int, do func(which int)) {
	for i := range browsers {
		which := (i + turn) % browsers
		if turn%2 == 1 {
			which = browsers - 1 - which
		}
		do(which)
	}
}

// ratios are what was measured in each of the browsers, turn by turn, divided by
// what it was without.
type ratios [browsers][]float64

func (r *ratios) add(took [browsers]float64) {
	for i := range took {
		r[i] = append(r[i], took[i]/took[without])
	}
}

// overPermitted is what Formtrace makes of an extension that has its permissions.
func (r *ratios) overPermitted() (all []float64) {
	for i := range r[with] {
		all = append(all, r[with][i]/r[permitted][i])
	}
	return all
}

// say logs the ratios.
func (r *ratios) say(b *testing.B, of string) {
	b.Helper()
	b.Logf("  %s: n=%d; with %s; without beside without %s", of, len(r[with]), interval(r[with]), interval(r[again]))
	b.Logf("    with an empty extension that has the same permissions %s; with Formtrace beside that %s", interval(r[permitted]), interval(r.overPermitted()))
}

// idle is a content script that hears the events of a submission and does nothing.
const idle = `for (const type of ['click', 'submit', 'formdata', 'pagehide']) addEventListener(type, () => {}, true);
addEventListener('submit', () => {});
navigation.addEventListener('navigate', () => {}, true);`

// writePermitted writes an extension that has the permissions of the one in
// unpacked, and does nothing but run a script in each page, where there is one.
func writePermitted(folder, unpacked string, script []byte) error {
	text, err := os.ReadFile(filepath.Join(unpacked, "manifest.json"))
	if err != nil {
		return err
	}
	var manifest map[string]any
	if err := json.Unmarshal(text, &manifest); err != nil {
		return err
	}
	empty := map[string]any{"name": "Empty", "background": map[string]string{"service_worker": "empty.js"}}
	for _, key := range []string{"manifest_version", "version", "permissions", "host_permissions"} {
		empty[key] = manifest[key]
	}
	if script != nil {
		empty["content_scripts"] = []any{map[string]any{"matches": []string{"<all_urls>"}, "run_at": "document_start", "js": []string{"idle.js"}}}
	}
	if text, err = json.Marshal(empty); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for name, content := range map[string][]byte{"empty.js": nil, "idle.js": script} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(folder, "manifest.json"), text, 0o644)
}
