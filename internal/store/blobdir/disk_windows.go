package blobdir

import "os"

// syncDir does nothing: Windows flushes names with the file system's own log
// and cannot be asked to.
func syncDir(string) error { return nil }

// rename gives an open file another name and returns it, open. Windows does not
// rename a file that is open.
func rename(f *os.File, from, to string) (*os.File, error) {
	if err := f.Close(); err != nil {
		return f, err
	}
	if err := os.Rename(from, to); err != nil {
		return f, err
	}
	return os.Open(to)
}
