package sqlite

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

// lock takes the lock of a data directory and returns what releases it. The
// operating system releases it too when the process dies, so the file stays
// and its presence means nothing. dataDir is the directory as the user wrote
// it.
func lock(path, dataDir string) (unlock func() error, err error) {
	held := flock.New(path, flock.SetPermissions(0o600))
	ok, err := held.TryLock()
	if err != nil {
		return nil, fmt.Errorf("store: lock data directory %q: %w", dataDir, err)
	}
	if !ok {
		return nil, InUse{dataDir, holder(path)}
	}
	// The number is only for the sentence above, and some systems let nobody
	// write to a locked file: without it the lock is as good.
	_ = os.WriteFile(path, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600)
	return held.Unlock, nil
}

// InUse is the error of a data directory that another process holds.
type InUse struct{ dir, holder string }

func (u InUse) Error() string {
	return fmt.Sprintf("store: data directory %q is in use by another wxastore%s: stop it or choose another --data", u.dir, u.holder)
}

// holder names the process that wrote the lock file. It is empty if that cannot
// be told, as when the other has not written it yet.
func holder(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" (process %d)", pid)
}
