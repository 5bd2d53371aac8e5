package folderfiles

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// Open opens a folder, and lists its regular files whose names end in one of the suffixes,
// by name. What is said of an error is what the folder is for. The root is nil where
// there is no such folder, and otherwise the caller's to close.
func Open(folder, what string, suffixes ...string) (*os.Root, []fs.DirEntry, error) {
	root, err := os.OpenRoot(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", what, err)
	}
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", what, err), root.Close())
	}
	return root, slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		named := slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(e.Name(), suffix) })
		return !named || !e.Type().IsRegular()
	}), nil
}
