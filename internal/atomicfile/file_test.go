package atomicfile_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/wxastore/wxastore/internal/atomicfile"
)

// holds fails unless the folder has the file with that content and nothing else.
func holds(t *testing.T, path, content string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil || string(text) != content {
		t.Errorf("the file holds %q, %v; want %q", text, err, content)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v; want one file", entries, err)
	}
}

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	write := func(text string, err error) func(io.Writer) error {
		return func(w io.Writer) error {
			_, failed := io.WriteString(w, text)
			return errors.Join(failed, err)
		}
	}
	if err := atomicfile.Write(path, write("first", nil)); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "first")
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file has %v, %v; want mode 0600", info.Mode(), err)
	}
	broken := errors.New("broken")
	if err := atomicfile.Write(path, write("half of the seco", broken)); !errors.Is(err, broken) {
		t.Errorf("Write returned %v, want the error of its function", err)
	}
	holds(t, path, "first")
	if err := atomicfile.Write(path, write("third", nil)); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "third")
}

func TestCreate(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.backup")
	file, err := atomicfile.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not whole has its name: %v", err)
	}
	if _, err := file.WriteString("whole"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(file.Commit(), file.Close()); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "whole")
}

// TestNoFolder names the file that was asked for, not the temporary one.
func TestNoFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "missing", "a.csv")
	_, err := atomicfile.Create(path)
	failed, ok := errors.AsType[*fs.PathError](err)
	if !ok || failed.Path != path || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Create returned %v, want one that names %s", err, path)
	}
}

// TestNameIsTaken leaves nothing where a folder has the name.
func TestNameIsTaken(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(path, func(io.Writer) error { return nil }); err == nil {
		t.Error("a folder was replaced by a file")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v; want the folder alone", entries, err)
	}
}
