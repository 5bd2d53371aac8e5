package wxastoretest_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// photo is a small picture of one colour.
func photo(gray uint8) []byte {
	img := image.NewGray(image.Rect(0, 0, 1, 1))
	img.SetGray(0, 0, color.Gray{Y: gray})
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		return nil // which no check takes for a picture
	}
	return file.Bytes()
}

// inTest stands in for a test: it keeps what a lever or a check says.
type inTest struct {
	said     []string
	cleanups []func()
}

func (t *inTest) Helper() {}
func (t *inTest) Errorf(format string, args ...any) {
	t.said = append(t.said, fmt.Sprintf(format, args...))
}
func (t *inTest) Fatalf(format string, args ...any) { t.Errorf(format, args...) }
func (t *inTest) Logf(string, ...any)               {}
func (t *inTest) Cleanup(f func())                  { t.cleanups = append(t.cleanups, f) }
