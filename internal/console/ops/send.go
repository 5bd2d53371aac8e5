package ops

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// send makes a call for the debugging tool, after uploading the pictures that it needs.
func (c *Console) send(ctx context.Context, in api.Sending) (api.Sent, error) {
	r := in.Body
	d, ok := weixin.Find(r.Interface)
	if !ok {
		return api.Sent{}, store.Mistakef("there is no interface %q; wxastore interfaces lists them", r.Interface)
	}
	if err := checkSending(d, r); err != nil {
		return api.Sent{}, err
	}
	agent := api.ToolCall{Component: r.Component, Proof: r.Proof, ProofOf: r.ProofOf}
	if _, given := r.Query["access_token"]; (given || r.Proof != "" || r.ProofOf != "") && account.ValidAppID(r.AppID) {
		agent.App = r.AppID
	}
	var uploads []api.Sent
	for _, p := range d.Params() {
		file := r.Pictures[p.Name]
		if file == nil {
			continue
		}
		sent, err := c.call(ctx, weixin.UploadTempMedia.Declared(), api.Request{
			AppID: r.AppID, Component: r.Component, Query: map[string]string{"type": "image"}, File: file,
		}, api.ToolCall{Component: r.Component, For: d.Name, After: agent.After})
		if err != nil {
			return api.Sent{}, err
		}
		uploads = append(uploads, sent)
		var uploaded weixin.UploadTempMediaResponse
		_ = json.Unmarshal([]byte(sent.Body), &uploaded) // an answer that is not JSON has no id, either
		if uploaded.MediaID == "" {
			return api.Sent{Uploads: uploads, Skipped: true}, nil
		}
		if r.Body, err = withMember(r.Body, p.Name, string(uploaded.MediaID)); err != nil {
			return api.Sent{}, err
		}
		agent.After = append(agent.After, sent.RID)
	}
	sent, err := c.call(ctx, d, r, agent)
	sent.Uploads = uploads
	return sent, err
}

// checkSending refuses what nothing should be uploaded for.
func checkSending(d weixin.Declaration, r api.Request) error {
	switch r.Proof {
	case "", api.TokenExpired, api.TokenInvalid, api.TokenEmpty:
	default:
		return store.Mistakef("token %q: use expired, invalid or empty, or leave it out for one that works", r.Proof)
	}
	if r.Component != "" && !account.ValidAppID(r.Component) {
		return store.Mistakef("there is no platform %q", r.Component)
	}
	if r.ProofOf != "" && !account.ValidAppID(r.ProofOf) {
		return store.Mistakef("there is no account %s", r.ProofOf)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Pictures)) {
		if !slices.ContainsFunc(d.Params(), func(p weixin.Param) bool { return p.Name == name && TakesPicture(p) }) {
			return store.Mistakef("%s has no parameter %q that takes a picture", d.Name, name)
		}
		if _, err := withMember(r.Body, name, ""); err != nil {
			return err
		}
	}
	return nil
}

// TakesPicture reports whether a parameter is the media id of a picture, which can be
// uploaded before the call.
func TakesPicture(p weixin.Param) bool {
	return p.In == "json" && p.Type == reflect.TypeFor[weixin.MediaID]()
}

// withMember is a JSON object, "" for an empty one, with another text as a member.
func withMember(object, name, text string) (string, error) {
	members := make(map[string]json.RawMessage)
	if object != "" && json.Unmarshal([]byte(object), &members) != nil {
		return "", store.Mistakef("a picture goes with a body that is a JSON object")
	}
	value, err := json.Marshal(text)
	if err != nil {
		return "", fmt.Errorf("send: %w", err)
	}
	members[name] = value
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(members); err != nil {
		return "", fmt.Errorf("send: %w", err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
