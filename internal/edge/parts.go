package edge

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/wxastore/wxastore/weixin"
)

const (
	// maxParts is how many parts a form may have.
	maxParts = 100
	// maxBetween is how many bytes may stand between the content of two parts:
	// the header of the second, which is held in memory.
	maxBetween = 16 << 10
	// formBuffer is how much of a form is read at once.
	formBuffer = 32 << 10
)

// form is a multipart form that is read part by part.
type form struct {
	body   *metered
	reader *multipart.Reader
	part   *multipart.Part
	count  int
	// tooLong is what a form is answered that is longer than the page allows.
	tooLong weixin.Code
}

func newForm(body io.Reader, boundary string, tooLong weixin.Code) *form {
	metered := &metered{r: bufio.NewReaderSize(body, formBuffer)}
	return &form{body: metered, reader: multipart.NewReader(metered, boundary), tooLong: tooLong}
}

var (
	errManyParts = fmt.Errorf("it has more than %d parts", maxParts)
	errBetween   = fmt.Errorf("it has more than %d bytes between the content of two parts", maxBetween)
)

// next returns the next part; io.EOF after the last.
func (f *form) next() (*multipart.Part, error) {
	if f.part != nil {
		if _, err := io.Copy(io.Discard, f.part); err != nil {
			return nil, err
		}
	}
	if f.count++; f.count > maxParts {
		return nil, errManyParts
	}
	f.body.limit(maxBetween)
	defer f.body.limit(-1)
	var err error
	if f.part, err = f.reader.NextPart(); err != nil && f.body.left == 0 {
		return nil, errBetween // whatever was made of it
	}
	return f.part, err
}

// refuse says what is wrong with a body that cannot be read.
func (f *form) refuse(err error) error {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return Refuse(f.tooLong, "the body is longer than %d bytes", tooLarge.Limit)
	}
	return Refuse(weixin.MediaDataMissing, "the body is not a complete multipart form: %v", err)
}

// metered is a reader that can be given a limit.
type metered struct {
	r io.Reader
	// left is how many bytes may still be read, -1 for any number.
	left int
}

func (m *metered) limit(n int) { m.left = n }

func (m *metered) Read(p []byte) (int, error) {
	if m.left == 0 {
		return 0, errBetween
	}
	if m.left > 0 {
		p = p[:min(len(p), m.left)]
	}
	n, err := m.r.Read(p)
	if m.left > 0 {
		m.left -= n
	}
	return n, err
}

// watched is a reader that remembers how it failed.
type watched struct {
	r   io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}
