package console

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// maxSend is how many bytes the body of POST /api/send may have: those of the
// longest upload in base64, and what is around it.
const maxSend = 16 << 20

// sendAPI is /api/send, the debugging tool. It calls this service and nothing
// else: a request names an interface, never an address.
//
//	curl localhost:8081/api/send -d '{"interface":"modifywxastore","appid":"wx0123456789abcdef","body":"{\"intro\":\"hi\"}"}'
type sendAPI struct{ sender ports.Sender }

func sendRoutes(c Config) []route {
	a := sendAPI{c.Ports.Sender}
	return []route{{
		method: "POST", path: "/api/send", summary: "Call an interface of this service, as an account whose secret is not needed.",
		request: jsonBody[sendJSON](), response: jsonBody[sentJSON](), serve: serveJSONUpTo(maxSend, a.send, c.Log),
	}}
}

// sendJSON is the body of POST /api/send.
type sendJSON struct {
	// Interface is its name, as /api/interfaces lists them.
	Interface string `json:"interface"`
	// AppID is the account to call as, where an access token is asked for and the
	// query has none: then one is made, which supersedes nobody's.
	AppID string            `json:"appid"`
	Query map[string]string `json:"query"`
	// Body is sent as it is: JSON or a form, as the interface takes it.
	Body string        `json:"body"`
	File *sendFileJSON `json:"file,omitempty"`
}

// sendFileJSON is the file of an upload.
type sendFileJSON struct {
	Name        string `json:"name"`
	ContentType string `json:"content_type"`
	// Content is in base64.
	Content []byte `json:"content"`
}

// sentJSON is a call that was made.
type sentJSON struct {
	RID string `json:"rid"`
	// Kind, Reason and Fault are those of the call in the journal.
	Kind   journal.Kind `json:"kind"`
	Reason string       `json:"reason,omitempty"`
	Fault  string       `json:"fault,omitempty"`
	Method string       `json:"method"`
	// URL has no host; credentials in it are cut short.
	URL string `json:"url"`
	// Status is the HTTP status, 0 where the connection was cut.
	Status int         `json:"status"`
	Header http.Header `json:"header"`
	// Body is the answer's text. An answer that is no text is in BodyBase64.
	Body       string `json:"body"`
	BodyBase64 string `json:"body_base64,omitempty"`
	// Code is the answer's errcode; English and Chinese explain it.
	Code int                 `json:"code"`
	EN   *weixin.Explanation `json:"en,omitempty"`
	ZH   *weixin.Explanation `json:"zh,omitempty"`
	// Took is how long the service took.
	Took duration `json:"took"`
}

func (a sendAPI) send(_ http.ResponseWriter, r *http.Request) (any, error) {
	var b sendJSON
	if err := decode(r, &b); err != nil {
		return nil, err
	}
	request := ports.SendRequest{Interface: b.Interface, AppID: b.AppID, Query: make(url.Values), Body: []byte(b.Body)}
	for name, value := range b.Query {
		request.Query.Set(name, value)
	}
	if b.File != nil {
		request.File = &ports.SendFile{Name: b.File.Name, ContentType: b.File.ContentType, Content: b.File.Content}
	}
	sent, err := a.sender.Send(r.Context(), request)
	if err != nil {
		return nil, err
	}
	return toSentJSON(sent), nil
}

func toSentJSON(s ports.Sent) sentJSON {
	j := sentJSON{
		RID: string(s.RID), Kind: s.Call.Kind, Reason: s.Call.Reason, Fault: s.Call.Fault, Method: s.Method, URL: s.URL, Status: s.Status, Header: s.Header,
		Body: string(s.Body), Code: int(s.Code), Took: duration(s.Took),
	}
	if !utf8.Valid(s.Body) {
		j.Body, j.BodyBase64 = "", base64.StdEncoding.EncodeToString(s.Body)
	}
	if en, ok := s.Code.Explain(weixin.English); ok {
		j.EN = &en
	}
	if zh, ok := s.Code.Explain(weixin.Chinese); ok {
		j.ZH = &zh
	}
	return j
}
