package e2e

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// fleet is a browser with a policy.
type fleet struct {
	*stage
	browser *Browser
	file    string // the policy
	id      string
}

// whereChromiumLooks is the folder with Chromium's policies, as Debian has it.
const whereChromiumLooks = "/etc/chromium"

// startFleet starts a Chromium in which an organisation has set values, as a
// policy file does. Only that browser sees the file.
func startFleet(t *testing.T, s *stage, values map[string]any) *fleet {
	t.Helper()
	bring.Require(t, "mount namespaces (unshare --mount, as root) and "+whereChromiumLooks, mounts(whereChromiumLooks))
	own := t.TempDir()
	if err := os.CopyFS(own, os.DirFS(whereChromiumLooks)); err != nil {
		t.Fatal(err)
	}
	f := &fleet{stage: s, file: filepath.Join(own, "policies", "managed", "formtrace.json"), id: unpackedID(s.unpacked)}
	if err := os.MkdirAll(filepath.Dir(f.file), 0o755); err != nil {
		t.Fatal(err)
	}
	f.write(t, values)
	f.start(t, Options{})
	t.Cleanup(func() { f.browser.Close() })
	if want := "chrome-extension://" + f.id; f.browser.Origin != want {
		t.Fatalf("the extension is at %s, want %s", f.browser.Origin, want)
	}
	return f
}

// start starts the browser, with a new profile or an old one.
func (f *fleet) start(t *testing.T, how Options) {
	t.Helper()
	how.Path, how.Extension, how.Lab = f.stage.browser, f.unpacked, f.lab
	how.Over = []string{filepath.Dir(filepath.Dir(filepath.Dir(f.file))), whereChromiumLooks}
	how.Keep = true
	var err error
	if f.browser, err = Launch(t.Context(), how); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(f.browser.Profile) })
}

// mounts reports whether a browser can find another folder in place of one.
func mounts(where string) error {
	if _, err := os.Stat(where); err != nil {
		return err
	}
	if text, err := exec.Command("unshare", "--mount", "mount", "--bind", where, where).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, text)
	}
	return nil
}

// unpackedID is what Chromium calls an extension that it loads from a folder:
// the first 16 bytes of the SHA-256 of its path, in letters from a to p.
func unpackedID(folder string) string {
	sum := sha256.Sum256([]byte(folder))
	return strings.Map(func(r rune) rune {
		if r >= 'a' {
			return r - 'a' + 'k'
		}
		return r - '0' + 'a'
	}, fmt.Sprintf("%x", sum[:16]))
}

func (f *fleet) write(t *testing.T, values map[string]any) {
	t.Helper()
	text, err := json.Marshal(map[string]any{"3rdparty": map[string]any{"extensions": map[string]any{f.id: values}}})
	if err == nil {
		err = os.WriteFile(f.file, text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// set changes the policy, and waits until these of its options have come.
func (f *fleet) set(t *testing.T, values map[string]any, has string) {
	t.Helper()
	f.write(t, values)
	f.wait(t, has)
}

// wait waits until the browser has these options of the policy: it waits some
// seconds by itself for files to settle, also after its start.
func (f *fleet) wait(t *testing.T, has string) {
	t.Helper()
	begin := time.Now()
	for end := begin.Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		var got string
		if err := f.browser.Background(t.Context(), `chrome.storage.managed.get(null).then((all) => Object.keys(all).sort().join(" "))`, &got); err != nil {
			t.Fatal(err)
		}
		if got == has {
			t.Logf("the policy counts after %.1f s", time.Since(begin).Seconds())
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the browser has %q of the policy, want %q", got, has)
		}
	}
}

// schemaKeys are the options of managed.json.
func schemaKeys(t *testing.T) (keys []string) {
	t.Helper()
	var schema struct{ Properties map[string]any }
	if err := json.Unmarshal(files["managed.json"], &schema); err != nil || len(schema.Properties) < 10 {
		t.Fatalf("managed.json has %d properties, %v", len(schema.Properties), err)
	}
	for key := range schema.Properties {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// ownEdition is the bundle of the extension's own rules with another version, as
// an organisation publishes it.
func ownEdition(t *testing.T, version int) []byte {
	t.Helper()
	own := fstest.MapFS{}
	err := fs.WalkDir(curated.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(curated.FS, name)
		own[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	before := own["channel.yaml"].Data
	own["channel.yaml"].Data = regexp.MustCompile(`(?m)^version: .*`).ReplaceAll(before, fmt.Append(nil, "version: ", version))
	data, err := rule.Compile(own)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
