package channel_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/channel"
)

// TestPublish: from each of the three versions before, and no other, there is what
// makes the newest of it; who serves the folder can read all of it.
func TestPublish(t *testing.T) {
	dir, k := t.TempDir(), key(t)
	before := map[uint32][]byte{}
	for version := range uint32(6) {
		data := compile(t, "own", int(version)+1, "2099-01-01")
		about, err := channel.Publish(dir, data, channel.Sign(k, data))
		if err != nil {
			t.Fatal(err)
		}
		if want := min(int(version), 3); len(about.Deltas) != want {
			t.Fatalf("version %d has %d deltas, want %d", about.Version, len(about.Deltas), want)
		}
		for i, d := range about.Deltas {
			delta, err := os.ReadFile(filepath.Join(dir, "own", d.File))
			if err != nil || d.Size != len(delta) || d.Size > len(data)/10 {
				t.Errorf("%s: %d bytes, said to be %d, of a bundle of %d (%v)", d.File, len(delta), d.Size, len(data), err)
			}
			if d.From != about.Version-1-uint32(i) {
				t.Errorf("delta %d of version %d is from %d", i, about.Version, d.From)
			}
			if made, err := channel.Patch(before[d.From], delta); err != nil || !bytes.Equal(made, data) {
				t.Errorf("%s makes something else (%v)", d.File, err)
			}
		}
		before[about.Version] = data
	}
	old := before[2]
	if _, err := channel.Publish(dir, old, channel.Sign(k, old)); err == nil || !strings.Contains(err.Error(), "version 6 is published already; expected a higher one, not 2") {
		t.Errorf("an old version again: %v", err)
	}
	found, err := filepath.Glob(filepath.Join(dir, "own", "*"))
	if err != nil || len(found) != 1+6+1+2+3+3+3 {
		t.Errorf("%d files: %v", len(found), found)
	}
	for _, name := range found {
		if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o644 {
			t.Errorf("%s: %v, %v; want it to be readable by everybody", name, info.Mode(), err)
		}
	}
}

// TestPublishKeys: a list never goes back in a published folder, nor is it another
// under the same version.
func TestPublishKeys(t *testing.T) {
	dir, root := t.TempDir(), key(t)
	put := func(version int, keys ...channel.Listed) error {
		data, _, err := channel.SignKeys(root, list(version, keys...))
		if err != nil {
			t.Fatal(err)
		}
		return channel.PublishKeys(dir, data, []byte("{}"))
	}
	for _, x := range []struct {
		what string
		err  error
		want string
	}{
		{"the first", put(2, listed(root)), ""},
		{"the same again", put(2, listed(root)), ""},
		{"another of the same version", put(2), "version 2; version 2 is published"},
		{"an older one", put(1, listed(root)), "version 1; version 2 is published"},
		{"a newer one", put(3), ""},
		{"none", channel.PublishKeys(dir, []byte("{}"), nil), "version: 0; expected at least 1"},
	} {
		if x.want == "" && x.err != nil || x.want != "" && (x.err == nil || !strings.Contains(x.err.Error(), x.want)) {
			t.Errorf("%s: got %v, want %q", x.what, x.err, x.want)
		}
	}
}
