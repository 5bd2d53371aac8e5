//go:build !linux

package main

import "os"

// flushData flushes a file.
func flushData(file *os.File) error { return file.Sync() }
