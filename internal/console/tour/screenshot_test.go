package tour

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/wxastore/wxastore/internal/rounds"
)

var update = flag.Bool("update", false, "take the pictures in docs/screenshots again")

// folder is where the pictures of the pages are.
const folder = "../../../docs/screenshots"

// mostBytes is how large a picture may be.
const mostBytes = 60 << 10

// TestScreenshots takes a picture of each page, light, dark and as wide as a
// phone, and compares it with the one in docs/screenshots. Another browser draws
// letters a little differently; a page that has changed differs more. In an ordinary run
// the pages take turns with the three looks; with WXASTORE_TOUR_WAYS, and to take the
// pictures again, each page is seen in as many.
func TestScreenshots(t *testing.T) {
	findLetters(t)
	in := browser(t)
	s := start(t)
	all := scenes(t, s, stage(t, s))
	b := open(t, in, s.ConsoleURL(), "en")
	looks := []struct {
		name, scheme  string
		width, height int64
	}{{"light", "light", 1200, 760}, {"dark", "dark", 1200, 760}, {"phone", "light", 360, 740}}
	many := rounds.Of(t, "WXASTORE_TOUR_WAYS", 1, 1)
	if *update {
		many = len(looks)
	}
	for l, look := range looks {
		b.look(look.scheme, look.width, look.height)
		for i, page := range all {
			if (i+l)%len(looks) >= many {
				continue
			}
			if page.name == "levers" {
				s.pull(t)
			}
			b.show(page)
			if wide := b.script(`String(document.documentElement.scrollWidth > window.innerWidth)`); wide == "true" {
				t.Errorf("%s is wider than a screen of %d", page.name, look.width)
			}
			shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
			b.must(err)
			path := filepath.Join(folder, page.name+"-"+look.name+".png")
			if page.name == "levers" {
				s.letGo(t)
			}
			taken, err := png.Decode(bytes.NewReader(shot))
			b.must(err)
			if *update {
				keep(t, path, taken)
				continue
			}
			most := 0.02
			switch page.name {
			case "plots", "overview", "calls", "call", "platform", "events":
				most = 0.3 // how fast this machine is decides what they show: costs, and attempts to push
			}
			if apart := difference(t, path, taken); apart > most {
				t.Errorf("%s: %.1f %% of it looks different now: take it again with\n\tgo test ./internal/console/tour -run TestScreenshots -update", path, 100*apart)
			}
		}
	}
}

// findLetters ends the test where other letters would be drawn than those of the
// pictures that are kept.
func findLetters(t *testing.T) {
	t.Helper()
	for what, want := range map[string]string{"system-ui": "DejaVuSans", ":lang=zh-cn": "NotoSansCJK"} {
		out, err := exec.CommandContext(t.Context(), "fc-match", what).Output()
		if err != nil || !strings.HasPrefix(string(out), want) {
			t.Fatalf("the letters of the pictures are missing (%s is %q, %v): make tools installs them", what, out, err)
		}
	}
}

// keep writes a picture with few colours, which makes it small.
func keep(t *testing.T, path string, taken image.Image) {
	t.Helper()
	var file bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&file, fewer(taken)); err != nil {
		t.Fatal(err)
	}
	if file.Len() > mostBytes {
		t.Errorf("%s has %d bytes", path, file.Len())
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// fewer reduces a picture to 128 colours at most: the most frequent ones.
func fewer(img image.Image) *image.Paletted {
	bounds := img.Bounds()
	counts := make(map[color.RGBA]int)
	at := func(x, y int) color.RGBA {
		r, g, b, _ := img.At(x, y).RGBA()
		return color.RGBA{uint8(r>>8) &^ 3, uint8(g>>8) &^ 3, uint8(b>>8) &^ 3, 0xff}
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[at(x, y)]++
		}
	}
	var palette color.Palette
	for len(palette) < 128 && len(counts) > 0 {
		var most color.RGBA
		n := 0
		for c, count := range counts {
			if count > n || count == n && fmt.Sprint(c) < fmt.Sprint(most) {
				most, n = c, count
			}
		}
		palette = append(palette, most)
		delete(counts, most)
	}
	small := image.NewPaletted(bounds, palette)
	nearest := make(map[color.RGBA]uint8)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := at(x, y)
			i, ok := nearest[c]
			if !ok {
				i = uint8(palette.Index(c))
				nearest[c] = i
			}
			small.SetColorIndex(x, y, i)
		}
	}
	return small
}

// block is the side of the squares that pictures are compared by: their mean
// says where ink is, not how a letter's edge is drawn.
const block = 10

// difference is how much of a picture is not like the one that is kept: all of
// it, if that has another size.
func difference(t *testing.T, path string, taken image.Image) float64 {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Error(err)
		return 1
	}
	defer file.Close()
	kept, err := png.Decode(file)
	if err != nil {
		t.Error(path, err)
		return 1
	}
	size := taken.Bounds().Size()
	if kept.Bounds().Size() != size {
		return 1
	}
	apart, all := 0, 0
	for y := 0; y+block <= size.Y; y += block {
		for x := 0; x+block <= size.X; x += block {
			all++
			if d := mean(kept, x, y) - mean(taken, x, y); d > 16 || d < -16 {
				apart++
			}
		}
	}
	return float64(apart) / float64(all)
}

// mean is how light a square is, from 0 to 255.
func mean(img image.Image, x0, y0 int) float64 {
	sum := 0
	for y := y0; y < y0+block; y++ {
		for x := x0; x < x0+block; x++ {
			sum += int(color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y)
		}
	}
	return float64(sum) / (block * block)
}
