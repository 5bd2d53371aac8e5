package media

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// maxDecoded is how many pixels a picture may have that is decoded whole: one of
// a good phone, so that one at a time needs tens of megabytes, and some hundred
// at worst.
const maxDecoded = 20_000_000

// Picture returns the blob of a live temporary image of the account that can be
// shown as a head image: a JPEG or PNG that decodes to its end. none says why
// the id names no such image, "" if it does.
//
//fidelity:inferred modifywxastore headimg-format | JPEG or PNG, else 85056 | the page of the application says jpg and png of its own headimg_mediaid
//fidelity:choice modifywxastore headimg-whole | the picture decodes to its end and has at most 20 million pixels, else 85056
func (r *Module) Picture(ctx context.Context, appID, id string, at time.Time) (blob store.Hash, none string, err error) {
	m, none, err := r.live(ctx, appID, id, at)
	if err != nil || none != "" {
		return store.Hash{}, none, err
	}
	if m.Type != "image" {
		return store.Hash{}, fmt.Sprintf("the media is of type %s, not image", m.Type), nil
	}
	if none, err = r.whole(ctx, m); err != nil || none != "" {
		return store.Hash{}, none, err
	}
	return m.Blob, "", nil
}

// decoder returns how a format that a head image may have is decoded, its header
// and all of it; nil for other formats.
func decoder(format string) (config func(io.Reader) (image.Config, error), all func(io.Reader) (image.Image, error)) {
	switch format {
	case "image/png":
		return png.DecodeConfig, png.Decode
	case "image/jpeg":
		return jpeg.DecodeConfig, jpeg.Decode
	}
	return nil, nil
}

// whole says what is wrong with a picture, "" if it decodes to its end. Pictures
// are decoded one at a time.
func (r *Module) whole(ctx context.Context, m store.Medium) (wrong string, err error) {
	config, all := decoder(m.ContentType)
	if all == nil {
		return fmt.Sprintf("the image is a %s, and a head image is a JPEG or PNG", strings.TrimPrefix(m.ContentType, "image/")), nil
	}
	content, err := r.Blobs.Open(ctx, m.Blob)
	if err != nil {
		return "", said.Errorf("media: open %s: %w", m.ID, err)
	}
	defer content.Close()
	read := &source{r: content}
	measures, err := config(bufio.NewReader(read))
	if err == nil && measures.Width*measures.Height > maxDecoded {
		return fmt.Sprintf("the image has %d × %d pixels, and a head image at most %d million", measures.Width, measures.Height, maxDecoded/1_000_000), nil
	}
	if err == nil {
		if _, err := content.Seek(0, io.SeekStart); err != nil {
			return "", said.Errorf("media: read %s: %w", m.ID, err)
		}
		r.decoding.Lock()
		defer r.decoding.Unlock()
		if err := ctx.Err(); err != nil {
			return "", err
		}
		_, err = all(bufio.NewReader(read))
	}
	if read.err != nil {
		return "", said.Errorf("media: read %s: %w", m.ID, read.err)
	}
	if err != nil {
		return fmt.Sprintf("the image does not decode to its end: %v", err), nil
	}
	return "", nil
}
