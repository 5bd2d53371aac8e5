package media_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/bmp"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobmem"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
	"github.com/wxastore/wxastore/weixin"
)

func newModule(t *testing.T) *media.Module {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, appID := range []string{"wx", "wxother"} {
		if _, err := storetest.With(db).Seed(t.Context(), []store.Seed{{Account: store.Account{AppID: appID, Kind: "service"}}}); err != nil {
			t.Fatal(err)
		}
	}
	return &media.Module{Store: db, Blobs: new(blobmem.Blobs)}
}

func add(t *testing.T, module *media.Module, appID, typ, name string, content []byte, at time.Time) (store.Medium, error) {
	t.Helper()
	staged, err := module.Blobs.Stage(t.Context(), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	m, err := module.Add(t.Context(), media.Upload{AppID: appID, Type: typ, Name: name, Content: staged, At: at})
	if closed := staged.Close(); closed != nil {
		t.Error(closed)
	}
	return m, err
}

func mustAdd(t *testing.T, module *media.Module, appID, typ, name string, content []byte, at time.Time) string {
	t.Helper()
	m, err := add(t, module, appID, typ, name, content, at)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return m.ID
}

// drawn is a picture of noise, so that there is something to cut off.
func drawn(t *testing.T, format string, w, h int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for sum, p := sha256.Sum256([]byte(format)), m.Pix; len(p) > 0; sum = sha256.Sum256(sum[:]) {
		p = p[copy(p, sum[:]):]
	}
	var b bytes.Buffer
	var err error
	switch format {
	case "png":
		err = png.Encode(&b, m)
	case "jpeg":
		err = jpeg.Encode(&b, m, nil)
	case "gif":
		err = gif.Encode(&b, m, nil)
	case "bmp":
		err = bmp.Encode(&b, m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withEXIF puts n bytes of EXIF before a JPEG's frame.
func withEXIF(picture []byte, size int) []byte {
	segment := append([]byte{0xff, 0xe1, 0xff, 0xff, 'E', 'x', 'i', 'f', 0, 0}, make([]byte, 0xffff-2-6)...)
	return slices.Concat(picture[:2], bytes.Repeat(segment, size/len(segment)+1), picture[2:])
}

// TestPictureReasons asks for head images by every kind of media id, and wants
// each refused for its own reason.
func TestPictureReasons(t *testing.T) {
	module, now := newModule(t), time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)
	small, photo := drawn(t, "png", 40, 30), drawn(t, "jpeg", 40, 30)
	damaged := slices.Clone(small)
	damaged[len(damaged)/2] ^= 1
	old := now.Add(-weixin.TempMediaLife)
	swept := mustAdd(t, module, "wx", "image", "a.png", small, now.Add(-10*24*time.Hour))
	if _, err := module.Sweep(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	if _, err := module.Store.Medium(t.Context(), "wx", swept); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("the old medium was not swept: %v", err)
	}
	image := func(name string, content []byte) string {
		return mustAdd(t, module, "wx", "image", name, content, now)
	}
	for name, c := range map[string]struct{ id, want string }{
		"png":                   {image("a.png", small), ""},
		"jpeg":                  {image("a.jpg", photo), ""},
		"named as another":      {image("a.png", photo), ""},
		"much EXIF":             {image("a.jpg", withEXIF(photo, 5<<20)), ""},
		"the last moment":       {mustAdd(t, module, "wx", "image", "a.png", small, old.Add(time.Millisecond)), ""},
		"empty":                 {"", "does not have the form of a media id"},
		"no id":                 {"no-such-id", `"no-such-id" does not have the form of a media id`},
		"never there":           {base64.RawURLEncoding.EncodeToString(make([]byte, 48)), "there never was a medium of the id"},
		"expired":               {mustAdd(t, module, "wx", "image", "a.png", small, old), "expired at 2026-03-01T04:00:00Z"},
		"expired and forgotten": {swept, "expired at 2026-02-22T04:00:00Z"},
		"another's":             {mustAdd(t, module, "wxother", "image", "a.png", small, now), "is another account's, not that of wx"},
		"voice":                 {mustAdd(t, module, "wx", "voice", "a.amr", []byte("#!AMR\n<frames>"), now), "is of type voice, not image"},
		"video":                 {mustAdd(t, module, "wx", "video", "a.mp4", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), now), "is of type video, not image"},
		"thumb":                 {mustAdd(t, module, "wx", "thumb", "a.jpg", photo, now), "is of type thumb, not image"},
		"gif":                   {image("a.gif", drawn(t, "gif", 4, 4)), "is a gif, and a head image is a JPEG or PNG"},
		"bmp":                   {image("a.bmp", drawn(t, "bmp", 4, 4)), "is a bmp, and a head image is a JPEG or PNG"},
		"png, header alone":     {image("a.png", small[:33]), "does not decode to its end"},
		"png, half":             {image("a.png", small[:len(small)/2]), "does not decode to its end"},
		"png, damaged":          {image("a.png", damaged), "does not decode to its end"},
		"jpeg, half":            {image("a.jpg", photo[:len(photo)/2]), "does not decode to its end"},
		"too many pixels":       {image("a.png", large(5000, 4001)), "5000 × 4001 pixels, and a head image at most 20 million"},
	} {
		blob, none, err := module.Picture(t.Context(), "wx", c.id, now)
		if err != nil || (none == "") != (c.want == "") || !strings.Contains(none, c.want) || (none == "") == blob.IsZero() {
			t.Errorf("%s: %q, blob %s, %v, want %q", name, none, blob, err, c.want)
		}
	}
}

// large is the header of a PNG of this many pixels, and of nothing more.
func large(w, h int) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	b = append(b, 0, 0, byte(w>>8), byte(w), 0, 0, byte(h>>8), byte(h), 8, 2, 0, 0, 0)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
}

// TestNames uploads a content under the names that clients give it.
func TestNames(t *testing.T) {
	module, now := newModule(t), time.Now()
	samples := map[string][]byte{
		"image": drawn(t, "png", 4, 4), "thumb": drawn(t, "jpeg", 4, 4),
		"voice": []byte("#!AMR\n<frames>"), "video": []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"),
	}
	taken := map[string][]string{
		"image": {".png", ".jpg", ".jpeg", ".gif", ".bmp"}, "thumb": {".jpg", ".jpeg"},
		"voice": {".amr", ".mp3"}, "video": {".mp4"},
	}
	var all []string
	for _, extensions := range taken {
		all = append(all, extensions...)
	}
	for _, kind := range weixin.MediaTypes() {
		for _, extension := range append(all, "", ".", ".tmp", ".webp", ".png.exe", ".heic") {
			for _, name := range []string{"a" + extension, "a" + strings.ToUpper(extension), "店.照" + extension} {
				_, err := add(t, module, "wx", kind.Name, name, samples[kind.Name], now)
				want := slices.Contains(taken[kind.Name], extension)
				refusal, refused := errors.AsType[*edge.Refusal](err)
				if want != (err == nil) || !want && (!refused || refusal.Code != weixin.InvalidFileType) {
					t.Errorf("a %s named %s: %v", kind.Name, name, err)
				}
			}
		}
	}
}
