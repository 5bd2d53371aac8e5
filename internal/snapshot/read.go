package snapshot

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
)

// The limits of what is read, so that a small file cannot become a large one.
const (
	// maxLine is the longest row, maxJSON the longest manifest.
	maxLine = 4 << 20
	maxJSON = 1 << 20
	// maxRatio is how many bytes may come out of one; freeBytes come anyhow.
	maxRatio  = 200
	freeBytes = 64 << 20
)

// Bad says what is wrong with a file that is no snapshot, or a damaged one.
type Bad string

// Error is a sentence for whoever sent the file.
func (b Bad) Error() string { return "this is no sound snapshot: " + string(b) }

// Invalid marks the error as the file's, not the service's.
func (Bad) Invalid() bool { return true }

func bad(format string, args ...any) error { return Bad(fmt.Sprintf(format, args...)) }

// visitor is told what a file holds, in its order.
type visitor struct {
	row  func(table store.Table, row []any) error
	blob func(hash store.Hash, content io.Reader) error
}

// walk reads a file from begin to end and checks its form.
func walk(ctx context.Context, file io.Reader, tables []store.Table, v visitor) (manifest, end, error) {
	in := &limited{from: file}
	unpacked, err := gzip.NewReader(bufio.NewReaderSize(in, 1<<16))
	if err != nil {
		return manifest{}, end{}, in.explain(err)
	}
	// A file is one stream.
	unpacked.Multistream(false)
	w := walker{ctx: ctx, visitor: v, tables: tables}
	all := &bounded{from: unpacked, packed: in}
	if err = w.walk(tar.NewReader(all)); err == nil {
		// The checksum of all comes last.
		_, err = io.Copy(io.Discard, all)
	}
	return w.manifest, w.seen, in.explain(err)
}

// walker is how far a file has been read.
type walker struct {
	visitor
	ctx      context.Context
	tables   []store.Table
	manifest manifest
	seen     end
	// table is the index of the table that rows come of.
	table int
}

func (w *walker) walk(entries *tar.Reader) error {
	if err := w.open(entries); err != nil {
		return err
	}
	for {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		header, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return bad("it was cut off")
		}
		if err != nil {
			return err
		}
		name := header.Name
		switch {
		case header.Typeflag != tar.TypeReg:
			return bad("%.100q is no file", name)
		case name == endName:
			return w.finish(entries)
		case strings.HasPrefix(name, tablesFolder):
			err = w.part(name, entries)
		case strings.HasPrefix(name, blobsFolder):
			err = w.bytes(name, entries)
		default:
			err = bad("it holds %.100q", name)
		}
		if err != nil {
			return err
		}
	}
}

// open reads the manifest.
func (w *walker) open(entries *tar.Reader) error {
	header, err := entries.Next()
	if errors.Is(err, io.EOF) {
		return bad("it is empty")
	}
	if err != nil {
		return err
	}
	if header.Name != manifestName {
		return bad("it does not begin with a manifest")
	}
	if err := readJSON(entries, &w.manifest); err != nil {
		return err
	}
	m := w.manifest
	switch {
	case m.Format != format:
		return bad("its manifest is another format's")
	case m.Version != version:
		return bad("it has version %d, this program reads version %d", m.Version, version)
	}
	same := slices.EqualFunc(m.Tables, w.tables, func(a, b store.Table) bool {
		return a.Name == b.Name && slices.Equal(a.Columns, b.Columns)
	})
	if !same {
		return bad("it was made by a wxastore with other tables; use that version")
	}
	return nil
}

// part reads rows.
func (w *walker) part(name string, content io.Reader) error {
	table, _, _ := strings.Cut(strings.TrimPrefix(name, tablesFolder), "/")
	for w.table < len(w.tables) && w.tables[w.table].Name != table {
		w.table++
	}
	if w.table == len(w.tables) {
		return bad("rows of %.100q stand where none can", table)
	}
	lines := bufio.NewScanner(content)
	lines.Buffer(make([]byte, 1<<16), maxLine)
	for lines.Scan() {
		row, err := decodeRow(w.tables[w.table], lines.Bytes())
		if err != nil {
			return err
		}
		w.seen.Rows++
		if err := w.row(w.tables[w.table], row); err != nil {
			return err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return bad("a row of %s is longer than %d bytes", table, maxLine)
	}
	return lines.Err()
}

// bytes reads a blob.
func (w *walker) bytes(name string, content io.Reader) error {
	hash, err := store.ParseHash(strings.TrimPrefix(name, blobsFolder))
	if err != nil {
		return bad("it holds %.100q", name)
	}
	w.table = len(w.tables) // no rows follow
	w.seen.Blobs++
	return w.blob(hash, content)
}

// finish reads how much there should have been, and that nothing follows.
func (w *walker) finish(entries *tar.Reader) error {
	var said end
	if err := readJSON(entries, &said); err != nil {
		return err
	}
	if said != w.seen {
		return bad("it should hold %d rows and %d pictures, and holds %d and %d", said.Rows, said.Blobs, w.seen.Rows, w.seen.Blobs)
	}
	if _, err := entries.Next(); !errors.Is(err, io.EOF) {
		return bad("something follows its end")
	}
	return nil
}

func readJSON(r io.Reader, into any) error {
	text, err := io.ReadAll(io.LimitReader(r, maxJSON+1))
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if len(text) > maxJSON || decoder.Decode(into) != nil {
		return bad("its manifest or its end cannot be read")
	}
	return nil
}

// limited counts the bytes of a file and remembers why it could not be read.
type limited struct {
	from   io.Reader
	read   int64
	failed error
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.from.Read(p)
	l.read += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		l.failed = err
	}
	return n, err
}

// explain tells an error of the file from one of reading it: gzip and tar say
// what is wrong with a file, each in its own way.
func (l *limited) explain(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case err == nil, l.failed != nil && errors.Is(err, l.failed):
		return err
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.Is(err, tar.ErrHeader),
		errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.As(err, &corrupt):
		return bad("%v", err)
	}
	return err
}

// bounded ends a file that unpacks to far more than it is.
type bounded struct {
	from   io.Reader
	packed *limited
	read   int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	b.read += int64(n)
	if b.read > freeBytes && b.read/maxRatio > b.packed.read {
		return 0, bad("it unpacks to more than %d times its size", maxRatio)
	}
	return n, err
}
