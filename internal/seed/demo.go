package seed

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"github.com/wxastore/wxastore/internal/geo"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// The demo's service account. Everybody knows its secret.
const (
	DemoAppID  = "wx0123456789abcdef"
	DemoSecret = "0123456789abcdef0123456789abcdef"
)

// The demo's third-party platform. Everybody knows its secret, too.
const (
	DemoComponentAppID  = "wxc0123456789abcdef"
	DemoComponentSecret = "fedcba9876543210fedcba9876543210"
)

// Demo applies the demo's account with its approved store Mini Program, the demo's
// platform, which nobody has authorized, and invented places on the map.
func (l Loader) Demo(ctx context.Context) error {
	var picture bytes.Buffer
	if err := png.Encode(&picture, storefront()); err != nil {
		return said.Errorf("demo picture: %w", err)
	}
	_, err := l.apply(ctx, []Account{{
		AppID: DemoAppID, Secret: DemoSecret, Name: "Demo account", Kind: weixin.ServiceAccount.String(),
		Merchant: &Merchant{Nickname: "示例门店", Intro: "一家示例门店", Picture: picture.Bytes()},
	}}, "", nil)
	if err != nil {
		return said.Errorf("demo account: %w", err)
	}
	_, err = l.applyPlatforms(ctx, []Component{{
		AppID: DemoComponentAppID, Secret: DemoComponentSecret, Name: "Demo platform", RedirectDomain: "localhost",
	}}, nil)
	if err != nil {
		return said.Errorf("demo platform: %w", err)
	}
	places, err := geo.Examples()
	if err != nil {
		return err
	}
	if _, err := declarePlaces(ctx, l.Store, places); err != nil {
		return said.Errorf("demo places: %w", err)
	}
	return nil
}

// storefront draws the demo's head image: an awning over a door.
func storefront() image.Image {
	const side = 240
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{
		color.RGBA{0xf6, 0xf1, 0xe7, 0xff}, // wall
		color.RGBA{0x07, 0xc1, 0x60, 0xff}, // awning
		color.RGBA{0xff, 0xff, 0xff, 0xff},
		color.RGBA{0x5b, 0x46, 0x36, 0xff}, // door
	})
	fill := func(r image.Rectangle, c uint8) {
		draw.Draw(img, r, image.NewUniform(img.Palette[c]), image.Point{}, draw.Src)
	}
	for x := 20; x < 220; x += 40 {
		fill(image.Rect(x, 40, x+20, 100), 1)
		fill(image.Rect(x+20, 40, x+40, 100), 2)
	}
	fill(image.Rect(100, 130, 160, 220), 3)
	return img
}
