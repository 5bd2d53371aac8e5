package edge

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// FuzzMultipart reads forms: what comes out is a refusal with a declared code,
// or a file whose size is what can be read of it.
func FuzzMultipart(f *testing.F) {
	const form = "--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.png\"\r\n\r\nbytes\r\n--b--\r\n"
	f.Add("multipart/form-data; boundary=b", []byte(form))
	f.Add("multipart/form-data; boundary=b", []byte(strings.ReplaceAll(form, "a.png", "../../x")))
	f.Add("multipart/form-data; boundary=b", []byte(strings.ReplaceAll(form, `; filename="a.png"`, "")))
	f.Add(`multipart/form-data; boundary="b"`, []byte(form))
	f.Add("multipart/form-data", []byte(form))
	f.Add("application/json", []byte(`{}`))
	f.Add("multipart/form-data; boundary=b", []byte("--b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nimage\r\n"+form))
	d := newDecoder(weixin.UploadTempMedia.Declared())
	codes := append(weixin.UploadTempMedia.Declared().Codes(), weixin.SystemError)
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		var req weixin.UploadTempMediaRequest
		spool := new(memorySpool)
		call := &Call{spool: spool.take, uploads: make(gate, 1)}
		err := d.multipart(t.Context(), deadlines{httptest.NewRecorder()}, r, call, reflect.ValueOf(&req).Elem())
		defer func() {
			if err := call.end(); err != nil || spool.open != 0 || len(call.uploads) != 0 {
				t.Errorf("at the end %d files are open and %d uploads under way, %v", spool.open, len(call.uploads), err)
			}
		}()
		var refusal *Refusal
		if errors.As(err, &refusal) {
			if !slices.Contains(codes, refusal.Code) {
				t.Fatalf("refused with %d, which the page does not have", refusal.Code)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, req.Media.Content)
		if err != nil || n != req.Media.Size {
			t.Errorf("%d bytes of %d, %v", n, req.Media.Size, err)
		}
	})
}

// deadlines is a recorder that takes deadlines, as a connection does.
type deadlines struct{ http.ResponseWriter }

func (deadlines) SetReadDeadline(time.Time) error { return nil }
