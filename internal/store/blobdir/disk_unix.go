//go:build !windows

package blobdir

import (
	"errors"
	"os"
)

// syncDir flushes the names in a folder to the disk.
func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// rename gives an open file another name and returns it, open.
func rename(f *os.File, from, to string) (*os.File, error) { return f, os.Rename(from, to) }
