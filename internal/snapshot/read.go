package snapshot

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/wait"
)

// Bad says what is wrong with a file that is not a snapshot, or a damaged one.
type Bad struct{ store.Mistake }

func bad(format string, args ...any) error {
	return Bad{store.Mistakef("this is not a sound snapshot: %w", store.Mistakef(format, args...))}
}

// visitor is told what a file holds, in its order.
type visitor struct {
	row  func(table store.Table, row []any) error
	blob func(hash store.Hash, content io.Reader) error
}

// source is what a file is read from, and what for.
type source struct {
	file io.Reader
	// limit is how many bytes the file may unpack to.
	limit  int64
	tables []store.Table
}

// walk reads a file from begin to end and checks its form.
func walk(ctx context.Context, from source, v visitor) (manifest, end, error) {
	in := &packed{from: wait.Reader(ctx, from.file)}
	buffered := bufio.NewReaderSize(in, 1<<16)
	stream, err := gzip.NewReader(buffered)
	if err != nil {
		return manifest{}, end{}, in.explain(err)
	}
	// A file is one stream.
	stream.Multistream(false)
	w := walker{ctx: ctx, visitor: v, tables: from.tables}
	all := &unpacked{from: wait.Reader(ctx, stream), packed: in, limit: from.limit}
	if err = w.walk(tar.NewReader(all)); err == nil {
		err = nothingFollows(all, buffered)
	}
	return w.manifest, w.seen, in.explain(err)
}

// walker is how far a file has been read.
type walker struct {
	visitor
	ctx      context.Context
	tables   []store.Table
	manifest manifest
	layouts  []layout
	seen     end
	// at is the index of the layout that rows come of, and parts how many
	// entries of it there were.
	at, parts int
	// named are the blobs that have a row, held those that have an entry.
	named, held hashSum
}

func (w *walker) walk(entries *tar.Reader) error {
	if err := w.open(entries); err != nil {
		return err
	}
	for {
		header, err := next(entries)
		if errors.Is(err, io.EOF) {
			return bad("it was cut off")
		}
		if err != nil {
			return err
		}
		name := header.Name
		// No copy of an entry goes on when nobody waits for it.
		content := wait.Reader(w.ctx, entries)
		switch {
		case name == endName:
			return w.finish(header, entries)
		case strings.HasPrefix(name, tablesFolder):
			err = w.part(header, content)
		case strings.HasPrefix(name, blobsFolder):
			err = w.bytes(header, content)
		default:
			err = bad("it holds %.100q", name)
		}
		if err != nil {
			return err
		}
	}
}

// next goes on to the next entry. The writer makes plain files with headers of
// the oldest form: in another a file may be said to be longer than what is
// stored of it, and the rest is made up while it is read.
func next(entries *tar.Reader) (*tar.Header, error) {
	header, err := entries.Next()
	if err != nil {
		return nil, err
	}
	if header.Typeflag != tar.TypeReg || header.Format != tar.FormatUSTAR || len(header.PAXRecords) > 0 {
		return nil, bad("%.100q is not a plain file", header.Name)
	}
	return header, nil
}

// open reads the manifest.
func (w *walker) open(entries *tar.Reader) error {
	header, err := next(entries)
	if errors.Is(err, io.EOF) {
		return bad("it is empty")
	}
	if err != nil {
		return err
	}
	if header.Name != manifestName {
		return bad("it does not begin with a manifest")
	}
	text, err := readText(header, entries)
	if err != nil {
		return err
	}
	if w.manifest, err = readManifest(text); err != nil {
		return err
	}
	w.layouts, err = arrange(w.manifest.Tables, w.tables)
	return err
}

// part reads rows.
func (w *walker) part(header *tar.Header, content io.Reader) error {
	table, _, _ := strings.Cut(strings.TrimPrefix(header.Name, tablesFolder), "/")
	for w.at < len(w.layouts) && w.layouts[w.at].table.Name != table {
		w.at, w.parts = w.at+1, 0
	}
	if w.at == len(w.layouts) {
		return bad("rows of %.100q stand where none can", table)
	}
	w.parts++
	if want := partName(table, w.parts); header.Name != want {
		return bad("%.100q stands where %s should", header.Name, want)
	}
	if header.Size > maxPart {
		return bad("%s has %d bytes, more than %d", header.Name, header.Size, maxPart)
	}
	lines := bufio.NewScanner(content)
	lines.Buffer(make([]byte, 1<<16), maxLine)
	for lines.Scan() {
		if err := w.line(w.layouts[w.at], lines.Bytes()); err != nil {
			return err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return bad("a row of %s is longer than %d bytes", table, maxLine)
	}
	return lines.Err()
}

func (w *walker) line(l layout, line []byte) error {
	row, err := decodeRow(l, line)
	if err != nil {
		return err
	}
	w.seen.Rows++
	if l.table.Name == blobsTable {
		w.named.add(store.Hash(row[0].([]byte)))
	}
	return w.row(l.table, row)
}

// bytes reads a blob.
func (w *walker) bytes(header *tar.Header, content io.Reader) error {
	hash, err := store.ParseHash(strings.TrimPrefix(header.Name, blobsFolder))
	if err != nil || header.Name != blobsFolder+hash.String() {
		return bad("it holds %.100q", header.Name)
	}
	if header.Size > maxBlob {
		return bad("picture %s has %d bytes, more than %d", hash, header.Size, maxBlob)
	}
	w.at = len(w.layouts) // no rows follow
	w.seen.Blobs++
	w.held.add(hash)
	return w.blob(hash, content)
}

// finish reads how much there should have been, and that nothing follows.
func (w *walker) finish(header *tar.Header, entries *tar.Reader) error {
	text, err := readText(header, entries)
	if err != nil {
		return err
	}
	var said end
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&said); err != nil {
		return bad("its end cannot be read")
	}
	if said != w.seen {
		return bad("it should hold %d rows and %d pictures, and holds %d and %d", said.Rows, said.Blobs, w.seen.Rows, w.seen.Blobs)
	}
	if w.named != w.held {
		return bad("its pictures are not those that its rows name, each once")
	}
	if _, err := entries.Next(); errors.Is(err, io.EOF) || w.ctx.Err() != nil {
		return w.ctx.Err()
	}
	return bad("something follows its end")
}

// readText reads an entry that is one short text.
func readText(header *tar.Header, content io.Reader) ([]byte, error) {
	if header.Size > maxJSON {
		return nil, bad("%s has %d bytes, more than %d", header.Name, header.Size, maxJSON)
	}
	return io.ReadAll(content)
}

// hashSum is a sum over hashes, which does not depend on their order. Two lists
// of different hashes do not have the same sum by chance.
type hashSum [4]uint64

func (s *hashSum) add(hash store.Hash) {
	for i := range s {
		s[i] += binary.LittleEndian.Uint64(hash[8*i:])
	}
}
