package sqlite

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// recorder is the operating system's files, and notes in which order those of
// one folder are written and flushed, so that it can say what a loss of power
// may have left of them.
type recorder struct {
	vfs.VFS
	dir string
	// forgetful has no file flushed.
	forgetful bool

	mu     sync.Mutex
	events []event
}

// event is one thing that happened to a file, by its name.
type event struct {
	file string
	// data was written at offset; without data the file was cut to that length.
	data   []byte
	offset int64
	// flushed, if not 0, says that what had happened to the file before this
	// event is on the disk.
	flushed int
}

const recorderVFS = "wxastore-recorder"

// record has what is written in a folder recorded, until the test ends.
func record(t *testing.T, dir string, forgetful bool) *recorder {
	t.Helper()
	r := &recorder{VFS: vfs.Find(""), dir: dir, forgetful: forgetful}
	registerLogVFS()
	vfs.Register(recorderVFS, r)
	vfs.Register(logVFS, joiningVFS{r})
	t.Cleanup(func() {
		vfs.Unregister(recorderVFS)
		vfs.Register(logVFS, joiningVFS{vfs.Find("")})
	})
	return r
}

func (r *recorder) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	file, got, err := r.VFS.(vfs.VFSFilename).OpenFilename(name, flags)
	if err == nil && name != nil && filepath.Dir(name.String()) == r.dir && flags&(vfs.OPEN_MAIN_DB|vfs.OPEN_WAL) != 0 {
		file = &recordedFile{file, r, filepath.Base(name.String())}
	}
	return file, got, err
}

// now is how many events there were.
func (r *recorder) now() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.events)
}

func (r *recorder) add(e event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

type recordedFile struct {
	vfs.File
	recorder *recorder
	name     string
}

// SharedMemory is what the log needs between connections.
func (f *recordedFile) SharedMemory() vfs.SharedMemory { return vfsutil.WrapSharedMemory(f.File) }

func (f *recordedFile) WriteAt(b []byte, offset int64) (int, error) {
	f.recorder.add(event{file: f.name, data: append([]byte{}, b...), offset: offset})
	return f.File.WriteAt(b, offset)
}

func (f *recordedFile) Truncate(size int64) error {
	f.recorder.add(event{file: f.name, offset: size})
	return f.File.Truncate(size)
}

// Sync counts only once it has returned, and for what came before it began.
func (f *recordedFile) Sync(flags vfs.SyncFlag) error {
	before := f.recorder.now()
	if err := f.File.Sync(flags); err != nil || f.recorder.forgetful {
		return err
	}
	f.recorder.add(event{file: f.name, flushed: before})
	return nil
}

// sector is what a disk writes as a whole or not at all.
const sector = 512

// powerLoss writes into a folder what a loss of power after this many events may
// have left: all that was flushed, and of the rest any sectors.
func (r *recorder) powerLoss(t *testing.T, dir string, events int, chance *rand.Rand) {
	t.Helper()
	flushed, files := make(map[string]int), make(map[string][]byte)
	for _, e := range r.events[:events] {
		flushed[e.file] = max(flushed[e.file], e.flushed)
	}
	for i, e := range r.events[:events] {
		certain := i < flushed[e.file]
		switch {
		case e.flushed > 0:
		case e.data == nil:
			if certain || chance.IntN(2) == 0 {
				files[e.file] = resized(files[e.file], int(e.offset))
			}
		case certain:
			files[e.file] = written(files[e.file], e.data, int(e.offset))
		default:
			files[e.file] = tornWrite(files[e.file], e.data, int(e.offset), chance)
		}
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// tornWrite writes any sectors: of most writes all or none, as most come to the
// disk as a whole.
func tornWrite(content, data []byte, offset int, chance *rand.Rand) []byte {
	mode := chance.IntN(4)
	for len(data) > 0 {
		n := min(len(data), sector-offset%sector)
		if mode == 0 || mode == 1 && chance.IntN(2) == 0 {
			content = written(content, data[:n], offset)
		}
		data, offset = data[n:], offset+n
	}
	return content
}

func written(content, data []byte, offset int) []byte {
	content = resized(content, max(len(content), offset+len(data)))
	copy(content[offset:], data)
	return content
}

// resized cuts a file or fills it up with zeros.
func resized(content []byte, size int) []byte {
	if size <= len(content) {
		return content[:size:size]
	}
	return append(content, make([]byte, size-len(content))...)
}

// begun is how often a file was written at its beginning.
func (r *recorder) begun(suffix string) (n int) {
	for _, e := range r.events {
		if e.data != nil && e.offset == 0 && strings.HasSuffix(e.file, suffix) {
			n++
		}
	}
	return n
}
