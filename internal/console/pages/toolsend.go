package pages

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/wxastore/wxastore/internal/console/api"
)

// send makes the call that stands in the form. There is no address to choose:
// the call goes to this service.
func (s *site) send(w http.ResponseWriter, r *http.Request) error {
	f, done, err := readToolForm(r)
	defer done()
	if err != nil {
		return err
	}
	got, err := s.carryOut(r, f)
	if err != nil {
		return s.formAgain(r, err, func(status int, problem string) error {
			return s.showTool(w, r, f, nil, answer{status: status, problem: problem})
		})
	}
	made, rid := sentForm{f, got}, got.Last().Call.RID
	s.once.keep(w, r, toolPath, rid, made, made.size())
	http.Redirect(w, r, sentPath(rid)+"#outcome", http.StatusSeeOther)
	return nil
}

// sentPath shows what came of a call that was sent, for as long as the journal has it.
func sentPath(rid string) string { return toolPath + "?sent=" + url.QueryEscape(rid) }

// sentForm is a form with what came of it. It is shown once: the answer may be a
// token, which the journal does not keep.
type sentForm struct {
	form    toolForm
	outcome *outcome
}

func (s sentForm) size() int {
	n := s.form.size()
	if s.outcome == nil {
		return n
	}
	for _, step := range s.outcome.Steps {
		n += len(step.Request) + len(step.Response)
	}
	return n
}

func (f toolForm) size() int {
	n := len(f.Raw)
	for _, value := range f.values {
		n += len(value)
	}
	return n
}

// carryOut makes the call with the files that were picked.
func (s *site) carryOut(r *http.Request, f toolForm) (*outcome, error) {
	request := f.request()
	for _, p := range f.Declaration.Params() {
		kind := kindOf(p)
		if kind != "picture" && kind != "file" {
			continue
		}
		file, err := picked(r, "f."+p.Name)
		switch {
		case err != nil:
			return nil, err
		case kind == "file":
			request.File = file
		case file != nil:
			if request.Pictures == nil {
				request.Pictures = make(map[string]*api.UploadFile)
			}
			request.Pictures[p.Name] = file
		}
	}
	sent, err := do(s, r, api.Send, api.Sending{Body: request})
	if err != nil {
		return nil, err
	}
	last := sent
	if sent.Skipped {
		last = sent.Uploads[len(sent.Uploads)-1]
	}
	c, err := do(s, r, api.ShowCall, api.CallID{RID: last.RID})
	if err != nil {
		return nil, err
	}
	got, err := s.recorded(r, c)
	if err != nil {
		return nil, err
	}
	got.Recorded, got.Last().Response = false, answeredAs(last)
	var body map[string]any
	if len(request.Pictures) > 0 && json.Unmarshal([]byte(c.Request), &body) == nil {
		for name := range request.Pictures { // what they were uploaded as stands in the form from now on
			if id, ok := body[name].(string); ok {
				f.values[name] = id
			}
		}
	}
	return got, nil
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
