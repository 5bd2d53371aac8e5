package app_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// hugePNG returns a PNG whose header claims so many pixels; no data follows.
func hugePNG(w, h int) []byte {
	var header bytes.Buffer
	header.WriteString("IHDR")
	for _, n := range []int{w, h} {
		header.Write(binary.BigEndian.AppendUint32(nil, uint32(n)))
	}
	header.Write([]byte{8, 2, 0, 0, 0})
	out := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")
	out = append(out, header.Bytes()...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(header.Bytes()))
}
