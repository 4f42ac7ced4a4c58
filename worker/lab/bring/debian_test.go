package bring

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// packaged is a machine that has some Debian packages and can get others.
type packaged struct {
	installed []string
	available []string // what apt-get can install; "fails" makes it fail
	root      bool
	others    bool // another system than Debian
	ran       []string
	policies  []string // the policy for services while apt-get installed
}

func (p *packaged) machine(policy string) *machine {
	release := "ID=debian\n"
	if p.others {
		release = "ID=fedora\n"
	}
	return &machine{
		system: "linux", root: p.root, release: release, policy: policy,
		look: func(name string) (string, error) {
			if p.others {
				return "", exec.ErrNotFound
			}
			return "/usr/bin/" + name, nil
		},
		run: func(_ context.Context, name string, args ...string) (string, error) {
			if name == "dpkg-query" {
				text := ""
				for _, one := range args[3:] {
					if slices.Contains(p.installed, one) {
						text += "installed " + one + "\n"
					} else {
						text += "dpkg-query: no packages found matching " + one + "\n"
					}
				}
				return text, errors.New("exit status 1")
			}
			p.ran = append(p.ran, name+" "+strings.Join(args, " "))
			if slices.Contains(args, "install") {
				text, err := os.ReadFile(policy)
				p.policies = append(p.policies, fmt.Sprint(string(text), err))
				if slices.Contains(p.available, "fails") {
					return "E: no space left", errors.New("exit status 100")
				}
				for _, one := range args {
					if slices.Contains(p.available, one) {
						p.installed = append(p.installed, one)
					}
				}
			}
			return "", nil
		},
	}
}

func TestDebian(t *testing.T) {
	for _, c := range []struct {
		name    string
		machine packaged
		err     string // part of the error
		apt     int    // calls of apt-get
	}{
		{name: "there", machine: packaged{installed: []string{"fossil", "adminer"}}},
		{name: "one missing, root", machine: packaged{installed: []string{"fossil"}, available: []string{"adminer"}, root: true}, apt: 2},
		{name: "all missing, root", machine: packaged{available: []string{"adminer", "fossil"}, root: true}, apt: 2},
		{name: "apt fails", machine: packaged{available: []string{"fails"}, root: true}, err: "E: no space left", apt: 2},
		{name: "apt brings one of two", machine: packaged{available: []string{"fossil"}, root: true}, err: "without installing adminer", apt: 2},
		{name: "person", machine: packaged{installed: []string{"fossil"}}, err: "not installed: adminer. On Debian: apt-get install"},
		{name: "another system", machine: packaged{root: true, others: true}, err: "not installed: fossil, adminer."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir()) // the lock of the real machine is not this test's
			policy := filepath.Join(t.TempDir(), "policy-rc.d")
			var log strings.Builder
			err := c.machine.machine(policy).debian(context.Background(), &log, []string{"fossil", "adminer"})
			if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("got error %v, want one with %q", err, c.err)
			}
			var tried *InstallError
			if errors.As(err, &tried) != (err != nil && c.apt > 0) {
				t.Errorf("got %T, want an InstallError when something was tried and only then", err)
			}
			if len(c.machine.ran) != c.apt {
				t.Errorf("ran %q, want %d calls of apt-get", c.machine.ran, c.apt)
			}
			if c.apt > 0 && !strings.Contains(log.String(), "installing ") {
				t.Errorf("the log does not say what was done: %q", log.String())
			}
			if c.apt > 0 && !strings.HasSuffix(c.machine.ran[1], " fossil adminer") {
				t.Errorf("ran %q, want every package named", c.machine.ran[1])
			}
			for _, text := range c.machine.policies {
				if !strings.Contains(text, "exit 101") {
					t.Errorf("while packages were installed the policy for services was %q, want one that forbids", text)
				}
			}
			if _, err := os.Stat(policy); err == nil {
				t.Error("the policy for services is still there afterwards")
			}
		})
	}
}

// The policy forbids while its writer lives; afterwards it says what no policy
// says. A machine's own policy is left alone.
func TestForbid(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("not run: the policy is a shell script")
	}
	path := filepath.Join(t.TempDir(), "policy-rc.d")
	ask := func() int {
		command := exec.Command(path, "apache2", "start")
		command.Run()
		return command.ProcessState.ExitCode()
	}
	allow, err := forbid(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(); got != 101 {
		t.Errorf("while packages are installed: got %d, want 101", got)
	}
	ended := exec.Command("true")
	if err := ended.Run(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, fmt.Appendf(nil, policyScript, ended.ProcessState.Pid()), 0o755); err != nil {
		t.Fatal(err)
	}
	if got := ask(); got != 0 {
		t.Errorf("when its writer has ended: got %d, want 0", got)
	}
	if _, err := forbid(path); err != nil || ask() != 101 { // one that was left behind is written anew
		t.Errorf("over one that was left behind: got %d, %v, want 101", ask(), err)
	}
	allow()
	if _, err := os.Stat(path); err == nil {
		t.Error("it is still there")
	}

	const own = "#!/bin/sh\nexit 104\n"
	if err := os.WriteFile(path, []byte(own), 0o755); err != nil {
		t.Fatal(err)
	}
	allow, err = forbid(path)
	if err != nil {
		t.Fatal(err)
	}
	allow()
	if text, err := os.ReadFile(path); err != nil || string(text) != own {
		t.Errorf("the machine's own policy is now %q, %v, want %q", text, err, own)
	}
}
