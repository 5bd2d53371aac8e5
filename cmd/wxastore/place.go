package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/sqlstore/postgres"
	"github.com/wxastore/wxastore/internal/store/sqlstore/sqlite"
)

// place is the state that a command is about, given as serve is given it.
type place struct {
	Data     string `env:"WXASTORE_DATA" default:"wxastore-data" placeholder:"DIR" help:"Folder that holds the state (${default})."`
	Database string `env:"WXASTORE_DATABASE" placeholder:"URL" help:"PostgreSQL database that holds it instead, as serve takes it."`
	output
}

// picturePlace is a place with its pictures.
type picturePlace struct {
	Blobs string `env:"WXASTORE_BLOBS" placeholder:"DIR|URL" help:"Where pictures lie, as serve takes it (media in the data folder)."`
	place
}

// check refuses a --database that is no place.
func (p place) check() error {
	switch {
	case p.Database == inMemory:
		return usagef("a state in memory is gone with its service: use wxastore admin snapshot and restore while it runs")
	case p.Database != "" && !postgres.Is(p.Database):
		return usageError{errNoAddress}
	case p.Database == "" && p.Data == "":
		return usagef("--data is empty: name a folder")
	}
	return nil
}

// onServer reports whether the state is in PostgreSQL.
func (p place) onServer() bool { return p.Database != "" }

// logger warns, on standard error.
func (p place) logger(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// openExisting opens the store of the place as it is.
func (p place) openExisting(ctx context.Context, s *streams) (*sqlstore.Store, error) {
	var opened *sqlstore.Store
	var err error
	if p.onServer() {
		if opened, err = postgres.OpenExisting(ctx, p.Database, p.logger(s.err)); err != nil {
			err = databaseError{err}
		}
	} else {
		opened, err = sqlite.OpenExisting(ctx, p.Data, p.logger(s.err))
	}
	if _, old := errors.AsType[sqlstore.OldSchema](err); old {
		return nil, fmt.Errorf("%w: run wxastore migrate first", err)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: name the folder with --data, or the database with --database", err)
	}
	if err != nil {
		return nil, err
	}
	return opened, nil
}

// openBlobs opens the place of the pictures.
func (p picturePlace) openBlobs(ctx context.Context) (store.Blobs, error) {
	return location{Data: p.Data, Database: p.Database, Blobs: p.Blobs}.openBlobs(ctx, p.Data)
}

// newFile is a file that appears under its name once it is whole.
type newFile struct {
	*os.File
	name string
}

// partSuffix is what the name of a file ends in until it is whole.
const partSuffix = ".part"

// createFile begins a file. One that is there stays unless force is set.
func createFile(name string, force bool) (newFile, error) {
	if _, err := os.Lstat(name); err == nil && !force {
		return newFile{}, fmt.Errorf("%s is there already: choose another name, or replace it with --force", name)
	}
	file, err := os.OpenFile(name+partSuffix, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	return newFile{file, name}, err
}

// keep makes the file appear. Without keep, drop removes it.
func (f newFile) keep() error {
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), f.name); err != nil {
		return err
	}
	// The name is kept by the folder; not every system can flush one.
	if dir, err := os.Open(filepath.Dir(f.name)); err == nil {
		_ = dir.Sync()
		dir.Close()
	}
	return nil
}

func (f newFile) drop() error {
	f.Close()
	return os.Remove(f.Name())
}
