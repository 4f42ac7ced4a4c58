package bring

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// described is a machine made of lists: programs in PATH, files, variables.
type described struct {
	system, release string
	root            bool
	env             map[string]string
	programs, files []string
	aptBrings       string   // the program that apt-get install brings; "fails" makes apt-get fail
	snaps           []string // those of the programs that are snaps
	ran             []string
}

func (d *described) machine() *machine {
	return &machine{
		system:  d.system,
		root:    d.root,
		release: d.release,
		env:     func(name string) string { return d.env[name] },
		look: func(name string) (string, error) {
			if slices.Contains(d.programs, name) {
				return "/usr/bin/" + strings.TrimPrefix(name, "/usr/bin/"), nil
			}
			return "", exec.ErrNotFound
		},
		snap:   func(path string) bool { return slices.Contains(d.snaps, filepath.Base(path)) },
		exists: func(path string) bool { return slices.Contains(d.files, path) },
		run: func(_ context.Context, name string, args ...string) (string, error) {
			d.ran = append(d.ran, name+" "+strings.Join(args, " "))
			if d.aptBrings == "fails" {
				return "E: no network", errors.New("exit status 100")
			}
			if slices.Contains(args, "install") {
				d.programs = append(d.programs, d.aptBrings)
			}
			return "", nil
		},
	}
}

func TestBrowser(t *testing.T) {
	const debian = "NAME=\"Debian GNU/Linux\"\nID=debian\nVERSION_ID=\"12\"\n"
	const ubuntu = "ID=ubuntu\nID_LIKE=debian\n"
	for _, c := range []struct {
		name    string
		machine described
		path    string
		err     string // part of the error
		apt     int    // calls of apt-get
	}{
		{name: "chromium before chrome", machine: described{system: "linux", programs: []string{"google-chrome", "chromium"}}, path: "/usr/bin/chromium"},
		{name: "a snap after chrome", machine: described{system: "linux", programs: []string{"chromium", "chromium-browser", "google-chrome"}, snaps: []string{"chromium", "chromium-browser"}}, path: "/usr/bin/google-chrome"},
		{name: "a snap alone", machine: described{system: "linux", programs: []string{"chromium-browser"}, snaps: []string{"chromium-browser"}}, path: "/usr/bin/chromium-browser"},
		{name: "brave alone", machine: described{system: "linux", programs: []string{"brave-browser"}}, path: "/usr/bin/brave-browser"},
		{name: "named", machine: described{system: "linux", env: map[string]string{"FORMTRACE_BROWSER": "/usr/bin/mine"}, programs: []string{"chromium", "/usr/bin/mine"}}, path: "/usr/bin/mine"},
		{name: "named wrongly", machine: described{system: "linux", env: map[string]string{"FORMTRACE_BROWSER": "nowhere"}, programs: []string{"chromium"}}, err: "FORMTRACE_BROWSER=nowhere is not a program"},
		{name: "none wanted", machine: described{system: "linux", root: true, release: debian, env: map[string]string{"FORMTRACE_BROWSER": "none"}, programs: []string{"chromium", "apt-get"}}, err: "FORMTRACE_BROWSER=none"},
		{name: "macos", machine: described{system: "darwin", env: map[string]string{"HOME": "/Users/me"}, files: []string{"/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"}}, path: "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"},
		{name: "windows", machine: described{system: "windows", env: map[string]string{"ProgramFiles": `C:\Program Files`}, files: []string{`C:\Program Files\Google\Chrome\Application\chrome.exe`}}, path: `C:\Program Files\Google\Chrome\Application\chrome.exe`},
		{name: "debian root", machine: described{system: "linux", root: true, release: debian, programs: []string{"apt-get"}, aptBrings: "chromium"}, path: "/usr/bin/chromium", apt: 2},
		{name: "debian root, apt fails", machine: described{system: "linux", root: true, release: debian, programs: []string{"apt-get"}, aptBrings: "fails"}, err: "E: no network", apt: 1},
		{name: "debian root, apt brings something else", machine: described{system: "linux", root: true, release: debian, programs: []string{"apt-get"}, aptBrings: "vi"}, err: "even after", apt: 2},
		{name: "debian person", machine: described{system: "linux", release: debian, programs: []string{"apt-get"}}, err: "To get one"},
		{name: "ubuntu root", machine: described{system: "linux", root: true, release: ubuntu, programs: []string{"apt-get"}}, err: "To get one"},
		{name: "no apt", machine: described{system: "linux", root: true, release: debian}, err: "To get one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir()) // the lock of the real machine is not this test's
			var log strings.Builder
			got, err := c.machine.machine().browser(context.Background(), &log)
			if got != c.path {
				t.Errorf("got %q (%v), want %q", got, err, c.path)
			}
			if c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("got error %v, want one with %q", err, c.err)
			}
			var tried *InstallError
			if errors.As(err, &tried) != (err != nil && c.apt > 0) {
				t.Errorf("got %T, want an InstallError when something was tried and only then", err)
			}
			if c.err == "" && err != nil {
				t.Errorf("got error %v, want none", err)
			}
			if len(c.machine.ran) != c.apt {
				t.Errorf("ran %q, want %d calls of apt-get", c.machine.ran, c.apt)
			}
			if c.apt > 0 && !strings.Contains(log.String(), "installing Debian's chromium") {
				t.Errorf("the log does not say what was done: %q", log.String())
			}
		})
	}
}

func TestNoBrowserIsTold(t *testing.T) {
	none := described{system: "linux"}
	_, err := none.machine().browser(context.Background(), &strings.Builder{})
	if !errors.Is(err, ErrNoBrowser) {
		t.Errorf("got %v, want one that wraps ErrNoBrowser", err)
	}
}

func TestIsSnap(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	packager := write("snap", "\x7fELF /snap/bin/")
	link := filepath.Join(dir, "chromium")
	for path, want := range map[string]bool{
		link: os.Symlink(packager, link) == nil, // not every system lets everybody make links
		write("chromium-browser", "#!/bin/sh\nexec /snap/bin/chromium \"$@\"\n"): true,
		write("debian", "#!/bin/sh\nexec /usr/lib/chromium/chromium \"$@\"\n"):   false,
		write("chrome", "\x7fELF /snap/bin/"):                                    false,
		filepath.Join(dir, "nowhere"):                                            false,
	} {
		if got := isSnap(path); got != want {
			t.Errorf("%s: got %v, want %v", filepath.Base(path), got, want)
		}
	}
}
