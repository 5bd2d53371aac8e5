package pages

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// send makes the call that stands in the form. There is no address to choose:
// the call goes to this service.
func (s *site) send(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseMultipartForm(maxUpload); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return err
		}
		return invalidf("the form cannot be read: %v", err)
	}
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }() // what is left is in the system's folder for it
	}
	f := toolForm{AppID: strings.TrimSpace(r.PostFormValue("app")), Raw: r.PostFormValue("raw"), Token: strings.TrimSpace(r.PostFormValue("token")), values: make(map[string]string)}
	var ok bool
	if f.Declaration, ok = weixin.Find(r.PostFormValue("interface")); !ok {
		return problem{http.StatusNotFound, "problem.interface"}
	}
	for _, p := range f.Declaration.Params() {
		f.values[p.Name] = newlines(r.PostFormValue("p." + p.Name))
	}
	got, err := s.carryOut(r, &f)
	if err != nil {
		if status, sentence, ok := s.isUserError(r, err); ok {
			return s.showTool(w, r, f, nil, status, sentence)
		}
		return err
	}
	made := sentForm{f, got}
	s.once.keep(w, r, toolPath, got.RID, made, made.size())
	there := url.Values{"interface": {f.Declaration.Name}, "sent": {got.RID}}
	http.Redirect(w, r, toolPath+"?"+there.Encode()+"#outcome", http.StatusSeeOther)
	return nil
}

// toolPath is where the debugging tool is.
const toolPath = "/tool"

// sentForm is a form with what came of it. It is shown once: the answer may be a
// token, which the journal does not keep.
type sentForm struct {
	form    toolForm
	outcome *outcome
}

func (s sentForm) size() int {
	n := len(s.outcome.Request) + len(s.outcome.Response) + len(s.form.Raw)
	for _, value := range s.form.values {
		n += len(value)
	}
	return n
}

// newlines undoes what browsers do to the line ends of a text area.
func newlines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// carryOut uploads the pictures that were picked, and makes the call.
func (s *site) carryOut(r *http.Request, f *toolForm) (*outcome, error) {
	request := api.Request{Interface: f.Declaration.Name, AppID: f.AppID, Query: make(map[string]string)}
	if f.Declaration.Credential == weixin.ComponentToken && f.Token != "" {
		request.Query["access_token"] = f.Token
	}
	got := new(outcome)
	for _, p := range f.Declaration.Params() {
		kind := kindOf(p)
		if kind != "picture" && kind != "file" {
			continue
		}
		file, err := picked(r, "f."+p.Name)
		if err != nil {
			return nil, err
		}
		if kind == "file" {
			request.File = file
		} else if file != nil {
			sent, id, err := s.upload(r, f.AppID, file)
			if err != nil {
				return nil, err
			}
			if id == "" { // why, its answer says
				return shown(sent, "", ""), nil
			}
			got.Uploaded, f.values[p.Name] = id, id
		}
	}
	body := f.body(request.Query)
	request.Body = body
	sent, err := do(s, r, api.Send, api.Sending{Body: request})
	if err != nil {
		return nil, err
	}
	if request.File != nil {
		body = fmt.Sprintf("%s (%d bytes)", request.File.Name, len(request.File.Content))
	}
	return shown(sent, body, got.Uploaded), nil
}

// picked is the file that was picked, nil if none was.
func picked(r *http.Request, name string) (*api.UploadFile, error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File[name]) == 0 {
		return nil, nil
	}
	header := r.MultipartForm.File[name][0]
	if header.Filename == "" && header.Size == 0 {
		return nil, nil // the browser's way to say that none was
	}
	file, err := header.Open()
	if err != nil {
		return nil, fmt.Errorf("read the picked file: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("read the picked file: %w", err)
	}
	return &api.UploadFile{Name: header.Filename, ContentType: header.Header.Get("Content-Type"), Content: content}, nil
}

// upload makes a picture a temporary medium. id is "" if it was refused.
func (s *site) upload(r *http.Request, appID string, file *api.UploadFile) (sent api.Sent, id string, err error) {
	sent, err = do(s, r, api.Send, api.Sending{Body: api.Request{
		Interface: weixin.UploadTempMedia.Name, AppID: appID, Query: map[string]string{"type": "image"}, File: file,
	}})
	if err != nil {
		return sent, "", err
	}
	var uploaded weixin.UploadTempMediaResponse
	_ = json.Unmarshal([]byte(sent.Body), &uploaded) // an answer that is not JSON has no id, either
	return sent, string(uploaded.MediaID), nil
}

// body adds the parameters of the query to it, and returns those of the body.
func (f *toolForm) body(query map[string]string) string {
	var body bytes.Buffer
	for _, p := range f.Declaration.Params() {
		value := f.values[p.Name]
		switch {
		case p.In == "query" && value != "":
			query[p.Name] = value
		case p.In == "json" && (value != "" || kindOf(p) == "text" || kindOf(p) == "long" || kindOf(p) == "picture"):
			if body.Len() > 0 {
				body.WriteByte(',')
			}
			body.WriteString(literal(p.Name) + ":" + valueOf(p, value))
		}
	}
	switch {
	case f.Raw != "":
		return newlines(f.Raw)
	case f.Declaration.Body == weixin.JSONBody:
		return "{" + body.String() + "}"
	}
	return ""
}

// valueOf is a parameter's value as JSON. A number that is none goes as a text:
// what the service says to it is for the service to say.
func valueOf(p weixin.Param, value string) string {
	switch kindOf(p) {
	case "truth":
		return "true"
	case "number":
		if json.Valid([]byte(value)) {
			return value
		}
	}
	return literal(value)
}

// shown is a call that was made, as it is shown.
func shown(sent api.Sent, request, uploaded string) *outcome {
	o := &outcome{Sent: sent, Request: pretty(request, ""), Uploaded: uploaded, Call: api.Call{
		Kind: sent.Kind, Reason: sent.Reason, Fault: sent.Fault, Code: int(sent.Code), Status: sent.Status, Cost: sent.Took,
	}}
	o.Body, o.BodyBase64 = "", nil // it may be a file
	typ := sent.Header.Get("Content-Type")
	if len(sent.BodyBase64) == 0 {
		o.Response = pretty(sent.Body, typ)
	} else {
		o.Response = fmt.Sprintf("%s (%d bytes)", typ, len(sent.BodyBase64))
	}
	return o
}
