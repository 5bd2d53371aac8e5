package edge

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// reply is an answer that is ready. It is one of its fields, or with all of them
// zero the call's HTTP status and nothing else.
type reply struct {
	text  string // JSON
	file  *weixin.File
	fault *Fault
	// broken is an answer that could not be encoded, dropped one whose client is
	// gone.
	broken, dropped bool
}

// prepare makes an answer ready and returns the code in it. What the journal
// keeps is known then, and nothing has been written: so a call is recorded
// before its answer can be read. It is the one place where an error becomes
// a code and a text.
func (a *API) prepare(call *Call, answer any, err error) (weixin.Code, reply) {
	call.status = http.StatusOK
	if call.hungUp(err) {
		call.status = 0
		return weixin.OK, reply{dropped: true}
	}
	if err != nil {
		return a.prepareError(call, err)
	}
	if carrier, ok := answer.(attachment); ok {
		if f := carrier.Attachment(); f != nil {
			call.response = fmt.Sprintf("(%s, %d bytes)", f.ContentType, f.Size)
			return weixin.OK, reply{file: f}
		}
	}
	return weixin.OK, a.jsonReply(call, answer)
}

func (a *API) prepareError(call *Call, err error) (weixin.Code, reply) {
	if injected, ok := errors.AsType[faultError](err); ok {
		call.status = injected.status()
		return weixin.OK, reply{fault: injected.fault}
	}
	if status, ok := errors.AsType[statusError](err); ok {
		call.status = status.status
		return weixin.OK, reply{}
	}
	s := errorStatus(call.page, err, call.RID)
	return s.ErrCode, a.jsonReply(call, s)
}

// setHeader sets the headers of an answer, so that the journal has them before it is
// written.
func (a *API) setHeader(h http.Header, call *Call, r reply) {
	if r.dropped || r.fault != nil && r.fault.Do == FaultCut {
		return
	}
	if call.note[0] != "" {
		h.Set(call.note[0], call.note[1])
	}
	switch {
	case r.fault != nil:
		if r.fault.Do != FaultStatus {
			h["Content-Type"] = []string{answerType(call.page)}
		}
	case r.file != nil:
		setFileHeader(h, r.file)
	case r.text != "":
		values := [2]string{answerType(call.page), strconv.Itoa(len(r.text))}
		h["Content-Type"], h["Content-Length"] = values[:1:1], values[1:]
	}
}

// send writes an answer, and says whether the connection is to be dropped
// without one.
func (a *API) send(w http.ResponseWriter, call *Call, r reply) (abort bool) {
	switch {
	case r.dropped:
		return true
	case r.fault != nil:
		return faultError{r.fault}.write(w)
	case r.file != nil:
		a.writeFile(w, call, r.file)
	case r.broken:
		http.Error(w, http.StatusText(call.status), call.status)
	case r.text != "":
		a.writeJSON(w, call, r.text)
	default:
		w.WriteHeader(call.status)
	}
	return false
}

//fidelity:observed all http-status | 200 for every error | probe, 18 of 18
//fidelity:observed all texts-by-interface | a text hangs on the interface and the code: where a call was seen with another than the table's, it has that | community; compare sns calls, which write a comma before the rid
func errorStatus(page *weixin.Page, err error, rid weixin.RID) weixin.Status {
	code, text := weixin.SystemError, ""
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		code, text = refusal.Code, refusal.Text
	}
	if text == "" {
		text = page.Text(code)
	}
	return weixin.Status{ErrCode: code, ErrMsg: weixin.JoinMessage(text, rid)}
}

// jsonReply encodes before anything is written, so that a failure cannot follow
// a 200.
func (a *API) jsonReply(call *Call, answer any) reply {
	text, err := a.encode(answer)
	if err != nil {
		a.log.Error("answer not encoded", "rid", call.RID, "error", err)
		call.status = http.StatusInternalServerError
		return reply{broken: true}
	}
	if call.Caller.TextCoordinates && !call.page.NumberCoordinates {
		text = withTextCoordinates(text)
	}
	call.response = journal.Shorten(text, maxRecorded)
	return reply{text: text}
}

// encode returns the text of an answer. The one that most calls get is encoded
// once.
func (a *API) encode(answer any) (string, error) {
	if encoded, ok := answer.(interface{ Text() string }); ok { // an Encoded
		return encoded.Text(), nil
	}
	if answer != any(weixin.Success()) {
		return encode(answer)
	}
	if text := a.success.Load(); text != nil {
		return *text, nil
	}
	text, err := encode(answer)
	if err == nil {
		a.success.Store(&text)
	}
	return text, err
}

// encode returns the JSON of an answer. Text goes out raw: no escapes for <, >
// and &.
//
//fidelity:inferred all raw-text | `<`, `>`, `&` and all of UTF-8 go out raw | examples
func encode(answer any) (string, error) {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(answer)
	return strings.TrimSuffix(text.String(), "\n"), err
}

func (a *API) writeJSON(w http.ResponseWriter, call *Call, text string) {
	if _, err := io.WriteString(w, text); err != nil {
		a.log.Debug("answer not written", "rid", call.RID, "error", err)
	}
}

// attachment is an answer that may be a file instead of JSON.
type attachment interface{ Attachment() *weixin.File }

//fidelity:official getmedia headers | Content-Type, Content-Disposition, Cache-Control, Content-Length, Connection: close | older page of temporary media
//fidelity:choice getmedia nosniff | `X-Content-Type-Options: nosniff`
func setFileHeader(h http.Header, f *weixin.File) {
	h.Set("Connection", "close")
	h.Set("Content-Type", f.ContentType)
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", f.Name))
	h.Set("Cache-Control", "no-cache, must-revalidate")
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	h.Set("X-Content-Type-Options", "nosniff")
}

func (a *API) writeFile(w http.ResponseWriter, call *Call, f *weixin.File) {
	defer f.Content.Close()
	if n, err := io.Copy(w, f.Content); err != nil || n != f.Size {
		a.log.Warn("file not written whole", "rid", call.RID, "written", n, "error", fmt.Sprint(err))
	}
}
