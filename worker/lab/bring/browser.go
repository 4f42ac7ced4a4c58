package bring

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// InstallError is the error of an installation that was tried and failed, which
// is another thing than one that could not be tried.
type InstallError struct{ Err error }

func (e *InstallError) Error() string { return e.Err.Error() }
func (e *InstallError) Unwrap() error { return e.Err }

// ErrNoBrowser is wrapped by Browser's error when there is no browser and none
// could be installed; the error's text says how to get one.
var ErrNoBrowser = errors.New("no Chromium, Chrome, Edge or Brave was found")

// Browser returns the path of a browser built on Chromium. FORMTRACE_BROWSER
// names one, or is "none" for a machine that is to be treated as having none;
// otherwise the first installed one is taken. On Debian, as root, Chromium is
// installed from Debian's packages when there is none.
func Browser(ctx context.Context, log io.Writer) (path string, err error) {
	return this().browser(ctx, log)
}

// machine is what Browser and Debian look at, so that tests can describe other machines.
type machine struct {
	system  string // as runtime.GOOS
	root    bool
	env     func(string) string
	look    func(name string) (string, error) // as exec.LookPath
	exists  func(path string) bool
	snap    func(path string) bool // whether Ubuntu's other packager keeps it
	release string                 // the text of /etc/os-release
	policy  string                 // Debian's file that says which services may be started
	run     func(ctx context.Context, name string, args ...string) (output string, err error)
}

func this() *machine {
	release, _ := os.ReadFile("/etc/os-release")
	return &machine{
		system:  runtime.GOOS,
		root:    os.Geteuid() == 0,
		env:     os.Getenv,
		look:    exec.LookPath,
		exists:  func(path string) bool { info, err := os.Stat(path); return err == nil && !info.IsDir() },
		snap:    isSnap,
		release: string(release),
		policy:  "/usr/sbin/policy-rc.d",
		run:     run,
	}
}

func run(ctx context.Context, name string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, name, args...)
	command.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	command.WaitDelay = 5 * time.Second
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	err := command.Run()
	return output.String(), err
}

// commands are the names under which the browsers are found in PATH, the
// freely licensed ones first.
var commands = []string{
	"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
	"microsoft-edge", "microsoft-edge-stable", "msedge", "brave-browser", "brave",
}

// places lists where macOS and Windows keep them, outside PATH.
func (m *machine) places() []string {
	var list []string
	switch m.system {
	case "darwin":
		for _, folder := range []string{"/Applications", filepath.Join(m.env("HOME"), "Applications")} {
			for _, name := range []string{"Chromium", "Google Chrome", "Microsoft Edge", "Brave Browser"} {
				list = append(list, filepath.Join(folder, name+".app", "Contents", "MacOS", name))
			}
		}
	case "windows":
		for _, variable := range []string{"ProgramFiles", "ProgramFiles(x86)", "LocalAppData"} {
			folder := m.env(variable)
			if folder == "" {
				continue
			}
			for _, name := range []string{
				`Chromium\Application\chrome.exe`, `Google\Chrome\Application\chrome.exe`,
				`Microsoft\Edge\Application\msedge.exe`, `BraveSoftware\Brave-Browser\Application\brave.exe`,
			} {
				list = append(list, folder+`\`+name)
			}
		}
	}
	return list
}

func (m *machine) browser(ctx context.Context, log io.Writer) (string, error) {
	switch named := m.env("FORMTRACE_BROWSER"); {
	case named == "none":
		return "", fmt.Errorf("%w, as FORMTRACE_BROWSER=none says. %s", ErrNoBrowser, advice)
	case named != "":
		path, err := m.look(named)
		if err != nil {
			return "", fmt.Errorf("FORMTRACE_BROWSER=%s is not a program that can be run: give the path of Chromium, Chrome, Edge or Brave", named)
		}
		return path, nil
	}
	if path := m.installed(); path != "" {
		return path, nil
	}
	if !m.apt() {
		return "", fmt.Errorf("%w. %s", ErrNoBrowser, advice)
	}
	unlock, err := lock(ctx, aptLock, func() {
		fmt.Fprintln(log, "browser: waiting for another process that installs Debian packages")
	})
	if err != nil {
		return "", err
	}
	defer unlock()
	if path := m.installed(); path != "" {
		return path, nil
	}
	return m.install(ctx, log)
}

const advice = "To get one: on Debian, Ubuntu or Fedora install the package chromium; elsewhere see https://www.chromium.org/getting-involved/download-chromium. " +
	"FORMTRACE_BROWSER may name the program."

// installed returns the first browser there is, "" without one. A snap is taken
// only where there is no other: it may not read an extension in /tmp.
func (m *machine) installed() string {
	last := ""
	for _, name := range commands {
		path, err := m.look(name)
		if err == nil && !m.snap(path) {
			return path
		}
		if err == nil && last == "" {
			last = path
		}
	}
	for _, path := range m.places() {
		if m.exists(path) {
			return path
		}
	}
	return last
}

// isSnap reports whether a program is a snap: it lies under /snap, is a link to
// the packager, or is a script that only calls it.
func isSnap(path string) bool {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return false
	}
	if strings.HasPrefix(path, "/snap/") || strings.HasPrefix(real, "/snap/") || filepath.Base(real) == "snap" {
		return true
	}
	file, err := os.Open(real)
	if err != nil {
		return false
	}
	defer file.Close()
	start, _ := io.ReadAll(io.LimitReader(file, 4096))
	return bytes.HasPrefix(start, []byte("#!")) && bytes.Contains(start, []byte("/snap/bin/"))
}

// apt reports whether Debian's package may be installed here: on Debian itself
// (Ubuntu's package of that name is a stub for another packager), as root.
func (m *machine) apt() bool {
	if m.system != "linux" || !m.root {
		return false
	}
	debian := false
	for line := range strings.SplitSeq(m.release, "\n") {
		debian = debian || strings.Trim(strings.TrimPrefix(strings.TrimSpace(line), "ID="), `"'`) == "debian"
	}
	_, err := m.look("apt-get")
	return debian && err == nil
}

// install brings Chromium, with one family of fonts so that pages have letters.
func (m *machine) install(ctx context.Context, log io.Writer) (string, error) {
	begin := time.Now()
	fmt.Fprintln(log, "browser: none found; installing Debian's chromium (a minute or two)")
	for _, args := range [][]string{
		{"-q", "update"},
		{"-q", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", "chromium", "fonts-liberation"},
	} {
		if output, err := m.run(ctx, "apt-get", args...); err != nil {
			return "", &InstallError{fmt.Errorf("%w, and apt-get %s failed: %v\n%s\n%s",
				ErrNoBrowser, strings.Join(args, " "), err, tail(output, 8), advice)}
		}
	}
	path := m.installed()
	if path == "" {
		return "", &InstallError{fmt.Errorf("%w, even after Debian's chromium was installed. %s", ErrNoBrowser, advice)}
	}
	fmt.Fprintf(log, "browser: %s installed in %.0f s\n", path, time.Since(begin).Seconds())
	return path, nil
}
