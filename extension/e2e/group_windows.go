package e2e

import "os/exec"

// ownGroup does nothing here: the driver ends with its standard input.
func ownGroup(*exec.Cmd) {}

// killGroup ends the command; its browser ends with it.
func killGroup(command *exec.Cmd) {
	if command.Process != nil {
		command.Process.Kill()
	}
}
