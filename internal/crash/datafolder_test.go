package crash

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// mediaFolder opens blobs where they lie. blobdir would clear away what a
// killed service left there, which is for the next service to do.
type mediaFolder string

// Open returns the bytes of a blob.
func (m mediaFolder) Open(_ context.Context, h store.Hash) (io.ReadSeekCloser, error) {
	name := h.String()
	return os.Open(filepath.Join(string(m), name[:2], name))
}

// checkData checks the data folder of a service that is gone. To look into the
// database is to recover it, so it looks into a copy in the folder scratch: the
// next service shall do its recovery itself.
func checkData(ctx context.Context, data, scratch string, l *ledger, answered bool) (faults []string, err error) {
	if err := copyDatabase(data, scratch); err != nil {
		return nil, err
	}
	return checkFolder(ctx, scratch, data, l, answered)
}

// checkFolder checks a database and the media of a data folder.
func checkFolder(ctx context.Context, database, data string, l *ledger, answered bool) (faults []string, err error) {
	opened, err := sqlstore.Open(ctx, sqlite.Folder(database), slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	c := checker{records: opened, blobs: mediaFolder(filepath.Join(data, "media")), ledger: l, answered: answered}
	return c.check(ctx), nil
}

// copyDatabase copies the database with its log, but not the index of the log,
// which a process that finds none makes again.
func copyDatabase(from, to string) error {
	for _, name := range []string{"wxastore.db", "wxastore.db-wal"} {
		content, err := os.ReadFile(filepath.Join(from, name))
		if errors.Is(err, fs.ErrNotExist) && name != "wxastore.db" {
			continue
		}
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
