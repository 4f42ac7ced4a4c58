package e2e

import (
	"os/exec"
	"strconv"
)

// Within returns a command that finds folders in place of others: over names
// them in pairs, the folder and where it is found. Nobody else sees that, as the
// command has a mount namespace of its own; for this it needs Linux, and root.
func Within(over []string, name string, args ...string) *exec.Cmd {
	if len(over) == 0 {
		return exec.Command(name, args...)
	}
	const script = `n=$1; shift; while [ "$n" -gt 0 ]; do mount --bind "$1" "$2" || exit 1; shift 2; n=$((n-2)); done; exec "$@"`
	all := append([]string{"--mount", "sh", "-c", script, "sh", strconv.Itoa(len(over))}, over...)
	return exec.Command("unshare", append(append(all, name), args...)...)
}
