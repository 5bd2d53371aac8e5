package folderfiles_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wxastore/wxastore/internal/folderfiles"
)

// TestOpen lists regular files of the suffixes, and neither folders nor links.
func TestOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"b.plan", "a.plan", "c.other", "d.run"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.plan"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a.plan", filepath.Join(dir, "link.plan")); err != nil {
		t.Fatal(err)
	}
	root, files, err := folderfiles.Open(dir, "the folder", ".plan", ".run")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	if len(names) != 3 || names[0] != "a.plan" || names[1] != "b.plan" || names[2] != "d.run" {
		t.Error(names)
	}
	if root, files, err := folderfiles.Open(filepath.Join(dir, "none"), "the folder", ".plan"); root != nil || files != nil || err != nil {
		t.Error(files, err)
	}
	if _, _, err := folderfiles.Open(filepath.Join(dir, "a.plan"), "the folder", ".plan"); err == nil {
		t.Error("a file is taken for a folder")
	}
}
