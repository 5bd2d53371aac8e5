//go:build linux || darwin

package sqlite

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockByte is a byte of the page that SQLite keeps for its locks and never
// reads or writes, behind those bytes that it locks itself.
const lockByte = 0x40000000 + 512

// lockDatabase locks a database for this process, so that no other can open it
// even if it does not find the lock of the folder. The lock belongs to the open
// file, as SQLite's own do here: a close by any other part of this process of the
// database does not release it.
func lockDatabase(file *os.File) (ok bool, err error) {
	err = unix.FcntlFlock(file.Fd(), setLock, &unix.Flock_t{Type: unix.F_WRLCK, Start: lockByte, Len: 1})
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		return false, nil
	}
	return err == nil, err
}
