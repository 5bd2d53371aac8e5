package edge

import (
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// formMemory is how much of a form stays in memory; the rest of a file goes
// through the system's temporary folder.
const formMemory = 256 << 10

// uploadTime is how long an upload may take to arrive: ten megabytes on a slow
// line.
const uploadTime = time.Minute

// multipart reads a multipart/form-data body: files, and those parameters of
// the query that did not come in the query.
//
//fidelity:choice uploadtempmedia 40006 | also a form larger than any media may be
func (d *decoder) multipart(w http.ResponseWriter, r *http.Request, call *Call, req reflect.Value) error {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return Refuse(weixin.MediaDataMissing, "the Content-Type is not multipart/form-data with a boundary")
	}
	if strings.Contains(r.Header.Get("Content-Type"), `="`) {
		return Refuse(weixin.MediaDataMissing, "the boundary stands in quotes, which Weixin does not read")
	}
	if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadTime)); err != nil {
		return fmt.Errorf("edge: give the upload time: %w", err)
	}
	r.Body = http.MaxBytesReader(w, r.Body, d.page.MaxBody)
	if err := r.ParseMultipartForm(formMemory); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return Refuse(weixin.InvalidMediaSize, "the body is longer than %d bytes", d.page.MaxBody)
		}
		return Refuse(weixin.MediaDataMissing, "the body is no complete multipart form: %v", err)
	}
	fields := "" // that came in the form
	for _, p := range d.query {
		if field := req.Field(p.Index); field.String() == "" {
			field.SetString(r.PostFormValue(p.Name))
			if value := field.String(); value != "" {
				fields += fmt.Sprintf("%s: %q, ", p.Name, cut(value, 200))
			}
		}
	}
	for _, p := range d.files {
		file, err := formFile(r.MultipartForm, p.Name)
		if err != nil {
			return err
		}
		req.Field(p.Index).Set(reflect.ValueOf(file))
		call.request = fmt.Sprintf("(form with %sfile %s: %q, %s, %d bytes)", fields, p.Name, cut(file.Name, 200), cut(file.ContentType, 100), file.Size)
	}
	return nil
}

// formFile opens the first file of a name. A part without a file name is no
// file.
func formFile(form *multipart.Form, name string) (*weixin.File, error) {
	headers := form.File[name]
	if len(headers) == 0 {
		return nil, Refuse(weixin.MediaDataMissing, "no part %q with a file name", name)
	}
	header := headers[0]
	if leavesFolder(header.Header.Get("Content-Disposition")) {
		return nil, Refuse(weixin.MediaDataMissing, "the file name of part %q leads out of its folder", name)
	}
	content, err := header.Open()
	if err != nil {
		return nil, err
	}
	return &weixin.File{
		Name:        header.Filename,
		ContentType: header.Header.Get("Content-Type"),
		Size:        header.Size,
		Content:     content,
	}, nil
}

// leavesFolder reports whether the file name of a Content-Disposition has an
// element "..". The name is never used as a path; such a name is an attack on
// whoever does.
//
//fidelity:choice uploadtempmedia 41005 | the file name has an element `..`
func leavesFolder(disposition string) bool {
	_, params, err := mime.ParseMediaType(disposition)
	if err != nil {
		return true
	}
	elements := strings.FieldsFunc(params["filename"], func(r rune) bool { return r == '/' || r == '\\' })
	return slices.Contains(elements, "..")
}
