//go:build unix

package serve

import "syscall"

// makeFilesPrivate keeps what the process makes from now on from all other users,
// whatever the shell or the unit that started it let them read.
func makeFilesPrivate() { syscall.Umask(0o077) }
