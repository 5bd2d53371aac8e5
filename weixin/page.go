package weixin

import (
	"reflect"
	"slices"
)

// Page is what one documentation page says of one interface.
type Page struct {
	// Name is the interface's English name as the page has it: "modifywxastore".
	Name string
	// Title says in a few words what the call does.
	Title string
	// Methods are those that the call is answered by: first the one that the
	// page prints, then any other that a source names. Each of the others has a
	// mark under its name in lower case.
	Methods Methods
	// Path is the call's, without the host.
	Path string
	// Aliases are other paths that the call is answered at.
	Aliases []string
	// Credential is what a call proves itself with.
	Credential Credential
	// Body is the form of the request's body.
	Body Body
	// Repeatable is set where two calls do no more than one: it reads, or sets what a
	// second call sets again.
	Repeatable bool
	// NumberCoordinates is set where the page has longitudes and latitudes as numbers
	// in its table, too, so that no account is answered them as strings.
	NumberCoordinates bool
	// PlainText is set where JSON is answered as text/plain.
	PlainText bool
	// MaxBody limits the request's body in bytes.
	MaxBody int64
	// PermissionSets are those of which a third-party platform needs any one to
	// call for an account.
	PermissionSets Sets
	// AnyPermissionSet is set where each permission set opens the interface,
	// whichever it is. Without it and without PermissionSets third-party
	// platforms may not call for accounts.
	AnyPermissionSet bool
	// Callers are the account kinds that may call. ThirdParty among them says
	// that a third-party platform may call for itself, with its own token.
	Callers Kinds
	// NonIndividual is set where accounts of natural persons may not call.
	NonIndividual bool
	// DailyLimit is how many calls a day one account may make, where the account
	// says nothing else. Days are those of Asia/Shanghai.
	DailyLimit int
	// MinuteLimit is how many calls a minute; 0 sets no limit.
	MinuteLimit int
	// CloudCall is the name of the cloud call, "" where it is not supported.
	CloudCall string
	// Errors are the codes of the interface's own rule. Declaration.Codes adds
	// those before it.
	Errors []Code
	// Texts are the errmsgs, without a rid, that the interface was seen to answer
	// and that differ from those of the codes elsewhere.
	Texts Texts
	// Doc is the address of the page.
	Doc string
}

// Interface is a page together with the types of its request and response.
//
// A field of Req lies where its tag says: `query:"name"`, `json:"name"` or
// `form:"name"` (a part of a multipart body). A `doc:"…"` tag describes it. A
// `need:"…"` tag marks it as required and says what a call without it is
// answered:
//
//   - `need:"required"`: InvalidArgs, which package edge sees to before the rule;
//   - `need:"41002"`: this code, which the interface documents and its rule sees to;
//   - `need:"0"`: the call is served all the same.
//
// A field of Resp may have a `vary:"…"` tag, which says how its value varies from
// account to account: Declaration.Varies.
//
// A required parameter is missing if it is absent, null or an empty string. Of
// several that are missing, the first in the order of the fields counts.
type Interface[Req, Resp any] struct{ Page }

// Declared returns the declaration without its type parameters, so that
// all of them can be walked over.
func (i Interface[Req, Resp]) Declared() Declaration {
	return Declaration{Page: i.Page, Request: reflect.TypeFor[Req](), Response: reflect.TypeFor[Resp]()}
}

// Paths are all paths that the call is answered at, Path first.
func (p Page) Paths() []string { return append([]string{p.Path}, p.Aliases...) }

// Method is the one that the page prints.
func (p Page) Method() string { return p.Methods[0] }

// Methods are HTTP methods.
type Methods []string

// Has reports whether the method is one of m.
func (m Methods) Has(method string) bool { return slices.Contains(m, method) }

// Declaration is an Interface whose types are values.
type Declaration struct {
	Page
	Request, Response reflect.Type
}

// Credential is what a call proves itself with.
type Credential int

const (
	// AccessToken is a token in the query's access_token: the account's own, an
	// authorizer's, or a third-party platform's own where the page's Callers say so.
	//
	//fidelity:official all request.access_token | in the query, also for POST; an account's own, or the `authorizer_access_token` of a third-party platform | every page
	AccessToken Credential = iota
	// AppSecret is an app id with its secret among the parameters; the rule
	// itself checks them.
	AppSecret
	// ComponentToken is a third-party platform's own token in the query's
	// access_token or, as older pages have it, component_access_token.
	//
	//fidelity:official all request.component_access_token | a platform's own token as `access_token` (today's pages) or `component_access_token` (older ones) | pages of the third-party platform
	//fidelity:choice all request.component_access_token | if both are there, `access_token` counts
	ComponentToken
)

