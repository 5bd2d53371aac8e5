package pages

import (
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/console/ops"
	"github.com/wxastore/wxastore/weixin"
)

// toolForm is what stands in the form of the debugging tool.
type toolForm struct {
	Declaration weixin.Declaration
	// AppID is the account to call as, or a text that it is looked for by.
	AppID, Component string
	// Token is which token the call has: a kind of an api.Request, or tokenOther,
	// that of TokenOf, or tokenTyped, Typed. "" is one that works.
	Token, TokenOf, Typed string
	Raw                   string
	values                map[string]string
	// named are the names of the files that were picked, by their parameters.
	named map[string]string
}

// The tokens that the form has besides those of an api.Request.
const (
	tokenOther = "other"
	tokenTyped = "typed"
)

// Tokens are those that the form offers, the usual one first.
func (f toolForm) Tokens() []string {
	bad := []string{api.TokenExpired, api.TokenInvalid, api.TokenEmpty, tokenOther}
	if f.Declaration.Credential == weixin.ComponentToken {
		return append([]string{tokenTyped}, bad...) // the console cannot make a platform's own
	}
	return append(append([]string{""}, bad...), tokenTyped)
}

// readToolForm reads a form that was sent, with the files in it. The caller calls done.
func readToolForm(r *http.Request) (f toolForm, done func(), err error) {
	done = func() {}
	if err := r.ParseMultipartForm(maxUpload); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return f, done, err
		}
		return f, done, invalidf("the form cannot be read: %v", err)
	}
	if r.MultipartForm != nil {
		done = func() { _ = r.MultipartForm.RemoveAll() } // what is left is in the system's folder for it
	}
	text := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	f = toolForm{
		AppID: text("app"), Component: text("component"), Token: text("token"), TokenOf: text("token_of"), Typed: text("access_token"),
		Raw: newlines(r.PostFormValue("raw")), values: make(map[string]string), named: make(map[string]string),
	}
	if chosen := text("choose"); chosen != "" {
		f.AppID = chosen
	}
	var ok bool
	if f.Declaration, ok = weixin.Find(r.PostFormValue("interface")); !ok {
		return f, done, problem{http.StatusNotFound, "problem.interface"}
	}
	for _, p := range f.Declaration.Params() {
		f.values[p.Name] = newlines(r.PostFormValue("p." + p.Name))
		f.named[p.Name] = pickedName(r, p.Name)
	}
	return f, done, nil
}

// pickedName is the name of the file that was picked for a parameter. A script that asks
// for the request sends the name alone.
func pickedName(r *http.Request, param string) string {
	if r.MultipartForm != nil {
		for _, header := range r.MultipartForm.File["f."+param] {
			return header.Filename
		}
	}
	return r.PostFormValue("n." + param)
}

// newlines undoes what browsers do to the line ends of a text area.
func newlines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// field is a parameter as the form has it.
type field struct {
	weixin.Param
	// Kind is "text", "long", "picture", "file", "truth" or "number".
	Kind  string
	Value string
	// Hint is what the parameter is, in the page's language.
	Hint string
	// Accept are the file types to pick from.
	Accept string
	// Platform says that it is a third-party platform's app id, Secret that it is a
	// credential.
	Platform, Secret bool
	// Now says that Current is what the account's store Mini Program has of it: a text,
	// or the hash of a picture.
	Now     bool
	Current string
}

// fields are the parameters of the form's interface, next to what a store Mini Program
// has of them, if there is one.
func (f toolForm) fields(table words, now *api.Merchant) []field {
	var all []field
	for _, p := range f.Declaration.Params() {
		one := field{
			Param: p, Kind: kindOf(p), Value: f.values[p.Name], Hint: p.Doc, Platform: p.Name == platformParam, Secret: isSecret(p.Name),
		}
		if text, ok := table["doc."+p.Doc]; ok {
			one.Hint = text
		}
		if one.Kind == "picture" {
			image, _ := weixin.MediaTypeNamed("image")
			one.Accept = strings.Join(image.Formats, ",")
		}
		if now != nil {
			current, ok := map[string]string{"intro": now.Intro, "nickname": now.Nickname, "headimg_mediaid": now.Headimg}[p.Name]
			one.Now, one.Current = ok, current
		}
		all = append(all, one)
	}
	return all
}

// isSecret reports whether a parameter of this name is a credential, which is not put
// back into a form.
func isSecret(param string) bool { return strings.Contains(param, "secret") }

// kindOf is how a parameter is asked for.
func kindOf(p weixin.Param) string {
	switch {
	case p.Type == reflect.TypeFor[*weixin.File]():
		return "file"
	case ops.TakesPicture(p):
		return "picture"
	case p.Type.Kind() == reflect.Bool:
		return "truth"
	case p.Type.Kind() != reflect.String && p.Type.Kind() != reflect.Slice:
		return "number"
	case p.Name == "intro":
		return "long"
	default:
		return "text"
	}
}

// platformParam is the parameter that names a third-party platform.
const platformParam = "component_appid"

// request is the call that the form describes, without its files.
func (f toolForm) request() api.Request {
	request := api.Request{Interface: f.Declaration.Name, AppID: f.AppID, Component: f.Component, Query: make(map[string]string)}
	if f.Declaration.Credential == weixin.ComponentToken {
		request.AppID, request.Component = f.values[platformParam], ""
	}
	switch f.Token {
	case "":
	case tokenOther:
		request.ProofOf = f.TokenOf
	case tokenTyped:
		if f.Typed == "" {
			request.Proof = api.TokenEmpty
		} else {
			request.Query["access_token"] = f.Typed
		}
	default:
		request.Proof = f.Token
	}
	request.Body = f.body(request.Query)
	return request
}

// body adds the parameters of the query to it, and returns those of the body.
func (f toolForm) body(query map[string]string) string {
	var body strings.Builder
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
		return f.Raw
	case f.Declaration.Body == weixin.JSONBody:
		return "{" + body.String() + "}"
	}
	return ""
}
