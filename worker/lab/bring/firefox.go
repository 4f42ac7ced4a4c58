package bring

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// ErrNoFirefox is wrapped by Firefox's error when there is none and none could be
// installed.
var ErrNoFirefox = errors.New("no Firefox was found")

// Firefox returns the path of Firefox. FORMTRACE_FIREFOX names one, or is "none"
// for a machine that is to be treated as having none; otherwise the first installed
// one is taken. On Debian, as root, firefox-esr is installed when there is none.
func Firefox(ctx context.Context, log io.Writer) (path string, err error) {
	return this().firefox(ctx, log)
}

func (m *machine) firefox(ctx context.Context, log io.Writer) (string, error) {
	switch named := m.env("FORMTRACE_FIREFOX"); {
	case named == "none":
		return "", fmt.Errorf("%w, as FORMTRACE_FIREFOX=none says", ErrNoFirefox)
	case named != "":
		path, err := m.look(named)
		if err != nil {
			return "", fmt.Errorf("FORMTRACE_FIREFOX=%s is not a program that can be run: give the path of Firefox", named)
		}
		return path, nil
	}
	if path := m.anyFirefox(); path != "" {
		return path, nil
	}
	if err := m.debian(ctx, log, []string{"firefox-esr"}); err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoFirefox, err)
	}
	if path := m.anyFirefox(); path != "" {
		return path, nil
	}
	return "", fmt.Errorf("%w after Debian's firefox-esr was installed", ErrNoFirefox)
}

func (m *machine) anyFirefox() string {
	for _, name := range []string{"firefox-esr", "firefox"} {
		if path, err := m.look(name); err == nil && !m.snap(path) {
			return path
		}
	}
	for _, path := range []string{"/Applications/Firefox.app/Contents/MacOS/firefox", m.env("ProgramFiles") + `\Mozilla Firefox\firefox.exe`} {
		if m.exists(path) {
			return path
		}
	}
	return ""
}
