package conformance

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// seeded is the state that every trial begins with.
const seeded = "as seeded"

// writeSeed writes a seed file with one account that has a store Mini Program.
func writeSeed(t *testing.T, a account) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seed.yaml")
	text := fmt.Sprintf("accounts:\n  - {appid: %s, secret: %s, merchant: {nickname: a shop, intro: %s}}\n", a.appID, a.secret, seeded)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// picture is a file to upload.
type picture struct {
	path    string
	content []byte
}

// drawPicture writes a PNG of noise, which does not compress, so that its size
// is about three bytes a pixel.
func drawPicture(t *testing.T, seed uint64, side int) picture {
	t.Helper()
	noise := rand.New(rand.NewPCG(seed, 0))
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = byte(noise.Uint32())
		if i%4 == 3 {
			img.Pix[i] = 0xff // opaque
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	p := picture{path: filepath.Join(t.TempDir(), fmt.Sprintf("门店 %d.png", seed)), content: b.Bytes()}
	if err := os.WriteFile(p.path, p.content, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}
