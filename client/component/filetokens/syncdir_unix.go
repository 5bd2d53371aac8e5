//go:build !windows

package filetokens

import (
	"errors"
	"fmt"
	"os"
)

// syncDir flushes the names in a folder to the disk.
func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("filetokens: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("filetokens: flush %s: %w", path, err)
	}
	return nil
}