// Bearer reports whether the credential is a token in the query.
func (c Credential) Bearer() bool { return c == AccessToken || c == ComponentToken }

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
//
//fidelity:choice unpublished daily-limit | 1,000,000 calls a day, where Weixin publishes no number
const UnpublishedLimit = 1_000_000

// OpenTo reports whether the permission sets that an account granted to a
// third-party platform open the interface.
func (p Page) OpenTo(granted Sets) bool {
	return p.AnyPermissionSet && len(granted) > 0 || granted.HasAny(p.PermissionSets)
}

// guardCodes returns every code other than 0 and -1 that a call of this page can
// be answered with before its parameters are looked at, without repeats.
//
//fidelity:observed all 41001 | no `access_token` in the query, whatever the method | probe
//fidelity:observed all 40001 | the token is garbage or unknown | probe
//fidelity:official all 40001 | a token superseded for good is answered so, too | text of the code
//fidelity:observed all 42001 | the token's life is over | community
//fidelity:official all 61003 | the token is an authorizer's whose account withdrew its authorization; at once | text of the code
//fidelity:official all 42007 | the token is an authorizer's whose account changed its password | general error codes
//fidelity:official all 61007 | the token is an authorizer's, and none of the page's permission sets was granted | text of the code
//fidelity:official all 61014 | a platform's page is called with the token of an account or an authorizer | text of the code
//fidelity:official all 61015 | a page that is not for platforms is called with a platform's own token | text of the code
//fidelity:official all 61004 | a platform's own token comes from an address that is not on the platform's list | pages of the third-party platform
//fidelity:choice all 61004 | calls with an authorizer's token are not held to the list
//fidelity:official all 43001,43002 | another method than the page's | general error codes
//fidelity:inferred all 48001 | the caller's kind is not in the page's scope table | the scope tables; seen on apply_merchant (community)
//fidelity:official all 48004 | the account is barred for irregularities | general error codes
//fidelity:choice all 48004 | it bars every call with a token, not single interfaces, and no fetch of a token
//fidelity:official all 45009 | the account's calls of the interface are used up for the day | API call limits
//fidelity:official all 45011 | they are used up for the minute | general error codes
//fidelity:choice all 45002 | a body over 1 MiB; the code is OFFICIAL, the limit ours
//fidelity:official all 44002 | the body is empty | general error codes; seen on other calls
//fidelity:observed all 47001 | the body is not JSON, not an object, form-encoded, or a field has another type | sibling call create_map_poi, and others (community)
func (p Page) guardCodes() []Code {
	var codes []Code
	switch p.Credential {
	case AccessToken:
		codes = append(codes, AccessTokenMissing, InvalidCredential, AccessTokenExpired, TokenException, NotAuthorized, NotGranted)
		if p.Callers.Has(ThirdParty) {
			codes = append(codes, AddressNotRegistered)
		} else {
			codes = append(codes, NeedsAccountToken)
		}
	case ComponentToken:
		codes = append(codes, AccessTokenMissing, InvalidCredential, AccessTokenExpired, NeedsComponentToken, AddressNotRegistered)
	case AppSecret: // the rule looks at the secret
	}
	if p.Method() == "GET" {
		codes = append(codes, RequireGET)
	} else {
		codes = append(codes, RequirePOST)
	}
	if p.Credential == AccessToken && (!p.Callers.Has(AllKinds) || p.NonIndividual) {
		codes = append(codes, APIUnauthorized)
	}
	if p.Credential == AccessToken {
		codes = append(codes, APIForbidden)
	}
	codes = append(codes, DailyQuota, MinuteQuota)
	switch p.Body {
	case JSONBody:
		codes = append(codes, ContentTooLarge)
		if p.Methods.Has("POST") {
			codes = append(codes, EmptyPostData)
		}
		codes = append(codes, DataFormat)
	case FormBody:
		codes = append(codes, ContentTooLarge, DataFormat)
	case NoBody, MultipartBody: // their codes are the page's own
	}
	return codes
}

// Codes returns every code other than 0 and -1 that a call can be answered with,
// those before the rule included, without repeats.
//
//fidelity:choice all 40097 | a parameter that the page requires is absent, null or an empty string and the page has no code of its own for that; looked for once the body has been read
func (d Declaration) Codes() []Code {
	codes := d.guardCodes()
	if slices.ContainsFunc(d.Params(), func(p Param) bool { return p.Missing == InvalidArgs }) {
		codes = append(codes, InvalidArgs)
	}
	return append(codes, d.Errors...)
}
