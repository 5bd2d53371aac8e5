package api

import (
	"net/http"

	"github.com/wxastore/wxastore/weixin"
)

// Send is the debugging tool. It calls this service and nothing else: a request
// names an interface, never an address.
//
//	curl localhost:8081/api/send -d '{"interface":"modifywxastore","appid":"wx0123456789abcdef","body":"{\"intro\":\"hi\"}"}'
var Send = Declare[Sending, Sent](Operation{
	Method: "POST", Path: "/api/send", Doc: "Call an interface of this service, as an account whose secret is not needed.", Verb: "send",
	// The longest upload in base64, and what is around it.
	MaxBody:     16 << 20,
	Unversioned: "It makes a call; what that changes is the account's change.",
})

// Sending makes a call.
type Sending struct{ Body Request }

// Request is a call to make.
type Request struct {
	// Interface is its name, as /api/interfaces lists them.
	Interface string `json:"interface"`
	// AppID is the account to call as, where an access token is asked for and the
	// query has none: then one is made, which supersedes no other.
	AppID string `json:"appid"`
	// Component is the third-party platform that calls for the account, with an
	// authorizer_access_token; "" for the account itself.
	Component string `json:"component,omitempty"`
	// Proof is which token the call has instead of one that works: expired, invalid, which
	// was never issued, or empty. ProofOf is the account whose token it has instead of
	// that of AppID.
	Proof   string            `json:"token,omitempty"`
	ProofOf string            `json:"token_of,omitempty"`
	Query   map[string]string `json:"query"`
	// Body is sent as it is: JSON or a form, as the interface takes it.
	Body string      `json:"body"`
	File *UploadFile `json:"file,omitempty"`
	// Pictures are uploaded before, as AppID and with a token that works, by the names of
	// the parameters of the body that take their media ids. If one is refused, the call is
	// not made.
	Pictures map[string]*UploadFile `json:"pictures,omitempty"`
}

// The tokens of a Request.
const (
	TokenExpired = "expired"
	TokenInvalid = "invalid"
	TokenEmpty   = "empty"
)

// UploadFile is the file of an upload.
type UploadFile struct {
	Name        string `json:"name"`
	ContentType string `json:"content_type"`
	// Content is in base64.
	Content []byte `json:"content"`
}

// Sent is a call that was made.
type Sent struct {
	RID string `json:"rid"`
	// Kind, Reason and Fault are those of the call in the journal.
	Kind   string `json:"kind"`
	Reason string `json:"reason,omitempty"`
	Fault  string `json:"fault,omitempty"`
	Method string `json:"method"`
	// URL has no host; credentials in it are cut short.
	URL string `json:"url"`
	// Status is the HTTP status, 0 where the connection was cut.
	Status int         `json:"status"`
	Header http.Header `json:"header"`
	// Body is the answer's text. An answer that is not text is in BodyBase64.
	Body       string `json:"body"`
	BodyBase64 []byte `json:"body_base64,omitempty"`
	// Code is the answer's errcode; English and Chinese explain it.
	Code weixin.Code         `json:"code"`
	EN   *weixin.Explanation `json:"en,omitempty"`
	ZH   *weixin.Explanation `json:"zh,omitempty"`
	// Took is how long the service took.
	Took Duration `json:"took"`
	// Uploads are the calls that uploaded pictures before, in their order. Skipped says
	// that the last of them was refused, so that the call itself was not made and nothing
	// else is said of it.
	Uploads []Sent `json:"uploads,omitempty"`
	Skipped bool   `json:"skipped,omitempty"`
}
