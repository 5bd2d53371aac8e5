package media

import (
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/image/bmp"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

const (
	// maxSide and maxPixels limit an image, so that a viewer that shows it later
	// needs bounded memory.
	maxSide   = 20_000
	maxPixels = 50_000_000
	// sniffed is how much of a file its format is told from.
	sniffed = 3072
)

// checkName is the rule for the name of an upload's file.
func checkName(kind weixin.MediaType, name string) error {
	extension := path.Ext(name)
	switch {
	case extension == "":
		return edge.Refuse(weixin.InvalidFileType, "the file name %.100q has no extension", name)
	case !kind.TakesExtension(extension):
		return edge.Refuse(weixin.InvalidFileType, "the file name %.100q has no extension of type %s", name, kind.Name)
	}
	return nil
}

// check is the rule for an upload's content: size by type, which is refused with a
// code of the interface's, format, and for an image its measures. It returns the
// content's MIME type.
func check(kind weixin.MediaType, wrongSize weixin.Code, size int64, content io.ReadSeeker) (string, error) {
	if size == 0 {
		return "", edge.Refuse(wrongSize, "the file is empty")
	}
	if size > kind.MaxSize {
		return "", edge.Refuse(wrongSize, "%d bytes are more than the %d of type %s", size, kind.MaxSize, kind.Name)
	}
	head := make([]byte, min(size, sniffed))
	if _, err := io.ReadFull(content, head); err != nil {
		return "", said.Errorf("media: read upload: %w", err)
	}
	format := detect(head, kind.Formats)
	if format == "" {
		return "", edge.Refuse(weixin.InvalidFileType, "type %s takes no %s", kind.Name, mimetype.Detect(head))
	}
	if !strings.HasPrefix(format, "image/") {
		return format, nil
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return "", said.Errorf("media: read upload: %w", err)
	}
	return format, checkImage(format, content)
}

// detect returns which of the formats the content is, "" if it is none. A
// format that builds on another counts as that other: an animated PNG is a PNG.
func detect(head []byte, formats []string) string {
	for m := mimetype.Detect(head); m != nil; m = m.Parent() {
		if i := slices.IndexFunc(formats, m.Is); i >= 0 {
			return formats[i]
		}
	}
	return ""
}

// checkImage decodes the image's header. What stands before it, as a JPEG's EXIF
// does, may be as long as the type allows.
//
//fidelity:choice uploadtempmedia 40005 | also an image whose header does not decode
func checkImage(format string, content io.Reader) error {
	read := &source{r: content}
	decode := map[string]func(io.Reader) (image.Config, error){
		"image/png":  png.DecodeConfig,
		"image/jpeg": jpeg.DecodeConfig,
		"image/gif":  gif.DecodeConfig,
		"image/bmp":  bmp.DecodeConfig,
	}[format]
	config, err := decode(read)
	if read.err != nil {
		return said.Errorf("media: read upload: %w", read.err)
	}
	if err != nil {
		return edge.Refuse(weixin.InvalidFileType, "the header of the %s does not decode: %v", format, err)
	}
	w, h := config.Width, config.Height
	if w <= 0 || h <= 0 || w > maxSide || h > maxSide || w*h > maxPixels {
		return edge.Refuse(weixin.InvalidImageSize, "an image of %d × %d pixels", w, h)
	}
	return nil
}

// source is a reader that remembers how it failed: that is not the picture's
// fault.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// extension is the end of a file name for a MIME type.
func extension(format string) string {
	if all := weixin.FileExtensions(format); len(all) > 0 {
		return all[0]
	}
	return ""
}
