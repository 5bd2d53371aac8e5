package main

import (
	"bytes"
	"image/png"
	"testing"
)

func TestNumberedPictures(t *testing.T) {
	picture, err := newPicture()
	if err != nil {
		t.Fatal(err)
	}
	if size := len(picture); size < 100_000 || size > 110_000 {
		t.Errorf("the picture has %d bytes", size)
	}
	one, two := numbered(picture, 1), numbered(picture, 2)
	if bytes.Equal(one, two) {
		t.Error("two pictures are the same bytes")
	}
	for _, content := range [][]byte{one, two} {
		if _, err := png.Decode(bytes.NewReader(content)); err != nil {
			t.Errorf("a numbered picture is not a PNG: %v", err)
		}
	}
}
