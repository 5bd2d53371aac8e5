//go:build !windows

package filetokens

import (
	"errors"
	"os"

	"github.com/wxastore/wxastore/internal/said"
)

// syncDir flushes the names in a folder to the disk.
func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return said.Errorf("filetokens: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return said.Errorf("filetokens: flush %s: %w", path, err)
	}
	return nil
}
