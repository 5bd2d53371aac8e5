package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// flushData flushes a file's bytes, and of its metadata only what is needed to
// read them, as SQLite does.
func flushData(file *os.File) error { return unix.Fdatasync(int(file.Fd())) }
