package snapshot

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/wait"
)

// The names in a file.
const (
	manifestName = "manifest.json"
	tablesFolder = "tables/"
	blobsFolder  = "blobs/"
	endName      = "end.json"
)

const (
	format  = "wxastore snapshot"
	version = 1
	// blobsTable has a row for each blob.
	blobsTable = "blobs"
	// keptColumn is where such a row says that the blob is kept for good.
	keptColumn = 2
	// removingColumn is where it is not 0 if the bytes are being removed.
	removingColumn = 4
)

// partName is the name of an entry with rows of a table, numbered from 1.
func partName(table string, part int) string {
	return fmt.Sprintf("%s%s/%06d.jsonl", tablesFolder, table, part)
}

// manifest says what a file is.
type manifest struct {
	Format  string        `json:"format"`
	Version int           `json:"version"`
	MadeAt  time.Time     `json:"made_at"`
	Tables  []store.Table `json:"tables"`
}

// end says how much a file holds. Without it the file was cut off.
type end struct {
	Rows  int64 `json:"rows"`
	Blobs int64 `json:"blobs"`
}

// Write copies a store and its blobs into w, as of one point in time; all goes
// on meanwhile. If a blob is removed before it was copied, Write returns an error
// that is store.ErrNotFound, and may be tried again.
func Write(ctx context.Context, w io.Writer, s store.Copies, blobs store.Blobs, madeAt time.Time) error {
	packed, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return err
	}
	out := &writer{tar: tar.NewWriter(packed), madeAt: madeAt.UTC().Truncate(time.Second)}
	if err := out.json(manifestName, manifest{Format: format, Version: version, MadeAt: madeAt.UTC(), Tables: s.Tables()}); err != nil {
		return err
	}
	// Those that may be collected first are copied first.
	var fleeting, hashes []store.Hash
	err = s.ReadAll(ctx, func(table store.Table, row []any) error {
		if table.Name == blobsTable {
			if row[removingColumn] != int64(0) {
				return nil
			}
			if hash := store.Hash(row[0].([]byte)); row[keptColumn] == true {
				hashes = append(hashes, hash)
			} else {
				fleeting = append(fleeting, hash)
			}
		}
		return out.row(table, row)
	})
	if err == nil {
		err = out.flush()
	}
	if err != nil {
		return said.Errorf("snapshot: %w", err)
	}
	hashes = append(fleeting, hashes...)
	for _, hash := range hashes {
		if err := out.blob(ctx, blobs, hash); err != nil {
			return said.Errorf("snapshot: picture %s: %w", hash, err)
		}
	}
	if err := out.json(endName, end{Rows: out.rows, Blobs: int64(len(hashes))}); err != nil {
		return err
	}
	return errors.Join(out.tar.Close(), packed.Close())
}

// writer writes the entries of a file.
type writer struct {
	tar    *tar.Writer
	madeAt time.Time
	// part are rows of a table that are not yet written; parts counts those
	// before it.
	part  bytes.Buffer
	table string
	parts int
	rows  int64
}

func (w *writer) entry(name string, size int64) error {
	return w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Format: tar.FormatUSTAR, Name: name, Size: size, Mode: 0o600, ModTime: w.madeAt})
}

func (w *writer) json(name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return said.Errorf("snapshot: %w", err)
	}
	if err := w.entry(name, int64(len(text))); err != nil {
		return said.Errorf("snapshot: %w", err)
	}
	if _, err = w.tar.Write(text); err != nil {
		return said.Errorf("snapshot: %w", err)
	}
	return nil
}

func (w *writer) row(table store.Table, row []any) error {
	if table.Name != w.table {
		if err := w.flush(); err != nil {
			return err
		}
		w.table, w.parts = table.Name, 0
	}
	line, err := encodeRow(table, row)
	if err != nil {
		return err
	}
	if len(line) > maxLine {
		return said.Errorf("a row of %s has %d bytes, and no more than %d could be restored", table.Name, len(line), maxLine)
	}
	w.part.Write(line)
	w.rows++
	if w.part.Len() < partBytes {
		return nil
	}
	return w.flush()
}

// flush writes the rows that are in memory.
func (w *writer) flush() error {
	if w.part.Len() == 0 {
		return nil
	}
	w.parts++
	if err := w.entry(partName(w.table, w.parts), int64(w.part.Len())); err != nil {
		return err
	}
	_, err := w.part.WriteTo(w.tar)
	return err
}

func (w *writer) blob(ctx context.Context, blobs store.Blobs, hash store.Hash) error {
	content, err := blobs.Open(ctx, hash)
	if err != nil {
		return err
	}
	defer content.Close()
	size, err := content.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err = content.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if size > maxBlob {
		return said.Errorf("it has %d bytes, and no more than %d could be restored", size, maxBlob)
	}
	if err := w.entry(blobsFolder+hash.String(), size); err != nil {
		return err
	}
	_, err = io.Copy(w.tar, wait.Reader(ctx, content))
	return err
}
