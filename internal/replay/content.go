package replay

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/image/bmp"

	"github.com/wxastore/wxastore/internal/said"
)

// Content makes the bytes of a file of a kind: "png 4x4", "jpeg 4x4", "gif 4x4"
// and "bmp 4x4", of at most 100 pixels a side; "pngheader 60000x60000", which has
// no more than the header; "amr", "mp3", "mp4", "text", "svg" and "empty". A last
// word "+N" adds N zero bytes.
func Content(words ...string) ([]byte, error) {
	if len(words) == 0 {
		return nil, said.Errorf("no kind of content")
	}
	extra := 0
	if last, ok := strings.CutPrefix(words[len(words)-1], "+"); ok {
		var err error
		if extra, err = strconv.Atoi(last); err != nil {
			return nil, said.Errorf("content +%s: %w", last, err)
		}
		words = words[:len(words)-1]
	}
	var w, h int
	if len(words) > 1 {
		if _, err := fmt.Sscanf(words[1], "%dx%d", &w, &h); err != nil {
			return nil, said.Errorf("content of size %q: %w", words[1], err)
		}
	}
	content, err := contentOf(words[0], w, h)
	return slices.Concat(content, make([]byte, extra)), err
}

func contentOf(kind string, w, h int) ([]byte, error) {
	var b bytes.Buffer
	var err error
	small := image.NewPaletted(image.Rect(0, 0, min(w, 100), min(h, 100)), color.Palette{color.White, color.Black})
	switch kind {
	case "png":
		err = png.Encode(&b, small)
	case "jpeg":
		err = jpeg.Encode(&b, small, nil)
	case "gif":
		err = gif.Encode(&b, small, nil)
	case "bmp":
		err = bmp.Encode(&b, small)
	case "pngheader":
		b.Write(pngHeader(w, h))
	case "amr":
		b.WriteString("#!AMR\n<frames>")
	case "mp3":
		b.WriteString("ID3\x03\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x00")
	case "mp4":
		b.WriteString("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
	case "text":
		b.WriteString("no picture at all")
	case "svg":
		b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	case "empty":
	default:
		return nil, said.Errorf("no content is of kind %q", kind)
	}
	return b.Bytes(), err
}

// pngHeader returns a PNG whose header claims a size; no pixels follow.
func pngHeader(w, h int) []byte {
	header := []byte("IHDR")
	header = binary.BigEndian.AppendUint32(header, uint32(w))
	header = binary.BigEndian.AppendUint32(header, uint32(h))
	header = append(header, 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(header))
}
