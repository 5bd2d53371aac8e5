package client

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// maxAnswer limits the answers that are read whole, in bytes.
const maxAnswer = 1 << 20

// answer is what the service answered: a success, or an errcode together with an
// error.
type answer struct {
	resp *http.Response
	json []byte
	rid  weixin.RID // "" if it has none
	// file is set where the answer is a file, whose content is still to be
	// read and closed.
	file *weixin.File
}

// readAnswer reads what the service answered to a call of d. Its error is a
// *weixin.Error if the answer has an errcode other than 0.
func readAnswer(d weixin.Declaration, resp *http.Response, s secrets) (answer, error) {
	body := io.Reader(resp.Body)
	if _, ok := fileField(d.Response); ok && resp.StatusCode == http.StatusOK {
		buffered := bufio.NewReader(resp.Body)
		if isFile(resp, buffered) {
			return answer{resp: resp, file: answeredFile(resp, buffered)}, nil
		}
		body = buffered
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(body, maxAnswer+1))
	if err != nil {
		return answer{}, transportError(resp.Request, s, said.Errorf("reading the answer: %w", err))
	}
	a := answer{resp: resp, json: text}
	if len(text) > maxAnswer {
		return answer{}, answerError(resp, s, text, fmt.Sprintf("the answer has more than %d bytes", maxAnswer))
	}
	status, err := readStatus(text, needsStatus(d.Response))
	switch {
	case resp.StatusCode/100 == 3:
		return answer{}, answerError(resp, s, text, "the service redirects, and redirects are not followed with a token")
	case resp.StatusCode/100 != 2 && (err != nil || status.ErrCode == weixin.OK):
		return answer{}, answerError(resp, s, text, "the service did not answer as Weixin does")
	case err != nil:
		return answer{}, answerError(resp, s, text, err.Error())
	}
	a.rid = status.RID()
	if status.ErrCode != weixin.OK {
		status.ErrMsg = s.redact(status.ErrMsg)
	}
	return a, refusal(d, resp, status)
}

// refusal is the *weixin.Error of a status, nil for success.
func refusal(d weixin.Declaration, resp *http.Response, status weixin.Status) error {
	err := status.Err()
	if e, ok := errors.AsType[*weixin.Error](err); ok {
		e.Interface, e.HTTPStatus = d.Name, resp.StatusCode
	}
	return err
}

// readStatus reads errcode and errmsg of a JSON object. Many successes have
// neither; needed says that this one must.
func readStatus(text []byte, needed bool) (weixin.Status, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return weixin.Status{}, said.Errorf("the answer is empty")
	}
	if !startsObject(text) {
		return weixin.Status{}, said.Errorf("the answer is not a JSON object")
	}
	var status struct {
		ErrCode *weixin.Code `json:"errcode"`
		ErrMsg  string       `json:"errmsg"`
	}
	if err := unmarshal(text, &status); err != nil {
		return weixin.Status{}, said.Errorf("the answer's JSON cannot be read")
	}
	if status.ErrCode == nil {
		if needed {
			return weixin.Status{}, said.Errorf("the answer has no errcode")
		}
		return weixin.Success(), nil
	}
	return weixin.Status{ErrCode: *status.ErrCode, ErrMsg: status.ErrMsg}, nil
}

// decode fills the response that out points to.
func (a answer) decode(out reflect.Value, s secrets) error {
	if a.file != nil {
		index, _ := fileField(out.Type().Elem())
		out.Elem().Field(index).Set(reflect.ValueOf(a.file))
		return nil
	}
	if err := unmarshal(a.json, out.Interface()); err != nil {
		return answerError(a.resp, s, a.json, "the answer has another form than documented: "+err.Error())
	}
	return nil
}

// fileField returns the field of a response struct that takes a file.
func fileField(response reflect.Type) (index int, ok bool) {
	for i := range response.NumField() {
		if response.Field(i).Type == reflect.TypeFor[*weixin.File]() {
			return i, true
		}
	}
	return 0, false
}

// needsStatus reports whether a success of this response type has an errcode.
func needsStatus(response reflect.Type) bool {
	_, ok := response.FieldByName("ErrCode")
	return ok
}

// isFile reports whether an answer that may be a file is one. Its bytes and a
// Content-Disposition decide. The Content-Type says nothing: pictures come as text/plain, and errors as any type. No file that
// Weixin takes begins as a JSON object does.
func isFile(resp *http.Response, body *bufio.Reader) bool {
	head, _ := body.Peek(512)
	switch {
	case len(bytes.TrimSpace(head)) == 0, startsObject(head):
		return false
	case resp.Header.Get("Content-Disposition") != "":
		return true
	}
	return !strings.HasPrefix(sniff(head), "text/")
}

func answeredFile(resp *http.Response, body io.Reader) *weixin.File {
	_, params, _ := mime.ParseMediaType(resp.Header.Get("Content-Disposition"))
	return &weixin.File{
		Name: baseName(weixin.Printable(params["filename"])), ContentType: resp.Header.Get("Content-Type"), Size: resp.ContentLength,
		Content: struct {
			io.Reader
			io.Closer
		}{body, resp.Body},
	}
}
