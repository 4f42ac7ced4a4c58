//go:build unix

package e2e

import (
	"os/exec"
	"syscall"
)

// ownGroup makes the command the head of a process group of its own.
func ownGroup(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup ends the command and everything it started.
func killGroup(command *exec.Cmd) {
	if command.Process != nil {
		syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
	}
}
