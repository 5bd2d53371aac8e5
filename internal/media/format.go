package media

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/image/bmp"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/weixin"
)

const (
	// maxSide and maxPixels limit an image, so that whoever shows it later
	// needs bounded memory.
	maxSide   = 20_000
	maxPixels = 50_000_000
	// maxImageHeader is how far into a file an image's size may stand: beyond
	// the largest EXIF and colour profile.
	maxImageHeader = 4 << 20
	// sniffed is how much of a file its format is told from.
	sniffed = 3072
)

// check is the rule for an upload: size by type, format by content and not by
// name, and for an image its measures. It returns the content's MIME type.
//
//fidelity:differs format of an upload | the file name's extension counts: a name without one was answered 40005 (OBSERVED) | the content counts, the name does not | a name says nothing of what will be shown
func check(kind weixin.MediaType, size int64, content io.Reader) (string, error) {
	if size == 0 {
		return "", edge.Refuse(weixin.InvalidMediaSize, "the file is empty")
	}
	if size > kind.MaxSize {
		return "", edge.Refuse(weixin.InvalidMediaSize, "%d bytes are more than the %d of type %s", size, kind.MaxSize, kind.Name)
	}
	buffered := bufio.NewReaderSize(io.LimitReader(content, maxImageHeader), sniffed)
	head, err := buffered.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("media: read upload: %w", err)
	}
	format := detect(head, kind.Formats)
	if format == "" {
		return "", edge.Refuse(weixin.InvalidFileType, "type %s takes no %s", kind.Name, mimetype.Detect(head))
	}
	if strings.HasPrefix(format, "image/") {
		return format, checkImage(format, buffered)
	}
	return format, nil
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

// checkImage decodes the image's header.
//
//fidelity:choice uploadtempmedia 40005 | also an image whose header does not decode
func checkImage(format string, content io.Reader) error {
	decode := map[string]func(io.Reader) (image.Config, error){
		"image/png":  png.DecodeConfig,
		"image/jpeg": jpeg.DecodeConfig,
		"image/gif":  gif.DecodeConfig,
		"image/bmp":  bmp.DecodeConfig,
	}[format]
	config, err := decode(content)
	if err != nil {
		return edge.Refuse(weixin.InvalidFileType, "the header of the %s does not decode: %v", format, err)
	}
	w, h := config.Width, config.Height
	if w <= 0 || h <= 0 || w > maxSide || h > maxSide || w*h > maxPixels {
		return edge.Refuse(weixin.InvalidImageSize, "an image of %d × %d pixels", w, h)
	}
	return nil
}

// extension is the end of a file name for a MIME type.
func extension(format string) string {
	return map[string]string{
		"image/png":  ".png",
		"image/jpeg": ".jpg",
		"image/gif":  ".gif",
		"image/bmp":  ".bmp",
		"audio/amr":  ".amr",
		"audio/mpeg": ".mp3",
		"video/mp4":  ".mp4",
	}[format]
}
