package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"math/rand/v2"
)

// pictureSide makes a picture of grey noise of a little more than 100 KB, for
// noise does not compress.
const pictureSide = 320

// newPicture draws noise as a PNG.
func newPicture() ([]byte, error) {
	noise := image.NewGray(image.Rect(0, 0, pictureSide, pictureSide))
	for i := range noise.Pix {
		noise.Pix[i] = byte(rand.Uint32())
	}
	b := new(bytes.Buffer)
	err := png.Encode(b, noise)
	return b.Bytes(), err
}

// pngEnd is how long the chunk is that ends a PNG.
const pngEnd = 12

// numbered returns the same picture with a number in a comment, so that no two
// are the same bytes.
func numbered(picture []byte, n int) []byte {
	text := fmt.Appendf(nil, "tEXtComment\x00%d", n)
	b := bytes.Clone(picture[:len(picture)-pngEnd])
	b = binary.BigEndian.AppendUint32(b, uint32(len(text)-len("tEXt")))
	b = append(b, text...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(text))
	return append(b, picture[len(picture)-pngEnd:]...)
}
