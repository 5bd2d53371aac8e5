package pages

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// requestPath is where a form is sent to see its request, without making the call.
const requestPath = toolPath + "/request"

// showRequest shows the form again with the account that was chosen or looked for and
// with the request as it would be sent. A script takes the parts that follow the form.
func (s *site) showRequest(w http.ResponseWriter, r *http.Request) error {
	f, done, err := readToolForm(r)
	defer done()
	if err != nil {
		return err
	}
	if r.PostFormValue("fragment") != "" {
		return s.showTool(w, r, f, nil, answer{fragment: "follow"})
	}
	key, kept := rand.Text(), sentForm{form: f}
	s.once.keep(w, r, toolPath, key, kept, kept.size())
	there := url.Values{"interface": {f.Declaration.Name}, "app": {f.AppID}, "kept": {key}}
	http.Redirect(w, r, toolPath+"?"+there.Encode()+"#request", http.StatusSeeOther)
	return nil
}

// shownRequest is a request as the page shows it before it is sent.
type shownRequest struct {
	// Interface is its name, Proof which token it has, as in a toolForm, and Of
	// whose it is.
	Interface, Proof, Of, Component string
	Curl                            string
}

// tokenNone is the Proof of a request whose credential is among its parameters.
const tokenNone = "none"

// mediaID stands in a request for the media id of a picture that is not uploaded yet.
const mediaID = "MEDIA_ID"

// requests are those that the form would send: the uploads of its pictures, then the call.
func (s *site) requests(f toolForm, table words) ([]shownRequest, error) {
	var all []shownRequest
	note, err := table.say("tool.file", fileName)
	if err != nil {
		return nil, err
	}
	filled := f
	filled.values = maps.Clone(f.values)
	for _, p := range f.Declaration.Params() {
		if kindOf(p) != "picture" || f.named[p.Name] == "" {
			continue
		}
		filled.values[p.Name] = mediaID
		upload := program{method: "POST", note: note, upload: newUpload("media", f.named[p.Name])}
		upload.url, upload.token = s.APIURL+weixin.UploadTempMedia.Path+"?type=image&access_token=", true
		all = append(all, shownRequest{Interface: weixin.UploadTempMedia.Name, Of: f.AppID, Component: f.Component, Curl: upload.curl()})
	}
	request, d := filled.request(), f.Declaration
	one := shownRequest{Interface: d.Name, Proof: f.Token, Of: cmp.Or(request.ProofOf, request.AppID), Component: request.Component}
	main := program{method: d.Method(), url: s.APIURL + d.Path}
	query := make(url.Values)
	for name, value := range request.Query {
		query.Set(name, value)
	}
	query.Del("access_token") // it comes last
	pairs := query.Encode()
	if d.Credential.Bearer() {
		main.token = request.Proof != api.TokenEmpty
		pairs = strings.TrimPrefix(pairs+"&access_token=", "&")
	} else {
		one.Proof = tokenNone
	}
	if pairs != "" {
		main.url += "?" + pairs
	}
	switch {
	case d.Body == weixin.MultipartBody:
		for _, p := range d.Params() {
			if kindOf(p) == "file" {
				main.upload, main.note = newUpload(p.Name, cmp.Or(f.named[p.Name], p.Name)), note
			}
		}
	case request.Body != "":
		main.body, main.contentType = request.Body, bodyType(request.Body, d)
	}
	one.Curl = main.curl()
	return append(all, one), nil
}

// newUpload is a form with a file and nothing else.
func newUpload(name, filename string) *upload {
	return &upload{
		name: name, filename: filename, contentType: cmp.Or(mime.TypeByExtension(filepath.Ext(filename)), "application/octet-stream"), disposition: multipart.FileContentDisposition(name, filename),
	}
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
