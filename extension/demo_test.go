package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/worker/lab/bring"
)

// shows runs the demo and compares what it tells with the case.
func shows(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), append([]string{"demo"}, args...), strings.NewReader(""), &stdout, &stderr); code != 0 {
		t.Fatalf("demo %q ended with %d\n%s%s", args, code, &stdout, &stderr)
	}
	text := stdout.String()
	a, b, found := strings.Cut(text, "State B")
	if !found {
		t.Fatalf("there is no state B in\n%s", text)
	}
	for name, part := range map[string]struct {
		text      string
		want, not []string
	}{
		"A": {a,
			[]string{"pmv2.co.uk", "transport/cleartext", "party/third-party", "transfer/restricted", "US, AS3356"},
			[]string{"target/changed"}},
		"B": {b,
			[]string{"mi5.h0st.biz", "host.biz", "host/look-alike", "party/third-party", "target/changed", "GB, AS4589"},
			[]string{"transport/cleartext", "transfer/restricted"}},
	} {
		for _, want := range part.want {
			if !strings.Contains(part.text, want) {
				t.Errorf("state %s does not tell %q:\n%s", name, want, part.text)
			}
		}
		for _, not := range part.not {
			if strings.Contains(part.text, not) {
				t.Errorf("state %s tells %q, and should not:\n%s", name, not, part.text)
			}
		}
	}
	return text
}

func TestDemoHeadless(t *testing.T) {
	_, err := bring.Browser(t.Context(), os.Stderr)
	bring.Require(t, "a browser", err)
	bring.Require(t, "the npm packages of extension/",
		bring.Packages(t.Context(), filepath.Join(bring.Root(), "extension"), os.Stderr))
	pictures := t.TempDir()
	text := shows(t, "-headless", "-screenshots", pictures)
	for _, want := range []string{"pmv2.co.uk has received nothing", "mi5.h0st.biz has received nothing", "forename=Ann&surname=Example&email=ann%40example.org"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not tell %q:\n%s", want, text)
		}
	}
	for _, name := range []string{"state-a-dialog.png", "state-a-popup.png", "state-b-dialog.png", "state-b-popup.png"} {
		picture, err := os.ReadFile(filepath.Join(pictures, name))
		if err != nil || !bytes.HasPrefix(picture, []byte("\x89PNG")) {
			t.Errorf("%s: %d bytes, %v", name, len(picture), err)
		}
	}
}

// The demo names what is missing, and fails when installing it failed.
func TestDemoWithout(t *testing.T) {
	for _, c := range []struct {
		what    string
		missing error
		fails   bool
	}{
		{"npm packages", errors.New("npm is not installed"), false},
		{"npm packages", &bring.InstallError{Err: errors.New("npm ci in extension: exit status 1")}, true},
	} {
		var stdout bytes.Buffer
		s := &stage{root: bring.Root(), folder: t.TempDir(), out: &teller{w: &stdout}}
		err := s.without(t.Context(), c.what, c.missing)
		s.close()
		if (err != nil) != c.fails {
			t.Errorf("%v: got error %v, want one: %v", c.missing, err, c.fails)
		}
		if text := stdout.String(); !strings.Contains(text, c.what+" "+c.missing.Error()) || !strings.Contains(text, c.what+" Missing") || strings.Contains(text, "browser  ") {
			t.Errorf("%v: it does not say that the %s are missing:\n%s", c.missing, c.what, text)
		}
	}
}

func TestDemoWithoutBrowser(t *testing.T) {
	t.Setenv("FORMTRACE_BROWSER", "none")
	text := shows(t)
	for _, want := range []string{"no Chromium, Chrome, Edge or Brave was found", "install the package chromium"} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("it does not tell %q:\n%s", want, text)
		}
	}
}
