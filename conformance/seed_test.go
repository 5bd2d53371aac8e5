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

// writeSeed writes a seed file with the accounts that judges call for. The one that has
// nothing has cards, which no call of the service makes.
func writeSeed(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seed.yaml")
	who, empty := seededAccount(), emptyAccount()
	text := fmt.Sprintf("accounts:\n  - {appid: %s, secret: %s, merchant: {nickname: a shop, intro: %s}}\n  - {appid: %s, secret: %s, %s}\n",
		who.appID, who.secret, seeded, empty.appID, empty.secret, seededCards())
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func seededCards() string {
	return fmt.Sprintf("cards: [{card_id: %s, type: MEMBER_CARD}, {card_id: %s, type: MEMBER_CARD}]", firstCard, secondCard)
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
