package sqlite

import (
	"io"
	"sync"

	"github.com/ncruces/go-sqlite3/vfs"
)

// logVFS is the operating system's files, but the log's writes are joined:
// SQLite writes a header and a page for each page of a commit, and to enter the
// kernel twice for each costs more than to copy them.
const logVFS = "wxastore-log"

// registerLogVFS makes logVFS known to SQLite, which has one list of them for
// the process.
var registerLogVFS = sync.OnceFunc(func() { vfs.Register(logVFS, joiningVFS{vfs.Find("")}) })

type joiningVFS struct{ vfs.VFS }

func (v joiningVFS) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	file, got, err := v.VFS.(vfs.VFSFilename).OpenFilename(name, flags)
	if err == nil && flags&vfs.OPEN_WAL != 0 {
		file = &joinedLog{File: file}
	}
	return file, got, err
}

// joinedMost is how many bytes are joined: those of a batch of writes.
const joinedMost = 2 << 20

// joinedLog holds writes that follow each other back until the file is used in
// another way. A commit ends with Sync, which is before anybody else looks for
// what was written; without synchronous=FULL it would not.
type joinedLog struct {
	vfs.File
	// held belongs at the offset at.
	held []byte
	at   int64
}

func (l *joinedLog) WriteAt(b []byte, offset int64) (int, error) {
	if offset != l.at+int64(len(l.held)) || len(l.held)+len(b) > joinedMost {
		if err := l.write(); err != nil {
			return 0, err
		}
	}
	if len(l.held) == 0 {
		l.at = offset
	}
	l.held = append(l.held, b...)
	return len(b), nil
}

// write writes what is held.
func (l *joinedLog) write() error {
	if len(l.held) == 0 {
		return nil
	}
	n, err := l.File.WriteAt(l.held, l.at)
	if err == nil && n < len(l.held) {
		err = io.ErrShortWrite
	}
	l.held = l.held[:0]
	return err
}

func (l *joinedLog) ReadAt(b []byte, offset int64) (int, error) {
	if err := l.write(); err != nil {
		return 0, err
	}
	return l.File.ReadAt(b, offset)
}

func (l *joinedLog) Sync(flags vfs.SyncFlag) error {
	if err := l.write(); err != nil {
		return err
	}
	return l.File.Sync(flags)
}

func (l *joinedLog) Truncate(size int64) error {
	if err := l.write(); err != nil {
		return err
	}
	return l.File.Truncate(size)
}

func (l *joinedLog) Size() (int64, error) {
	if err := l.write(); err != nil {
		return 0, err
	}
	return l.File.Size()
}

func (l *joinedLog) Close() error {
	err := l.write()
	if closeErr := l.File.Close(); err == nil {
		err = closeErr
	}
	return err
}
