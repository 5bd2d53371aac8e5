package command

import (
	"bufio"
	"errors"
	"io"
	"os"

	"github.com/wxastore/wxastore/internal/atomicfile"
)

// OutFile is what a command writes once its work is done. It is begun before the work: a
// name that cannot be written costs nothing then. It appears under its name once it is
// whole.
type OutFile struct{ file *atomicfile.File }

// IfNamed begins a file if it has a name. Without one Write writes nothing.
func IfNamed(name string, begin func(name string) (OutFile, error)) (OutFile, error) {
	if name == "" {
		return OutFile{}, nil
	}
	return begin(name)
}

// NewFile begins a file. One that is there stays, and is a wrong use.
func NewFile(name string) (OutFile, error) {
	if _, err := os.Lstat(name); err == nil {
		return OutFile{}, Usagef("%s is there already: name another file, or remove it", name)
	}
	return ReplaceFile(name)
}

// ReplaceFile is NewFile for a file that may be there; it is replaced once the new one is
// whole.
func ReplaceFile(name string) (OutFile, error) {
	file, err := atomicfile.Create(name)
	if err != nil {
		return OutFile{}, WrongUsage(err)
	}
	return OutFile{file}, nil
}

// Write gives the file what write writes, and its name.
func (f OutFile) Write(write func(io.Writer) error) error {
	if f.file == nil {
		return nil
	}
	buffered := bufio.NewWriter(f.file)
	if err := errors.Join(write(buffered), buffered.Flush()); err != nil {
		return err
	}
	return f.file.Commit()
}

// WriteByName is Write for what writes into a file that it is given the name of.
func (f OutFile) WriteByName(write func(name string) error) error {
	if f.file == nil {
		return nil
	}
	if err := write(f.file.Name()); err != nil {
		return err
	}
	return f.file.Commit()
}

// Close removes the file unless Write has written it.
func (f OutFile) Close() error {
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}
