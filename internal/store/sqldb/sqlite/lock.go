package sqlite

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/gofrs/flock"

	"github.com/wxastore/wxastore/internal/said"
)

// folderLock is the lock of a data directory: on a file of its own and on the
// database, so that removing the file lets nobody in. The operating system
// releases both when the process dies, so the file stays and its presence means
// nothing.
type folderLock struct {
	path, dataDir string
	held          *flock.Flock
	database      *os.File
	// info is which file the database is.
	info os.FileInfo
}

// lockFolder takes the lock's file. dataDir is the directory as the user wrote
// it.
func lockFolder(path, dataDir string) (*folderLock, error) {
	l := &folderLock{path: path, dataDir: dataDir, held: flock.New(path, flock.SetPermissions(0o600))}
	ok, err := l.held.TryLock()
	if err != nil {
		return nil, said.Errorf("store: lock data directory %q: %w", dataDir, err)
	}
	if !ok {
		return nil, InUse{dataDir, holder(path)}
	}
	return l, nil
}

// lockDatabase locks the database, which is there, and notes who holds the
// directory.
func (l *folderLock) lockDatabase(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return said.Errorf("store: lock database: %w", err)
	}
	ok, err := lockDatabase(file)
	if err == nil && !ok {
		err = InUse{dir: l.dataDir}
	}
	if err == nil {
		l.info, err = file.Stat()
	}
	if err != nil {
		return errors.Join(err, file.Close())
	}
	l.database = file
	// The number is only for the sentence of InUse, and some systems let nobody
	// write to a locked file: without it the lock is as good.
	_ = os.WriteFile(l.path, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600)
	return nil
}

// unlock releases what is held.
func (l *folderLock) unlock() error {
	var err error
	if l.database != nil {
		err = l.database.Close()
	}
	return errors.Join(err, l.held.Unlock())
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
