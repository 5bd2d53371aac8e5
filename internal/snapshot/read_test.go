package snapshot

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

// FuzzWalk reads what may follow a manifest, packed soundly, so that the fuzzer
// gets beyond the checksum.
func FuzzWalk(f *testing.F) {
	tables := []store.Table{{Name: "t", Columns: []store.Column{
		{Name: "a", Kind: store.ColumnText}, {Name: "b", Kind: store.ColumnInteger}, {Name: "c", Kind: store.ColumnHash, Null: true},
		{Name: "d", Kind: store.ColumnList}, {Name: "e", Kind: store.ColumnReal}, {Name: "f", Kind: store.ColumnBytes},
	}}}
	f.Add("tables/t/000001.jsonl", []byte("[\"x\",7,null,\"[]\",1.5,\"AAAA\"]\n"), byte(tar.TypeReg))
	f.Add("blobs/"+store.Hash{}.String(), []byte("x"), byte(tar.TypeReg))
	f.Add("../x", []byte{}, byte(tar.TypeSymlink))
	f.Fuzz(func(t *testing.T, name string, content []byte, kind byte) {
		var file bytes.Buffer
		packed := gzip.NewWriter(&file)
		w := &writer{tar: tar.NewWriter(packed)}
		if err := w.json(manifestName, manifest{Format: format, Version: version, Tables: tables}); err != nil {
			t.Fatal(err)
		}
		if w.tar.WriteHeader(&tar.Header{Typeflag: kind, Name: name, Size: int64(len(content)), Linkname: "x"}) != nil {
			return // tar writes no such entry
		}
		if _, err := w.tar.Write(content); err != nil {
			return // nor its content
		}
		if err := errors.Join(w.tar.Close(), packed.Close()); err != nil {
			return // nor its end
		}
		_, _, err := walk(t.Context(), source{&file, maxBytes, tables}, visitor{
			row: func(table store.Table, row []any) error {
				l, err := arrangeTable(table, table)
				if err != nil {
					t.Fatal(err)
				}
				line, err := encodeRow(table, row)
				if err != nil {
					t.Fatalf("a row that was read cannot be written: %v", err)
				}
				if _, err := decodeRow(l, line); err != nil {
					t.Fatalf("%q, which was read, becomes %q: %v", row, line, err)
				}
				return nil
			},
			blob: func(_ store.Hash, content io.Reader) error {
				_, err := io.Copy(io.Discard, content)
				return err
			},
		})
		// There is no end, so nothing of it is sound.
		if err == nil && name != endName {
			t.Errorf("%q, %q was taken", name, content)
		}
	})
}
