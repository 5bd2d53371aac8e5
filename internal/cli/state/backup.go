package state

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/wxastore/wxastore/internal/atomicfile"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/snapshot"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
)

// Backup copies the state into a file.
type Backup struct {
	File  string `arg:"" help:"The file to write. It appears once it is whole."`
	Force bool   `help:"Replace a file that is there."`

	ConsoleToken command.Secret `env:"WXASTORE_CONSOLE_TOKEN" placeholder:"TOKEN" help:"Token of the console of a running service, if it was given one."`
	WithPictures
}

// Help is the long text of backup --help.
func (Backup) Help() string {
	return `Services go on meanwhile; the file holds all records as of one point in time and their
pictures, but not the journal of calls. If a service holds the data folder, it is
asked for the copy. The file holds hashes of secrets and tokens, the keys of
platforms, and whatever was uploaded: keep it as you keep the data folder.

  wxastore backup monday.backup
  wxastore backup --database postgres://wxastore@db1,db2/wxastore --blobs s3://bucket monday.backup`
}

// Run writes the backup.
func (c *Backup) Run(ctx context.Context, s *command.Streams) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	if _, err := os.Lstat(c.File); err == nil && !c.Force {
		return command.Usagef("%s is there already: choose another name, or replace it with --force", c.File)
	}
	file, err := atomicfile.Create(c.File)
	if err != nil {
		return command.WrongUsage(err)
	}
	defer file.Close()
	bar := newWorkBar(s.Err, "backup", -1)
	err = c.write(ctx, s, file, bar)
	bar.end()
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err == nil {
		err = file.Commit()
	}
	if err != nil {
		return err
	}
	return c.Print(s, map[string]any{"file": c.File, "bytes": info.Size()}, "%s  %d bytes\n", c.File, info.Size())
}

// backupTries is how often a backup begins again because a service collected a
// picture that had expired before it was copied.
const backupTries = 3

func (c *Backup) write(ctx context.Context, s *command.Streams, file *atomicfile.File, bar *workBar) error {
	opened, err := c.openExisting(ctx, s)
	if held, ok := errors.AsType[sqlite.InUse](err); ok {
		return c.ask(ctx, file, bar, held)
	}
	if err != nil {
		return err
	}
	blobs, err := c.OpenBlobs(ctx)
	for try := 1; err == nil; try++ {
		err = snapshot.Write(ctx, io.MultiWriter(file, bar), opened, blobs, time.Now())
		if err == nil || try == backupTries || !c.onServer() || !errors.Is(err, store.ErrNotFound) {
			break
		}
		if _, err = file.Seek(0, io.SeekStart); err == nil {
			err = file.Truncate(0)
		}
	}
	return errors.Join(err, opened.Close())
}

// ask has the service that holds the folder make the copy.
func (c *Backup) ask(ctx context.Context, file *atomicfile.File, bar *workBar, held error) error {
	service := command.Service{ConsoleToken: c.ConsoleToken, Folder: command.Folder{Data: c.Data}}
	console, err := service.Open(ctx)
	if err != nil {
		return command.Errorf("%w; and its service cannot be asked: %w", held, err)
	}
	copied, err := command.Do(ctx, console, api.TakeSnapshot, api.None{})
	if err != nil {
		return command.Errorf("%w; and its service cannot be asked: %w", held, err)
	}
	defer copied.Close()
	if _, err := io.Copy(io.MultiWriter(file, bar), copied); err != nil {
		return command.Errorf("save what the service sends: %w", err)
	}
	return nil
}

// Restore replaces the state by that of a file.
type Restore struct {
	File string `arg:"" help:"What backup wrote."`
	Yes  bool   `help:"Yes, replace what is there."`

	RestoreBytes int64 `default:"68719476736" help:"How many bytes the file may unpack to (${default})."`

	WithPictures
}

// Help is the long text of restore --help.
func (Restore) Help() string {
	return `The state may come from SQLite and go to PostgreSQL, or the other way. All of the
file is checked before anything changes, and the records change in one write. No
service may run: one that holds the data folder is refused, and so are connections
to the database that are called wxastore. The journal of calls stays as it is.

  wxastore restore monday.backup --data new-folder
  wxastore restore monday.backup --database postgres://wxastore@db1,db2/wxastore --blobs s3://bucket --yes
  wxastore check --data new-folder`
}

// Run restores the backup.
func (c *Restore) Run(ctx context.Context, s *command.Streams) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	opened, err := c.openTarget(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	blobs, err := c.OpenBlobs(ctx)
	if err != nil {
		return err
	}
	if !c.Yes {
		if err := empty(ctx, opened); err != nil {
			return err
		}
	}
	bar := newWorkBar(s.Err, "restore", 3*info.Size()) // it is read three times
	result, err := snapshot.Restore(ctx, &followed{file, bar}, snapshot.Target{Store: opened, Blobs: blobs, Check: checkRow, MaxBytes: c.RestoreBytes})
	bar.end()
	if err != nil {
		return err
	}
	return c.Print(s, map[string]any{"made_at": result.MadeAt, "rows": result.Rows, "pictures": result.Blobs}, "restored %d rows and %d pictures of %s\n", result.Rows, result.Blobs, command.Time(result.MadeAt))
}

// followed is a file whose reading is shown.
type followed struct {
	*os.File
	bar *workBar
}

func (f *followed) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	_, _ = f.bar.Write(p[:n])
	return n, err
}
