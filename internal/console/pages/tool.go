package pages

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// pickedFirst is the interface that the debugging tool shows first.
const pickedFirst = "modifywxastore"

// suggested is how many accounts the debugging tool suggests.
const suggested = 20

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
	// Platform says that it is a third-party platform's app id.
	Platform bool
}

// toolForm is what stands in the form.
type toolForm struct {
	Declaration weixin.Declaration
	AppID, Raw  string
	// Token is a platform's own, where the interface asks for one.
	Token  string
	values map[string]string
}

// fields are the parameters of the form's interface.
func (f toolForm) fields(table words) []field {
	var all []field
	for _, p := range f.Declaration.Params() {
		one := field{Param: p, Kind: kindOf(p), Value: f.values[p.Name], Hint: p.Doc, Platform: p.Name == platformParam}
		if text, ok := table["doc."+p.Doc]; ok {
			one.Hint = text
		}
		if one.Kind == "picture" {
			image, _ := weixin.MediaTypeNamed("image")
			one.Accept = strings.Join(image.Formats, ",")
		}
		all = append(all, one)
	}
	return all
}

// kindOf is how a parameter is asked for.
func kindOf(p weixin.Param) string {
	switch {
	case p.Type == reflect.TypeFor[*weixin.File]():
		return "file"
	case p.Type == reflect.TypeFor[weixin.MediaID]() && p.In == "json":
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

// tool shows the form of an interface: filled in from a call if one is named as
// rid, and with what came of a call that was sent from here.
func (s *site) tool(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	f := toolForm{AppID: query.Get("app"), values: make(map[string]string)}
	name, rid, sent := query.Get("interface"), query.Get("rid"), query.Get("sent")
	if data, ok := s.once.take(w, r, toolPath, sent); ok {
		made, _ := data.(sentForm)
		return s.showTool(w, r, made.form, made.outcome, http.StatusOK, "")
	}
	var got *outcome
	if sent != "" {
		rid = sent
	}
	if rid != "" {
		c, err := do(s, r, api.ShowCall, api.CallID{RID: rid})
		if err != nil {
			return err
		}
		if name == "" {
			name = c.Interface
		}
		f.AppID = c.AppID
		if name == c.Interface { // else it is the upload before a call that was not made
			f.recall(c)
		}
		if sent != "" {
			got = recorded(c)
		}
	}
	if name == "" {
		name = pickedFirst
	}
	var ok bool
	if f.Declaration, ok = weixin.Find(name); !ok {
		return problem{http.StatusNotFound, "problem.interface"}
	}
	if rid != "" {
		f.keepKnown()
	}
	return s.showTool(w, r, f, got, http.StatusOK, "")
}

// recall fills the form with what a call sent. Of credentials the journal has
// only the beginning, so they stay empty.
func (f *toolForm) recall(c api.Call) {
	if query, err := url.ParseQuery(c.Query); err == nil {
		for name, all := range query {
			f.values[name] = all[0]
		}
	}
	var object map[string]any
	if json.Unmarshal([]byte(c.Request), &object) != nil {
		if !wasCut.MatchString(c.Request) {
			f.Raw = c.Request
		}
		return
	}
	for name, value := range object {
		switch v := value.(type) {
		case string:
			f.values[name] = v
		case bool:
			if v {
				f.values[name] = "true"
			}
		default:
			f.Raw = c.Request // a type that no field of the form has
		}
	}
}

// keepKnown leaves the parameters of the interface, without credentials.
func (f *toolForm) keepKnown() {
	known := make(map[string]bool)
	for _, p := range f.Declaration.Params() {
		known[p.Name] = !strings.Contains(p.Name, "secret")
	}
	for name := range f.values {
		if !known[name] {
			delete(f.values, name)
		}
	}
	if f.Declaration.Body == weixin.MultipartBody {
		f.Raw = ""
	}
}

func (s *site) showTool(w http.ResponseWriter, r *http.Request, f toolForm, got *outcome, status int, problem string) error {
	accounts, err := s.authorizers(r)
	if err != nil {
		return err
	}
	platforms, err := do(s, r, api.ListComponents, api.ComponentFilter{Limit: suggested})
	if err != nil {
		return err
	}
	if f.values[platformParam] == "" {
		f.values[platformParam] = pickedPlatform(platforms.Components, f.AppID)
	}
	if f.AppID == "" && len(accounts) > 0 {
		f.AppID = accounts[0].AppID
	}
	// An interface that takes no token takes the app id as a parameter.
	if f.Declaration.Credential == weixin.AppSecret && f.values["appid"] == "" {
		f.values["appid"] = f.AppID
	}
	if f.values["grant_type"] == "" {
		f.values["grant_type"] = weixin.GrantClientCredential
	}
	var sets []int
	sets = append(sets, f.Declaration.PermissionSets...)
	return s.show(w, r, answer{page: "tool", status: status, problem: problem, subject: f.Declaration.Name, data: map[string]any{
		"Form": f, "Fields": f.fields(s.words(r)), "Interfaces": weixin.Declarations(), "Accounts": accounts, "Platforms": platforms.Components, "NeedsPlatformToken": f.Declaration.Credential == weixin.ComponentToken,
		"Outcome": got, "Sets": sets, "Codes": f.Declaration.Codes(), "Kinds": strings.Split(f.Declaration.Callers.String(), "|"),
		"NeedsToken": f.Declaration.Credential == weixin.AccessToken, "TakesBody": f.Declaration.Body == weixin.JSONBody || f.Declaration.Body == weixin.FormBody,
	}})
}

// platformParam is the parameter that names a third-party platform.
const platformParam = "component_appid"

// pickedPlatform is the platform that the form begins with: the account that was
// chosen if it is one, else the first.
func pickedPlatform(platforms []api.Component, appID string) string {
	for _, p := range platforms {
		if p.AppID == appID {
			return appID
		}
	}
	if len(platforms) > 0 {
		return platforms[0].AppID
	}
	return ""
}

// outcome is a call that was made, as it is shown.
type outcome struct {
	api.Sent
	// Call says how the call ended.
	Call api.Call
	// Request and Response are the bodies.
	Request, Response string
	// Uploaded is the media id of the picture that was sent before.
	Uploaded string
	// Recorded says that this is what the journal has of the call.
	Recorded bool
}

// recorded is a call as the journal has it.
func recorded(c api.Call) *outcome {
	o := &outcome{Request: pretty(c.Request, ""), Response: pretty(c.Response, ""), Call: c, Recorded: true}
	o.RID, o.Method, o.URL, o.Status, o.Code, o.Took = c.RID, c.Method, c.Path, c.Status, weixin.Code(c.Code), c.Cost
	if c.Query != "" {
		o.URL += "?" + c.Query
	}
	return o
}
