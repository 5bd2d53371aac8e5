//go:build !windows

package running

import (
	"io/fs"
	"os"
	"syscall"
)

// strangerOwns returns the owner of a file, and whether that is neither this
// user nor root.
func strangerOwns(info fs.FileInfo) (owner int, other bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return -1, true
	}
	owner = int(stat.Uid)
	return owner, owner != 0 && owner != os.Geteuid()
}

// openTo is what the mode lets users do.
func openTo(info fs.FileInfo) fs.FileMode { return info.Mode().Perm() }

// writable reports whether this user may make files in a folder.
func writable(dir string) bool {
	const write, search = 2, 1
	return syscall.Access(dir, write|search) == nil
}
