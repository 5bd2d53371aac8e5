package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// markName is the file that says that a directory has held a state.
const markName = "wxastore.marker"

const markText = `This folder holds the state of a wxastore, in wxastore.db. While this file is
here, wxastore does not start with an empty state if wxastore.db is missing.
`

// mark says in a directory that it holds a state.
func mark(dataDir string) error {
	path := filepath.Join(dataDir, markName)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.WriteFile(path, []byte(markText), 0o600); err != nil {
		return said.Errorf("store: mark data directory: %w", err)
	}
	return nil
}

func missing(dataDir string) error {
	return sqldb.Missing(fmt.Sprintf("data directory %q has held a state, and its database %s is missing or empty: "+
		"put it back or restore a backup (wxastore restore FILE --data %s), or start with an empty state by --new", dataDir, databaseName, dataDir))
}

// beginning says what may be begun with.
type beginning int

const (
	// refuseMissing begins an empty state only where there was none before.
	refuseMissing beginning = iota
	// onlyNew begins an empty state and nothing else.
	onlyNew
)

// allowed refuses a directory that must not be opened so. dataDir is the
// directory as the user wrote it.
func (b beginning) allowed(dir, dataDir string) error {
	there, err := holds(dir, databaseName)
	if err != nil {
		return said.Errorf("store: look for database: %w", err)
	}
	if there && b == onlyNew {
		return said.Errorf("store: data directory %q holds a state already: leave --new out", dataDir)
	}
	if there || b == onlyNew {
		return nil
	}
	// A log without its database holds the last writes of one; the journal of
	// calls is only made next to a database.
	for _, name := range []string{markName, databaseName + "-wal", journalName} {
		had, err := holds(dir, name)
		if err != nil {
			return said.Errorf("store: look for a former state: %w", err)
		}
		if had {
			return missing(dataDir)
		}
	}
	return nil
}

// holds reports whether a file is there and not empty.
func holds(dir, name string) (bool, error) {
	info, err := os.Stat(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && info.Size() > 0, err
}
