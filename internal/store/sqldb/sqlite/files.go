package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// lookEvery is how often the files are looked at while nobody writes.
const lookEvery = time.Second

// files are those of an open database. What is written to one that has lost its
// name is gone at the next start, and nobody would be told; so its names are
// looked at after each commit, before the writes are acknowledged.
type files struct {
	paths [3]string
	log   *slog.Logger

	mu sync.Mutex
	// opened are the files as they were first seen; SQLite holds them open, so
	// no other file can be taken for one of them.
	opened [3]os.FileInfo
	// lost is set for good once one of them is not there: connections that were
	// opened since may have others, also if it comes back.
	lost atomic.Pointer[Lost]

	stop     chan struct{}
	finished chan struct{}
}

// Lost is the error of a database whose files are not those that were opened, or
// cannot be looked at.
type Lost struct {
	file, what string
	// unseen is why the file could not be looked at, which may pass.
	unseen error
}

func (l Lost) Error() string {
	if l.unseen != nil {
		return fmt.Sprintf("nobody can say whether the database's file %s is there: %v", l.file, l.unseen)
	}
	return fmt.Sprintf("the database's file %s %s while the service was running, and nothing is written any more: stop the service, put back the file that was there or restore a backup, and start again", l.file, l.what)
}

// classify says that nothing can be written to a database that is lost.
func classify(err error) sqldb.ErrorClass {
	if _, ok := errors.AsType[Lost](err); ok {
		return sqldb.Unreachable
	}
	return sqldb.Other
}

// watchFiles looks at the files of a database that was opened, until close.
// database is the one that was locked.
func watchFiles(path string, database os.FileInfo, log *slog.Logger) *files {
	f := &files{paths: filesOf(path), opened: [3]os.FileInfo{database}, log: log, stop: make(chan struct{}), finished: make(chan struct{})}
	go f.loop()
	return f
}

func (f *files) loop() {
	defer close(f.finished)
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		_ = f.look() // it has said so
		select {
		case <-f.stop:
			return
		case <-ticker.C:
		}
	}
}

func (f *files) close() {
	close(f.stop)
	<-f.finished
}

// usable refuses writes once a file is lost.
func (f *files) usable() error {
	if lost := f.lost.Load(); lost != nil {
		return *lost
	}
	return nil
}

// look returns a Lost if a file is not the one that was opened, and logs the
// first time.
func (f *files) look() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.usable(); err != nil {
		return err
	}
	lost := f.compare()
	switch {
	case lost == nil:
		return nil
	case lost.unseen != nil:
		return *lost
	}
	f.lost.Store(lost)
	f.log.Error("the state is not kept any more; the service refuses writes and is not ready", "error", *lost)
	return *lost
}

func (f *files) compare() *Lost {
	for i, path := range f.paths {
		info, err := os.Stat(path)
		switch {
		case f.opened[i] == nil && err == nil:
			f.opened[i] = info
		case f.opened[i] == nil && errors.Is(err, fs.ErrNotExist):
			// Nobody has used it yet.
		case errors.Is(err, fs.ErrNotExist):
			return &Lost{file: filepath.Base(path), what: "was removed"}
		case err != nil:
			return &Lost{file: filepath.Base(path), unseen: err}
		case !os.SameFile(info, f.opened[i]):
			return &Lost{file: filepath.Base(path), what: "was replaced"}
		}
	}
	return nil
}
