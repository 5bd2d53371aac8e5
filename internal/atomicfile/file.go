package atomicfile

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// File is a file that does not have its name yet.
type File struct {
	*os.File
	name string
	done bool
}

// Create begins a file of mode 0600. Close removes it unless Commit has given it its
// name. A process that is killed in between leaves it under the temporary name, which
// begins with a dot.
func Create(name string) (*File, error) {
	if name == "" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: failed.Err}
	}
	if err != nil {
		return nil, err
	}
	return &File{File: file, name: name}, nil
}

// Commit flushes the file to the disk and gives it its name. What had the name is gone.
func (f *File) Commit() error {
	err := errors.Join(f.Sync(), f.File.Close())
	if err == nil {
		err = os.Rename(f.Name(), f.name)
	}
	f.done = true
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	// The name is kept by the folder; not every system can flush one.
	if dir, err := os.Open(filepath.Dir(f.name)); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}

// Close removes a file that was not committed, and does nothing after Commit.
func (f *File) Close() error {
	if f.done {
		return nil
	}
	f.done = true
	return errors.Join(f.File.Close(), os.Remove(f.Name()))
}

// Write makes a file of what write writes. If write fails, there is no file, or the one
// that was there before.
func Write(name string, write func(io.Writer) error) error {
	file, err := Create(name)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(file)
	if err := errors.Join(write(buffered), buffered.Flush()); err != nil {
		return errors.Join(err, file.Close())
	}
	return file.Commit()
}
