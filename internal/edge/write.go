package edge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/wxastore/wxastore/weixin"
)

// contentType is that of every JSON answer.
//
//fidelity:inferred all answer-type | `application/json; encoding=utf-8` | SDKs test for it in downloads
//fidelity:official all cors | no CORS header | the pages: for servers only
const contentType = "application/json; encoding=utf-8"

// write answers a call and returns the code it was answered with, and whether
// the connection is to be dropped without an answer. It is the one place where
// an error becomes a code and a text.
func (a *API) write(w http.ResponseWriter, call *Call, answer any, err error) (code weixin.Code, abort bool) {
	call.status = http.StatusOK
	var status statusError
	var fault faultError
	switch {
	case errors.As(err, &fault):
		call.status, abort = fault.write(w)
		return weixin.OK, abort
	case errors.As(err, &status):
		call.status = int(status)
		w.WriteHeader(call.status)
		return weixin.OK, false
	case err != nil:
		s := errorStatus(err, call.RID)
		a.writeJSON(w, call, s)
		return s.ErrCode, false
	}
	if carrier, ok := answer.(attachment); ok {
		if f := carrier.Attachment(); f != nil {
			a.writeFile(w, call, f)
			return weixin.OK, false
		}
	}
	a.writeJSON(w, call, answer)
	return weixin.OK, false
}

//fidelity:observed all http-status | 200 for every error | probe, 18 of 18
func errorStatus(err error, rid weixin.RID) weixin.Status {
	code, text := weixin.SystemError, ""
	var refusal *Refusal
	if errors.As(err, &refusal) {
		code, text = refusal.Code, refusal.Text
	}
	if text == "" {
		text = code.Text()
	}
	return weixin.Status{ErrCode: code, ErrMsg: weixin.JoinMessage(text, rid)}
}

// writeJSON encodes before it writes, so that a failure cannot follow a 200.
// Text goes out raw: no escapes for <, > and &.
//
//fidelity:inferred all raw-text | `<`, `>`, `&` and all of UTF-8 go out raw | examples
func (a *API) writeJSON(w http.ResponseWriter, call *Call, answer any) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answer); err != nil {
		a.log.Error("answer not encoded", "rid", call.RID, "error", err)
		call.status = http.StatusInternalServerError
		http.Error(w, http.StatusText(call.status), call.status)
		return
	}
	body.Truncate(body.Len() - 1) // the encoder's newline
	call.response = cut(body.Bytes(), MaxRecorded)
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(body.Len()))
	if _, err := w.Write(body.Bytes()); err != nil {
		a.log.Debug("answer not written", "rid", call.RID, "error", err)
	}
}

// attachment is an answer that may be a file instead of JSON.
type attachment interface{ Attachment() *weixin.File }

//fidelity:official getmedia headers | Content-Type, Content-Disposition, Cache-Control, Content-Length, Connection: close | older page of temporary media
//fidelity:choice getmedia nosniff | `X-Content-Type-Options: nosniff`
func (a *API) writeFile(w http.ResponseWriter, call *Call, f *weixin.File) {
	defer f.Content.Close()
	call.response = fmt.Sprintf("(%s, %d bytes)", f.ContentType, f.Size)
	h := w.Header()
	h.Set("Connection", "close")
	h.Set("Content-Type", f.ContentType)
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", f.Name))
	h.Set("Cache-Control", "no-cache, must-revalidate")
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	h.Set("X-Content-Type-Options", "nosniff")
	if n, err := io.Copy(w, f.Content); err != nil || n != f.Size {
		a.log.Warn("file not written whole", "rid", call.RID, "written", n, "error", fmt.Sprint(err))
	}
}
