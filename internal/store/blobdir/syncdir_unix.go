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
