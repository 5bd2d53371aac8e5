package state

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// newFile is a file that appears under its name once it is whole.
type newFile struct {
	*os.File
	name string
}

// partSuffix is what the name of a file ends in until it is whole.
const partSuffix = ".part"

// createFile begins a file. One that is there stays unless force is set.
func createFile(name string, force bool) (newFile, error) {
	if _, err := os.Lstat(name); err == nil && !force {
		return newFile{}, command.Errorf("%s is there already: choose another name, or replace it with --force", name)
	}
	file, err := os.OpenFile(name+partSuffix, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	return newFile{file, name}, err
}

// keep makes the file appear. Without keep, drop removes it.
func (f newFile) keep() error {
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), f.name); err != nil {
		return err
	}
	// The name is kept by the folder; not every system can flush one.
	if dir, err := os.Open(filepath.Dir(f.name)); err == nil {
		_ = dir.Sync()
		dir.Close()
	}
	return nil
}

func (f newFile) drop() error {
	f.Close()
	return os.Remove(f.Name())
}
