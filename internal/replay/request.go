package replay

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
)

// Request is what is sent.
type Request struct {
	Method string
	// Target is path and query as they go over the wire.
	Target string
	Header http.Header
	Body   []byte
	// Chunked sends the body without its length.
	Chunked bool
}

// request makes the request that a step describes.
func (p *Player) request(ctx context.Context, s step) (Request, error) {
	line, err := p.expand(ctx, s.head[0])
	if err != nil {
		return Request{}, err
	}
	r := Request{Header: make(http.Header), Chunked: s.has("chunked")}
	var ok bool
	if r.Method, r.Target, ok = strings.Cut(line, " "); !ok {
		return r, said.Errorf("%q is not a request line", s.head[0])
	}
	for _, line := range s.head[1:] {
		name, value, ok := strings.Cut(line, ": ")
		if !ok {
			return r, said.Errorf("%q is not a header line", line)
		}
		if value, err = p.expand(ctx, value); err != nil {
			return r, err
		}
		r.Header.Set(name, value)
	}
	r.Body, err = p.body(ctx, s, r.Header)
	return r, err
}

func (p *Player) body(ctx context.Context, s step, header http.Header) ([]byte, error) {
	switch {
	case s.has("pad"):
		const frame = `{"intro":""}`
		n, err := strconv.Atoi(s.word("pad"))
		if err != nil || n < len(frame) {
			return nil, said.Errorf("#pad %q: not a length of at least %d", s.word("pad"), len(frame))
		}
		return []byte(`{"intro":"` + strings.Repeat("x", n-len(frame)) + `"}`), nil
	case s.has("hex"):
		return hex.DecodeString(s.word("hex"))
	case s.has("form", "file", "part"):
		return form(s, header)
	}
	text, err := p.expand(ctx, s.body)
	return []byte(text), err
}

// boundary parts the forms.
const boundary = "golden-boundary"

// form returns a multipart form and sets its Content-Type.
func form(s step, header http.Header) ([]byte, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	errs := []error{w.SetBoundary(boundary)}
	for _, d := range s.directives {
		switch d[0] {
		case "form":
			name, value, _ := strings.Cut(d[1], "=")
			errs = append(errs, w.WriteField(name, value))
		case "file":
			name, file, _ := strings.Cut(d[1], "=")
			h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf("form-data; name=%q; filename=%q", name, file)}}
			if s.has("filetype") {
				h.Set("Content-Type", s.word("filetype"))
			}
			errs = append(errs, writePart(w, h, d[2:]))
		case "part":
			h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf("form-data; name=%q", d[1])}}
			errs = append(errs, writePart(w, h, d[2:]))
		}
	}
	errs = append(errs, w.Close())
	kind := w.FormDataContentType()
	if s.has("quoted") {
		kind = `multipart/form-data; boundary="` + boundary + `"`
	}
	header.Set("Content-Type", kind)
	return body.Bytes(), errors.Join(errs...)
}

func writePart(w *multipart.Writer, header textproto.MIMEHeader, words []string) error {
	content, err := Content(words...)
	if err != nil {
		return err
	}
	part, err := w.CreatePart(header)
	if err == nil {
		_, err = part.Write(content)
	}
	return err
}
