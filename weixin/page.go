package weixin

import "reflect"

// Page is what one documentation page says of one interface.
type Page struct {
	// Name is the interface's English name as the page has it: "modifywxastore".
	Name string
	// Title says in a few words what the call does.
	Title string
	// Method and Path are the call's, without the host.
	Method, Path string
	// Credential is what a call proves itself with.
	Credential Credential
	// Body is the form of the request's body.
	Body Body
	// MaxBody limits the request's body in bytes.
	MaxBody int64
	// PermissionSets are those of which a third-party platform needs any one.
	// Empty means that third-party platforms may not call.
	PermissionSets Sets
	// Callers are the account kinds that may call.
	Callers Kinds
	// NonIndividual is set where accounts of natural persons may not call.
	NonIndividual bool
	// DailyLimit is how many calls a day one account may make, where the account
	// says nothing else. Days are those of Asia/Shanghai.
	DailyLimit int
	// MinuteLimit is how many calls a minute; 0 is no limit.
	MinuteLimit int
	// CloudCall is the name of the cloud call, "" where it is not supported.
	CloudCall string
	// Errors are the codes of the interface's own rule. Codes adds those of
	// the guard before it.
	Errors []Code
	// Doc is the address of the page.
	Doc string
}

// Interface is a page together with the types of its request and response.
//
// A field of Req lies where its tag says: `query:"name"`, `json:"name"` or
// `form:"name"` (a part of a multipart body). A `doc:"…"` tag describes it,
// `need:"required"` marks it as required.
type Interface[Req, Resp any] struct{ Page }

// Declared returns the declaration without its type parameters, for whoever
// walks over all of them.
func (i Interface[Req, Resp]) Declared() Declaration {
	return Declaration{Page: i.Page, Request: reflect.TypeFor[Req](), Response: reflect.TypeFor[Resp]()}
}

// Declaration is an Interface whose types are values.
type Declaration struct {
	Page
	Request, Response reflect.Type
}

// Credential is what a call proves itself with.
type Credential int

const (
	// AccessToken is a token in the query's access_token, the account's own or
	// an authorizer's.
	AccessToken Credential = iota
	// AppSecret is an app id with its secret among the parameters; the rule
	// itself checks them.
	AppSecret
)

// Body is the form of a request's body.
type Body int

// The forms that bodies have.
const (
	NoBody Body = iota
	JSONBody
	MultipartBody
	// FormBody is parameters that may come in the query, as a form or as JSON:
	// where clients differ, all are read.
	FormBody
)

// MaxJSONBody is the limit of a JSON body in bytes. Weixin states none; 1 MiB
// is far beyond any documented parameter.
const MaxJSONBody = 1 << 20

// UnpublishedLimit is the DailyLimit of pages for which Weixin publishes none.
const UnpublishedLimit = 1_000_000

// Codes returns every code other than 0 and -1 that a call of this page can be
// answered with, those of the guard before the rule included, without repeats.
func (p Page) Codes() []Code {
	var codes []Code
	if p.Credential == AccessToken {
		codes = append(codes, AccessTokenMissing, InvalidCredential, AccessTokenExpired)
	}
	if p.Method == "GET" {
		codes = append(codes, RequireGET)
	} else {
		codes = append(codes, RequirePOST)
	}
	if p.Credential == AccessToken && (p.Callers != AllKinds || p.NonIndividual) {
		codes = append(codes, APIUnauthorized)
	}
	if p.Credential == AccessToken {
		codes = append(codes, APIForbidden)
	}
	codes = append(codes, DailyQuota, MinuteQuota)
	switch p.Body {
	case JSONBody:
		codes = append(codes, ContentTooLarge, EmptyPostData, DataFormat)
	case FormBody:
		codes = append(codes, ContentTooLarge)
	}
	return append(codes, p.Errors...)
}
