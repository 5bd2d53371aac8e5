package sqlite

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/ncruces/go-sqlite3/vfs"
	"pgregory.net/rapid"
)

// memoryFile is a file of bytes that counts its writes and can refuse them.
type memoryFile struct {
	vfs.File
	content []byte
	writes  int
	refuses error
}

func (f *memoryFile) WriteAt(b []byte, offset int64) (int, error) {
	if f.refuses != nil {
		return 0, f.refuses
	}
	f.writes++
	if need := int(offset) + len(b); need > len(f.content) {
		f.content = append(f.content, make([]byte, need-len(f.content))...)
	}
	return copy(f.content[offset:], b), nil
}

func (f *memoryFile) ReadAt(b []byte, offset int64) (int, error) {
	if offset >= int64(len(f.content)) {
		return 0, io.EOF
	}
	n := copy(b, f.content[offset:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (f *memoryFile) Truncate(size int64) error {
	f.content = f.content[:min(int(size), len(f.content))]
	return nil
}

func (f *memoryFile) Size() (int64, error)    { return int64(len(f.content)), nil }
func (f *memoryFile) Sync(vfs.SyncFlag) error { return nil }
func (f *memoryFile) Close() error            { return nil }

// TestJoinedLogIsTheFile does the same with a joined file and a plain one: all
// that is read is the same, and after a sync the content is.
func TestJoinedLogIsTheFile(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		below, plain := new(memoryFile), new(memoryFile)
		joined := &joinedLog{File: below}
		next := int64(0)
		rt.Repeat(map[string]func(*rapid.T){
			"append": func(rt *rapid.T) {
				b := rapid.SliceOfN(rapid.Byte(), 1, 30).Draw(rt, "bytes")
				n, err := joined.WriteAt(b, next)
				if n != len(b) || err != nil {
					rt.Fatalf("WriteAt = %d, %v", n, err)
				}
				_, _ = plain.WriteAt(b, next)
				next += int64(len(b))
			},
			"begin elsewhere": func(rt *rapid.T) { next = int64(rapid.IntRange(0, 200).Draw(rt, "offset")) },
			"read": func(rt *rapid.T) {
				offset := int64(rapid.IntRange(0, 250).Draw(rt, "offset"))
				got, want := make([]byte, 20), make([]byte, 20)
				n, err := joined.ReadAt(got, offset)
				m, wantErr := plain.ReadAt(want, offset)
				if n != m || !bytes.Equal(got, want) || !errors.Is(err, wantErr) {
					rt.Fatalf("ReadAt(%d) = %d, %v, %x, want %d, %v, %x", offset, n, err, got, m, wantErr, want)
				}
			},
			"truncate": func(rt *rapid.T) {
				size := int64(rapid.IntRange(0, 250).Draw(rt, "size"))
				_, _ = joined.Truncate(size), plain.Truncate(size)
			},
			"sync": func(rt *rapid.T) {
				if err := joined.Sync(vfs.SYNC_NORMAL); err != nil || !bytes.Equal(below.content, plain.content) {
					rt.Fatalf("after Sync, %v, the file is %x, want %x", err, below.content, plain.content)
				}
			},
			"size": func(rt *rapid.T) {
				got, err := joined.Size()
				if want, _ := plain.Size(); got != want || err != nil {
					rt.Fatalf("Size = %d, %v, want %d", got, err, want)
				}
			},
		})
	})
}

// TestJoinedLogWritesOnce holds what it is for, and that it does not hide that
// the disk refuses.
func TestJoinedLogWritesOnce(t *testing.T) {
	below := new(memoryFile)
	joined := &joinedLog{File: below}
	const header, frames = 24, 20
	page := make([]byte, 4096)
	frame := int64(header + len(page))
	for i := range int64(frames) {
		_, err := joined.WriteAt(page[:header], i*frame)
		_, pageErr := joined.WriteAt(page, i*frame+header)
		if err := errors.Join(err, pageErr); err != nil {
			t.Fatal(err)
		}
	}
	if err := joined.Sync(vfs.SYNC_NORMAL); err != nil || below.writes != 1 || int64(len(below.content)) != frames*frame {
		t.Errorf("Sync = %v after %d writes of %d bytes, want one of %d", err, below.writes, len(below.content), frames*frame)
	}
	full := errors.New("the disk is full")
	below.refuses = full
	if _, err := joined.WriteAt(page, 0); err != nil {
		t.Errorf("WriteAt = %v before anything is written", err)
	}
	if err := joined.Sync(vfs.SYNC_NORMAL); !errors.Is(err, full) {
		t.Errorf("Sync = %v, want %v", err, full)
	}
}
