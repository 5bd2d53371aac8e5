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

// reply writes an answer that is ready, and says whether the connection is to be
// dropped without one.
type reply func(w http.ResponseWriter) (abort bool)

// prepare makes an answer ready and returns the code in it. What the journal
// keeps is known then, and nothing has been written: so a call is recorded
// before anybody has read its answer. It is the one place where an error becomes
// a code and a text.
func (a *API) prepare(call *Call, answer any, err error) (weixin.Code, reply) {
	call.status = http.StatusOK
	var status statusError
	var fault faultError
	switch {
	case errors.As(err, &fault):
		call.status = fault.status()
		return weixin.OK, fault.write
	case errors.As(err, &status):
		call.status = int(status)
		return weixin.OK, func(w http.ResponseWriter) bool { w.WriteHeader(call.status); return false }
	case err != nil:
		s := errorStatus(err, call.RID)
		return s.ErrCode, a.jsonReply(call, s)
	}
	if carrier, ok := answer.(attachment); ok {
		if f := carrier.Attachment(); f != nil {
			call.response = fmt.Sprintf("(%s, %d bytes)", f.ContentType, f.Size)
			return weixin.OK, func(w http.ResponseWriter) bool { a.writeFile(w, call, f); return false }
		}
	}
	return weixin.OK, a.jsonReply(call, answer)
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

// jsonReply encodes before anything is written, so that a failure cannot follow
// a 200. Text goes out raw: no escapes for <, > and &.
//
//fidelity:inferred all raw-text | `<`, `>`, `&` and all of UTF-8 go out raw | examples
func (a *API) jsonReply(call *Call, answer any) reply {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answer); err != nil {
		a.log.Error("answer not encoded", "rid", call.RID, "error", err)
		call.status = http.StatusInternalServerError
		return func(w http.ResponseWriter) bool {
			http.Error(w, http.StatusText(call.status), call.status)
			return false
		}
	}
	body.Truncate(body.Len() - 1) // the encoder's newline
	call.response = cut(body.Bytes(), MaxRecorded)
	return func(w http.ResponseWriter) bool {
		h := w.Header()
		h.Set("Content-Type", contentType)
		h.Set("Content-Length", strconv.Itoa(body.Len()))
		if _, err := w.Write(body.Bytes()); err != nil {
			a.log.Debug("answer not written", "rid", call.RID, "error", err)
		}
		return false
	}
}

// attachment is an answer that may be a file instead of JSON.
type attachment interface{ Attachment() *weixin.File }

//fidelity:official getmedia headers | Content-Type, Content-Disposition, Cache-Control, Content-Length, Connection: close | older page of temporary media
//fidelity:choice getmedia nosniff | `X-Content-Type-Options: nosniff`
func (a *API) writeFile(w http.ResponseWriter, call *Call, f *weixin.File) {
	defer f.Content.Close()
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
