package pages

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// pickedFirst is the interface that the debugging tool shows first.
const pickedFirst = "modifywxastore"

// toolPath is where the debugging tool is.
const toolPath = "/tool"

// tool shows the form of an interface: filled in from a call if one is named as
// rid, and with what came of a call that was sent if one is named as sent.
func (s *site) tool(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	f := toolForm{AppID: strings.TrimSpace(query.Get("app")), Component: query.Get("component"), values: make(map[string]string)}
	name, rid, sent, kept := query.Get("interface"), query.Get("rid"), query.Get("sent"), query.Get("kept")
	for _, key := range []string{sent, kept} {
		if data, ok := s.once.take(w, r, toolPath, key); ok {
			made, _ := data.(sentForm)
			return s.showTool(w, r, made.form, made.outcome, answer{})
		}
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
		if sent != "" {
			if got, err = s.recorded(r, c); err != nil {
				return err
			}
		}
		made, _ := api.ParseToolAgent(c.UserAgent)
		if name == "" {
			name = c.Interface
			if sent != "" && made.For != "" { // it is the upload before a call
				name = made.For
			}
		}
		f.AppID, f.Component, f.Token, f.TokenOf = cmp.Or(made.App, c.AppID, c.Claimed), made.Component, made.Proof, made.ProofOf
		if f.TokenOf != "" {
			f.Token = tokenOther
		}
		if name == c.Interface {
			f.recall(c)
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
	return s.showTool(w, r, f, got, answer{})
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
	if json.Unmarshal([]byte(c.Request), &object) != nil || object == nil {
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
		known[p.Name] = !isSecret(p.Name)
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

// showTool shows a form with what came of it, if it was sent. Of a it takes the status,
// the problem and the fragment.
func (s *site) showTool(w http.ResponseWriter, r *http.Request, f toolForm, got *outcome, a answer) error {
	platforms, err := do(s, r, api.ListComponents, api.ComponentFilter{Limit: suggested})
	if err != nil {
		return err
	}
	if f.values[platformParam] == "" {
		f.values[platformParam] = pickedPlatform(platforms.Components, f.AppID)
	}
	if f.AppID == "" && a.fragment == "" {
		first, err := s.authorizers(r)
		if err != nil {
			return err
		}
		if len(first) > 0 {
			f.AppID = first[0].AppID
		}
	}
	// An interface that takes no token takes the app id as a parameter.
	if f.Declaration.Credential == weixin.AppSecret && f.values["appid"] == "" {
		f.values["appid"] = f.AppID
	}
	if f.values["grant_type"] == "" {
		f.values["grant_type"] = weixin.GrantClientCredential
	}
	data := map[string]any{
		"Form": f, "Interfaces": weixin.Declarations(), "Platforms": platforms.Components, "Outcome": got,
		"NeedsToken": f.Declaration.Credential == weixin.AccessToken, "NeedsPlatformToken": f.Declaration.Credential == weixin.ComponentToken,
		"TakesBody": f.Declaration.Body == weixin.JSONBody || f.Declaration.Body == weixin.FormBody,
		"Sets":      append([]int{}, f.Declaration.PermissionSets...), "Codes": f.Declaration.Codes(), "Kinds": strings.Split(f.Declaration.Callers.String(), "|"),
	}
	var chosen chosenAccount
	if f.Declaration.Credential == weixin.AccessToken {
		if chosen, err = s.choose(r, f); err != nil {
			return err
		}
	}
	data["Chosen"], data["Grant"] = chosen, chosen.grant(f.Component)
	data["Fields"] = f.fields(s.words(r), chosen.Merchant)
	asked := f
	if chosen.Account == nil && f.Declaration.Credential == weixin.AccessToken {
		asked.AppID = "" // it is a text that accounts are looked for by
	}
	if data["Requests"], err = s.requests(asked, s.words(r)); err != nil {
		return err
	}
	if got != nil {
		if got.Changed, err = s.changed(r, got.Last().Call); err != nil {
			return err
		}
	}
	if a.fragment == "" {
		if data["History"], err = s.history(r); err != nil {
			return err
		}
	}
	if r.Method != http.MethodGet {
		a.here = toolPath + "?" + url.Values{"interface": {f.Declaration.Name}, "app": {f.AppID}}.Encode()
	}
	a.page, a.subject, a.data = "tool", f.Declaration.Name, data
	return s.show(w, r, a)
}

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
