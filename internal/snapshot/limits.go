package snapshot

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
)

// The limits of what is read, so that a small file cannot become a large one,
// nor a large one take more memory than a row. What is written keeps to them.
const (
	// maxLine is the longest row, maxJSON the longest manifest.
	maxLine = 4 << 20
	maxJSON = 1 << 20
	// partBytes is about how many bytes of rows are kept in memory when a file
	// is written, and so maxPart is the longest part of a table.
	partBytes = 1 << 20
	maxPart   = partBytes + maxLine
	// maxBlob is the largest blob: no interface takes a tenth of it.
	maxBlob = 256 << 20
	// maxRatio is how many bytes may come out of one; freeBytes come anyhow.
	maxRatio  = 200
	freeBytes = 64 << 20
)

// maxBytes is how many bytes a file may unpack to if nobody says otherwise.
const maxBytes = 64 << 30

// packed is a file as it lies there. It counts its bytes and remembers why it
// could not be read.
type packed struct {
	from   io.Reader
	read   int64
	failed error
}

func (l *packed) Read(p []byte) (int, error) {
	n, err := l.from.Read(p)
	l.read += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		l.failed = err
	}
	return n, err
}

// explain tells an error of the file from one of reading it: gzip and tar say
// what is wrong with a file, each in its own way.
func (l *packed) explain(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case err == nil, l.failed != nil && errors.Is(err, l.failed):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return bad("it was cut off")
	case errors.Is(err, gzip.ErrHeader):
		return bad("it is not a file that a snapshot or a backup has written")
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, tar.ErrHeader), errors.As(err, &corrupt):
		return bad("it is damaged: %v", err)
	}
	return err
}

// unpacked is what comes out of a file. It ends one from which too much does.
type unpacked struct {
	from   io.Reader
	packed *packed
	limit  int64
	read   int64
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.from.Read(p)
	u.read += int64(n)
	switch {
	case u.read > freeBytes && u.read/maxRatio > u.packed.read:
		return 0, bad("it unpacks to more than %d times its size", maxRatio)
	case u.read > u.limit:
		return 0, bad("it unpacks to more than %d bytes; --restore-bytes sets another limit", u.limit)
	}
	return n, err
}

// nothingFollows reads the checksum, which comes last, and refuses whatever
// stands behind the last entry, other than the zeros that tar programs fill up
// with, or behind the stream.
func nothingFollows(all io.Reader, file *bufio.Reader) error {
	rest := make([]byte, 4096)
	for {
		n, err := all.Read(rest)
		if len(bytes.Trim(rest[:n], "\x00")) > 0 {
			return bad("something follows its end")
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	if _, err := file.ReadByte(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = bad("something follows its end")
		}
		return err
	}
	return nil
}
