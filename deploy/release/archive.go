package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// file is one of an archive.
type file struct {
	name string
	mode int64
	body []byte
}

// contents are the program and its documents, in a folder if one is named.
func (b build) contents(folder string) ([]file, error) {
	program, err := os.ReadFile(b.path)
	if err != nil {
		return nil, err
	}
	var all []file
	for _, name := range documents() {
		text, err := os.ReadFile(filepath.Join(b.source, name))
		if err != nil {
			return nil, err
		}
		all = append(all, file{folder + name, 0o644, text})
	}
	return append(all, file{folder + b.program(), 0o755, program}), nil
}

// archive writes a zip for Windows and a tar.gz for the others.
func archive(b build, out string) error {
	folder := b.name("") + "/"
	files, err := b.contents(folder)
	if err != nil {
		return err
	}
	ending, packed := ".tar.gz", tarball
	if b.system == "windows" {
		ending, packed = ".zip", zipped
	}
	text, err := packed(files, b.made)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, b.name(ending)), text, 0o644)
}

// tarball packs files of one time, owned by root.
func tarball(files []file, at time.Time) ([]byte, error) {
	var packed bytes.Buffer
	squeezed, err := gzip.NewWriterLevel(&packed, gzip.DefaultCompression)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(writeTar(squeezed, files, at), squeezed.Close()); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

func writeTar(to io.Writer, files []file, at time.Time) error {
	w := tar.NewWriter(to)
	for _, f := range files {
		header := &tar.Header{
			Typeflag: tar.TypeReg, Name: f.name, Mode: f.mode, Size: int64(len(f.body)),
			ModTime: at, Uname: "root", Gname: "root", Format: tar.FormatUSTAR,
		}
		if err := w.WriteHeader(header); err != nil {
			return err
		}
		if _, err := w.Write(f.body); err != nil {
			return err
		}
	}
	return w.Close()
}

func zipped(files []file, at time.Time) ([]byte, error) {
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for _, f := range files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: at.UTC()}
		header.SetMode(os.FileMode(f.mode))
		into, err := w.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := into.Write(f.body); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return packed.Bytes(), err
}

// sums writes the checksums of all files, in the form of sha256sum.
func sums(out string) error {
	var lines strings.Builder
	err := filepath.WalkDir(out, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(out, path)
		fmt.Fprintf(&lines, "%x  %s\n", sha256.Sum256(text), filepath.ToSlash(name))
		return err
	})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, sumsFile), []byte(lines.String()), 0o644)
}

const sumsFile = "SHA256SUMS"
