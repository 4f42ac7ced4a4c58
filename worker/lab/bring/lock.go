package bring

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// lock takes the machine-wide lock for one piece of work, named by what, and
// returns the function that gives it back. Two processes that want the same
// packages wait for each other; wait is called once when there is waiting.
// The system drops the lock of a process that dies.
func lock(ctx context.Context, what string, wait func()) (unlock func(), err error) {
	sum := sha256.Sum256([]byte(what))
	name := fmt.Sprintf("formtrace-%d-%s.lock", os.Getuid(), hex.EncodeToString(sum[:6]))
	path := filepath.Join(os.TempDir(), name)
	for first := true; ; first = false {
		unlock, err := tryLock(path)
		if err != nil {
			return nil, fmt.Errorf("lock file %s: %w", path, err)
		}
		if unlock != nil {
			return unlock, nil
		}
		if first && wait != nil {
			wait()
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for another process: %w", ctx.Err())
		case <-time.After(200 * time.Millisecond):
		}
	}
}
