package client

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/textproto"
	"path"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// form builds a multipart body in memory: Weixin answers HTTP 412 to bodies
// without a Content-Length, and a repeated call has to send the same again.
type form struct {
	body bytes.Buffer
	// parts writes to body, which cannot fail. Its random boundary is hex, so
	// that the Content-Type needs no quotes, which Weixin does not understand.
	parts *multipart.Writer
}

func newForm() *form {
	f := &form{}
	f.parts = multipart.NewWriter(&f.body)
	return f
}

func (f *form) addText(name, value string) {
	_ = f.parts.WriteField(name, value)
}

// addFile reads file into the body.
func (f *form) addFile(name string, file *weixin.File) error {
	if file.Content == nil {
		return said.Errorf("the file %q has no content to read", file.Name)
	}
	content, err := readFile(file)
	if err != nil {
		return err
	}
	contentType := file.ContentType
	if contentType == "" {
		contentType = sniff(content)
	}
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", multipart.FileContentDisposition(name, fileName(file.Name, content)))
	header.Set("Content-Type", contentType)
	part, _ := f.parts.CreatePart(header)
	_, _ = part.Write(content)
	return nil
}

// finish returns the body and its content type.
func (f *form) finish() (body []byte, contentType string) {
	_ = f.parts.Close()
	return f.body.Bytes(), f.parts.FormDataContentType()
}

func readFile(file *weixin.File) ([]byte, error) {
	tooLarge := said.Errorf("the file %q has more than %d bytes: %w", file.Name, weixin.MaxMediaSize, ErrTooLarge)
	if file.Size > weixin.MaxMediaSize {
		return nil, tooLarge
	}
	content, err := io.ReadAll(io.LimitReader(file.Content, weixin.MaxMediaSize+1))
	if err != nil {
		return nil, said.Errorf("reading the file %q: %w", file.Name, err)
	}
	if len(content) > weixin.MaxMediaSize {
		return nil, tooLarge
	}
	return content, nil
}

// fileName returns the last element of a name, with an extension that fits
// its content if it has none that Weixin takes: Weixin refuses files by their
// names.
func fileName(name string, content []byte) string {
	if name = baseName(name); name == "" {
		name = "media"
	}
	taken := func(t weixin.MediaType) bool { return t.TakesExtension(path.Ext(name)) }
	extensions := weixin.FileExtensions(sniff(content))
	if len(extensions) > 0 && !slices.ContainsFunc(weixin.MediaTypes(), taken) {
		name += extensions[0]
	}
	return name
}

// baseName returns the last element of a path of any system, "" if it has none.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "." || name == "/" || name == ".." {
		return ""
	}
	return name
}
