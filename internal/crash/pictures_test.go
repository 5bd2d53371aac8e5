package crash

import (
	"bytes"
	"image"
	"image/png"
	"math/rand/v2"
	"sync/atomic"
)

// commonPictures is how many pictures are uploaded again and again, so that
// calls meet over the same bytes.
const commonPictures = 8

// pictures draws small pictures.
type pictures struct{ drawn atomic.Uint64 }

// next returns a new picture or, every other time, a common one.
func (p *pictures) next() []byte {
	n := p.drawn.Add(1)
	if n%2 == 0 {
		return draw(n / 2 % commonPictures)
	}
	return draw(commonPictures + n)
}

// draw returns the PNG of a number: noise that no two numbers share.
func draw(number uint64) []byte {
	noise := rand.New(rand.NewPCG(number, 0))
	img := image.NewNRGBA(image.Rect(0, 0, 4, 4))
	for i := range img.Pix {
		img.Pix[i] = byte(noise.Uint32())
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // a buffer takes every byte
	}
	return b.Bytes()
}
