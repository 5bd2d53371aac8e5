package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/snapshot"
)

// operatorState is the state as the console asks for it.
type operatorState struct{ app *App }

// Reset makes the service what it was at its first start.
func (o operatorState) Reset(ctx context.Context) error {
	// Whoever has looked between the emptied state and the first one looks again.
	defer o.app.hub.tell(ports.Event{Kind: ports.EventState})
	if err := o.app.upkeep.Acquire(ctx, 1); err != nil {
		return fmt.Errorf("reset: wait for upkeep: %w", err)
	}
	defer o.app.upkeep.Release(1)
	nothing := func(func(string, []any) error) error { return nil }
	if err := o.replace(ctx, func() error { return o.app.store.ReplaceAll(ctx, nothing) }); err != nil {
		return err
	}
	if err := o.app.seed(ctx); err != nil {
		return err
	}
	if err := o.app.journal.Flush(ctx); err != nil {
		return err
	}
	// Every call came before this.
	_, err := o.app.calls.TrimCalls(ctx, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), 0, 0)
	return err
}

// Seed applies what a seed file would hold. Nobody can name files of this
// machine from elsewhere.
func (o operatorState) Seed(ctx context.Context, yaml string) (ports.SeedResult, error) {
	defer o.app.hub.tell(ports.Event{Kind: ports.EventState})
	loader := o.app.Loader()
	loader.Progress, loader.NoFiles = nil, true
	result, err := loader.Text(ctx, yaml)
	if _, ok := errors.AsType[seed.BadSeed](err); err != nil && !ok {
		o.app.log.Error("seed failed", "error", err)
	}
	return ports.SeedResult(result), err
}

// Snapshot copies everything into a temporary file first, so that a slow reader
// holds up nobody.
func (o operatorState) Snapshot(ctx context.Context) (ports.Snapshot, error) {
	file, err := o.temporary()
	if err != nil {
		return ports.Snapshot{}, fmt.Errorf("snapshot: %w", err)
	}
	size, err := o.write(ctx, file.File)
	if err != nil {
		return ports.Snapshot{}, errors.Join(err, file.Close())
	}
	name := "wxastore-" + o.app.clock.Now().Format("20060102-150405") + ".snapshot"
	return ports.Snapshot{ReadCloser: file, Name: name, Size: size}, nil
}

func (o operatorState) write(ctx context.Context, file *os.File) (size int64, err error) {
	// What is collected meanwhile could not be copied.
	if err := o.app.upkeep.Acquire(ctx, 1); err != nil {
		return 0, fmt.Errorf("snapshot: wait for upkeep: %w", err)
	}
	defer o.app.upkeep.Release(1)
	// What was taken ahead would count as used in the copy.
	if err := o.app.quotas.Return(ctx); err != nil {
		return 0, err
	}
	if err := snapshot.Write(ctx, file, o.app.store, o.app.blobs, o.app.clock.Now()); err != nil {
		return 0, err
	}
	if size, err = file.Seek(0, io.SeekEnd); err != nil {
		return 0, fmt.Errorf("snapshot: %w", err)
	}
	if _, err = file.Seek(0, io.SeekStart); err != nil {
		return 0, fmt.Errorf("snapshot: %w", err)
	}
	return size, nil
}

// Restore replaces everything by what a snapshot holds.
func (o operatorState) Restore(ctx context.Context, r io.Reader) (ports.RestoreResult, error) {
	file, err := o.temporary()
	if err != nil {
		return ports.RestoreResult{}, fmt.Errorf("restore: %w", err)
	}
	defer func() {
		if err := file.Close(); err != nil {
			o.app.log.Warn("a temporary file is left behind", "error", err)
		}
	}()
	if _, err := io.Copy(file.File, r); err != nil {
		return ports.RestoreResult{}, fmt.Errorf("restore: %w", err)
	}
	// Nobody waits while a file is only looked at.
	checked, err := snapshot.Check(ctx, file.File, snapshot.Target{
		Store: o.app.store, Blobs: o.app.blobs, Check: CheckRow, MaxBytes: o.app.config.RestoreBytes,
	})
	if err != nil {
		return ports.RestoreResult{}, err
	}
	if err := o.app.upkeep.Acquire(ctx, 1); err != nil {
		return ports.RestoreResult{}, fmt.Errorf("restore: wait for upkeep: %w", err)
	}
	defer o.app.upkeep.Release(1)
	if err := checked.PutBlobs(ctx); err != nil {
		return ports.RestoreResult{}, err
	}
	var result snapshot.Result
	err = o.replace(ctx, func() error {
		result, err = checked.Replace(ctx)
		return err
	})
	return ports.RestoreResult{MadeAt: result.MadeAt, Rows: result.Rows, Pictures: result.Blobs}, err
}

// replace runs what replaces the state, and makes everybody read it again who
// keeps a part of it.
func (o operatorState) replace(ctx context.Context, replace func() error) error {
	defer o.app.hub.tell(ports.Event{Kind: ports.EventState})
	if err := o.app.quotas.Replace(ctx, replace); err != nil {
		return err
	}
	if err := o.app.clock.Reload(ctx); err != nil {
		return err
	}
	_, err := o.app.faults.List(ctx)
	return err
}

// temporaryFile is a file that is gone once it is closed.
type temporaryFile struct{ *os.File }

// temporaryName is how the name of one begins.
const temporaryName = ".snapshot-"

// sweepTemporary removes the files that a killed process has left behind.
func sweepTemporary(data string) error {
	if data == "" {
		return nil // they were the system's
	}
	entries, err := os.ReadDir(data)
	if err != nil {
		return fmt.Errorf("look for old temporary files: %w", err)
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), temporaryName) {
			continue
		}
		if err := os.Remove(filepath.Join(data, entry.Name())); err != nil {
			return fmt.Errorf("remove an old temporary file: %w", err)
		}
	}
	return nil
}

// temporary makes a file where the state lies, as there is room for such.
func (o operatorState) temporary() (temporaryFile, error) {
	file, err := os.CreateTemp(o.app.config.Data, temporaryName+"*")
	return temporaryFile{file}, err
}

func (t temporaryFile) Close() error {
	return errors.Join(t.File.Close(), os.Remove(t.Name()))
}
