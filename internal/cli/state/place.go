package state

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// Place is the state that a command is about, given as serve is given it.
type Place struct {
	Data     string         `env:"WXASTORE_DATA" default:"wxastore-data" placeholder:"DIR" help:"Folder that holds the state (${default})."`
	Database command.Secret `env:"WXASTORE_DATABASE" placeholder:"URL" help:"PostgreSQL database that holds it instead, as serve takes it."`
	command.Output
}

// WithPictures is a Place with its pictures.
type WithPictures struct {
	Blobs string `env:"WXASTORE_BLOBS" placeholder:"DIR|URL" help:"Where pictures lie, as serve takes it (media in the data folder)."`
	Place
}

// check refuses a --database that cannot hold a state between two commands.
func (p Place) check() error {
	switch {
	case p.InMemory():
		return command.Usagef("a state in memory is gone with its service: use wxastore admin snapshot and restore while it runs")
	case p.Database.Reveal() != "" && !postgres.Is(p.Database.Reveal()):
		return command.WrongUsage(errNoAddress)
	case p.Database.Reveal() == "" && p.Data == "":
		return command.Usagef("--data is empty: name a folder")
	}
	return nil
}

// onServer reports whether the state is in PostgreSQL.
func (p Place) onServer() bool { return p.Database.Reveal() != "" }

// logger warns, on standard error.
func (p Place) logger(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// openExisting opens the store of the place as it is.
func (p Place) openExisting(ctx context.Context, s *command.Streams) (*sqlstore.Store, error) {
	var opened *sqlstore.Store
	var err error
	if p.onServer() {
		if opened, err = sqlstore.Open(ctx, postgres.ExistingAt(p.Database.Reveal()), p.logger(s.Err)); err != nil {
			err = command.DatabaseError{Err: err}
		}
	} else {
		opened, err = sqlstore.Open(ctx, sqlite.ExistingFolder(p.Data), p.logger(s.Err))
	}
	if _, old := errors.AsType[sqldb.OldSchema](err); old {
		return nil, command.Errorf("%w: run wxastore migrate first", err)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, command.Errorf("%w: name the folder with --data, or the database with --database", err)
	}
	if err != nil {
		return nil, err
	}
	return opened, nil
}
