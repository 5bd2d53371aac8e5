package edge

import (
	"context"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

const (
	// uploadTime is how long an upload may take to arrive: ten megabytes on a slow
	// line.
	uploadTime = time.Minute
	// maxText is how many bytes a text field of a form may have.
	maxText = 4 << 10
)

// Spool is where the files of a form go while they arrive. An error of the reader
// comes back wrapped.
type Spool func(ctx context.Context, r io.Reader) (Spooled, error)

// Spooled is a file that has arrived. It is gone when it is closed, which happens
// after the handler.
type Spooled interface {
	io.ReadSeekCloser
	// Size is in bytes.
	Size() int64
}

// multipart reads a multipart/form-data body: files, and those parameters of
// the query that did not come in the query. Files go to the spool as they come;
// whatever the form is made of, it needs the same small memory.
//
//fidelity:choice uploadtempmedia 40006 | also a form larger than any media may be
//fidelity:choice uploadtempmedia,uploadimage 41005 | also a text field larger than 4 KiB, more than 100 parts, or more than 16 KiB between the content of two
//fidelity:inferred uploadtempmedia,uploadimage form-rest | other fields and files are read over, in any order | SDKs send some
func (d *decoder) multipart(ctx context.Context, w http.ResponseWriter, r *http.Request, call *Call, req reflect.Value) error {
	boundary, err := boundaryOf(r.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	leave, err := call.uploads.enter(ctx)
	if err != nil {
		return err
	}
	call.atEnd(func() error {
		leave()
		return nil
	})
	if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadTime)); err != nil {
		return fmt.Errorf("edge: give the upload time: %w", err)
	}
	body := http.MaxBytesReader(w, r.Body, d.page.MaxBody)
	if err := d.parts(ctx, newForm(body, boundary, tooLong(&d.page)), call, req); err != nil {
		// A client that still sends would not read the answer. An error ends it,
		// too, and has been seen.
		_, _ = io.Copy(io.Discard, body)
		return err
	}
	return nil
}

// tooLong is the first code of a page about sizes.
//
//fidelity:choice uploadimage 40009 | also a form larger than any media may be
func tooLong(page *weixin.Page) weixin.Code {
	if slices.Contains(page.Errors, weixin.InvalidMediaSize) {
		return weixin.InvalidMediaSize
	}
	return weixin.InvalidImageSize
}

// boundaryOf returns the boundary of a form.
//
//fidelity:choice uploadtempmedia,uploadimage boundary | parameters other than the boundary may stand in quotes; only a quoted boundary was seen refused
func boundaryOf(contentType string) (string, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return "", Refuse(weixin.MediaDataMissing, "the Content-Type is not multipart/form-data with a boundary")
	}
	if quotedBoundary(contentType) {
		return "", Refuse(weixin.MediaDataMissing, "the boundary stands in quotes, which Weixin does not read")
	}
	return params["boundary"], nil
}

// quotedBoundary reports whether the value of the parameter boundary stands in
// quotes. The text is a media type that can be parsed, so a semicolon outside of
// quotes begins a parameter.
func quotedBoundary(contentType string) bool {
	quoted, escaped, begin := false, false, 0
	for i := 0; i <= len(contentType); i++ {
		switch {
		case i == len(contentType) || contentType[i] == ';' && !quoted:
			name, value, _ := strings.Cut(contentType[begin:i], "=")
			if strings.EqualFold(strings.TrimSpace(name), "boundary") {
				return strings.HasPrefix(strings.TrimSpace(value), `"`)
			}
			begin = i + 1
		case escaped:
			escaped = false
		case contentType[i] == '\\':
			escaped = quoted
		case contentType[i] == '"':
			quoted = !quoted
		}
	}
	return false
}

// parts reads a form to its end. Of fields and of files that come twice, the
// first counts.
func (d *decoder) parts(ctx context.Context, f *form, call *Call, req reflect.Value) error {
	texts := make(map[string]string, len(d.query))
	for {
		part, err := f.next()
		if err == io.EOF { //nolint:errorlint // that of a form cut off is wrapped
			break
		}
		if err != nil {
			return f.refuse(err)
		}
		name, file := disposition(part)
		if file == "" {
			err = d.text(f, part, name, texts)
		} else {
			err = d.file(ctx, f, part, name, file, call, req)
		}
		if err != nil {
			return err
		}
	}
	fields := "" // that came in the form
	for _, p := range d.query {
		if field := req.Field(p.Index); field.String() == "" {
			field.SetString(texts[p.Name])
			if value := field.String(); value != "" {
				fields += fmt.Sprintf("%s: %q, ", p.Name, journal.Shorten(value, 200))
			}
		}
	}
	for _, p := range d.files {
		sent, _ := req.Field(p.Index).Interface().(*weixin.File)
		if sent == nil {
			return Refuse(weixin.MediaDataMissing, "no part %q with a file name", p.Name)
		}
		call.request = fmt.Sprintf("(form with %sfile %s: %q, %s, %d bytes)", fields, p.Name, journal.Shorten(sent.Name, 200), journal.Shorten(sent.ContentType, 100), sent.Size)
	}
	return nil
}

// text keeps a field that is declared.
func (d *decoder) text(f *form, part *multipart.Part, name string, texts map[string]string) error {
	if _, ok := texts[name]; ok || !declares(d.query, name) {
		return nil
	}
	value, err := io.ReadAll(io.LimitReader(part, maxText+1))
	if err != nil {
		return f.refuse(err)
	}
	if len(value) > maxText {
		return Refuse(weixin.MediaDataMissing, "the field %s is longer than %d bytes", name, maxText)
	}
	texts[name] = string(value)
	return nil
}

func declares(params []weixin.Param, name string) bool {
	for _, p := range params {
		if p.Name == name {
			return true
		}
	}
	return false
}

// file keeps a file that is declared. What the spool fails for is not the
// body's fault.
func (d *decoder) file(ctx context.Context, f *form, part *multipart.Part, name, file string, call *Call, req reflect.Value) error {
	for _, p := range d.files {
		if p.Name != name || !req.Field(p.Index).IsNil() {
			continue
		}
		content := &watched{r: part}
		spooled, err := call.spool(ctx, content)
		if err != nil {
			if content.err != nil {
				return f.refuse(content.err)
			}
			return fmt.Errorf("edge: keep the file of a form: %w", err)
		}
		call.atEnd(spooled.Close)
		sent := &weixin.File{Name: file, ContentType: part.Header.Get("Content-Type"), Size: spooled.Size(), Content: spooled}
		req.Field(p.Index).Set(reflect.ValueOf(sent))
	}
	return nil
}

// disposition returns the name of a part, and of its file the last element:
// clients send the path that they were given. A part without a file name is not a
// file.
//
//fidelity:choice uploadtempmedia,uploadimage file-name | of a path the last element counts, after / or \
func disposition(part *multipart.Part) (name, file string) {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return "", ""
	}
	file = params["filename"]
	return params["name"], file[strings.LastIndexAny(file, `/\`)+1:]
}
