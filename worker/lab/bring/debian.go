package bring

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// Debian makes sure that Debian packages are installed. As root on Debian it
// installs those that are missing, without what they only recommend, and says so
// on log; it does nothing when all are there. No service of theirs is started
// meanwhile (see forbid). When the installation fails the error is an
// InstallError. Other processes that install packages wait.
func Debian(ctx context.Context, log io.Writer, packages ...string) error {
	return this().debian(ctx, log, packages)
}

func (m *machine) debian(ctx context.Context, log io.Writer, packages []string) error {
	missing, err := m.missing(ctx, packages)
	if len(missing) == 0 || err != nil {
		return err
	}
	if !m.apt() {
		return fmt.Errorf("these Debian packages are not installed: %s. On Debian: apt-get install --no-install-recommends %s",
			strings.Join(missing, ", "), strings.Join(packages, " "))
	}
	unlock, err := lock(ctx, aptLock, func() {
		fmt.Fprintln(log, "Debian packages: waiting for another process that installs some")
	})
	if err != nil {
		return err
	}
	defer unlock()
	if missing, err = m.missing(ctx, packages); len(missing) == 0 || err != nil {
		return err
	}
	allow, err := forbid(m.policy)
	if err != nil {
		return &InstallError{fmt.Errorf("nothing was installed, because services could not be kept from starting: %w", err)}
	}
	defer allow()

	begin := time.Now()
	fmt.Fprintf(log, "Debian packages: installing %s\n", strings.Join(missing, ", "))
	for _, args := range [][]string{
		{"-q", "update"},
		append([]string{"-q", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"}, packages...),
	} {
		if output, err := m.run(ctx, "apt-get", args...); err != nil {
			return &InstallError{fmt.Errorf("apt-get %s: %w\n%s", strings.Join(args, " "), err, tail(output, 8))}
		}
	}
	if missing, err = m.missing(ctx, packages); err != nil {
		return err
	} else if len(missing) > 0 {
		return &InstallError{fmt.Errorf("apt-get ended without installing %s", strings.Join(missing, ", "))}
	}
	fmt.Fprintf(log, "Debian packages: installed in %.0f s\n", time.Since(begin).Seconds())
	return nil
}

// missing returns those of the packages that are not installed. On a system
// without Debian's package manager that is all of them.
func (m *machine) missing(ctx context.Context, packages []string) ([]string, error) {
	if _, err := m.look("dpkg-query"); err != nil {
		return packages, nil
	}
	// It ends with 1 when a package is unknown to it, and lists the others.
	output, _ := m.run(ctx, "dpkg-query", append([]string{"-W", "-f", "${db:Status-Status} ${Package}\n"}, packages...)...)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	lines := strings.Split(output, "\n")
	return slices.DeleteFunc(slices.Clone(packages), func(name string) bool { return slices.Contains(lines, "installed "+name) }), nil
}

// aptLock is the lock of everything here that runs apt-get, which itself does
// not wait for a second one.
const aptLock = "apt"

// policyScript forbids the start of services as long as the process that wrote
// it lives: 101 is "forbidden by policy", 0 is "allowed", as without a policy.
const policyScript = `#!/bin/sh
# Formtrace: no service is started while packages for its tests are installed.
kill -0 %d 2>/dev/null && exit 101
exit 0
`

// forbid writes Debian's policy file for services at path and returns what
// removes it again. A policy of the machine's own stays as it is.
func forbid(path string) (allow func(), err error) {
	text, err := os.ReadFile(path)
	if err == nil && !strings.Contains(string(text), "# Formtrace:") {
		return func() {}, nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if err := os.WriteFile(path, fmt.Appendf(nil, policyScript, os.Getpid()), 0o755); err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o755); err != nil { // whatever the umask
		return nil, err
	}
	return func() { os.Remove(path) }, nil
}
