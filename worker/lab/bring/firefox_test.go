package bring

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestFirefox(t *testing.T) {
	for _, c := range []struct {
		name    string
		machine described
		path    string
		err     string // part of the error
	}{
		{name: "the long-term release first", machine: described{system: "linux", programs: []string{"firefox", "firefox-esr"}}, path: "/usr/bin/firefox-esr"},
		{name: "a snap is left alone", machine: described{system: "linux", programs: []string{"firefox"}, snaps: []string{"firefox"}}, err: ErrNoFirefox.Error()},
		{name: "macos", machine: described{system: "darwin", files: []string{"/Applications/Firefox.app/Contents/MacOS/firefox"}}, path: "/Applications/Firefox.app/Contents/MacOS/firefox"},
		{name: "named", machine: described{system: "linux", env: map[string]string{"FORMTRACE_FIREFOX": "/usr/bin/mine"}, programs: []string{"firefox", "/usr/bin/mine"}}, path: "/usr/bin/mine"},
		{name: "named wrongly", machine: described{system: "linux", env: map[string]string{"FORMTRACE_FIREFOX": "nowhere"}}, err: "FORMTRACE_FIREFOX=nowhere is not a program"},
		{name: "none wanted", machine: described{system: "linux", env: map[string]string{"FORMTRACE_FIREFOX": "none"}, programs: []string{"firefox"}}, err: "FORMTRACE_FIREFOX=none"},
		{name: "none there", machine: described{system: "linux"}, err: ErrNoFirefox.Error()},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.machine.machine().firefox(context.Background(), &strings.Builder{})
			if got != c.path || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("got %q, %v; want %q and error %q", got, err, c.path, c.err)
			}
		})
	}
	none := described{system: "linux"}
	if _, err := none.machine().firefox(context.Background(), &strings.Builder{}); !errors.Is(err, ErrNoFirefox) {
		t.Errorf("got %v, want one that wraps ErrNoFirefox", err)
	}
}
