// Command fastwego judges with the one Go SDK that has the call by name.
package main

import (
	"encoding/json"
	"errors"
	"net/url"
	"time"

	"github.com/fastwego/offiaccount"
	"github.com/fastwego/offiaccount/apis/material"
	"github.com/fastwego/offiaccount/apis/oauth"
	"github.com/fastwego/offiaccount/apis/poi/miniprogram"

	"github.com/wxastore/wxastore/conformance/go/lines"
)

func main() { lines.Main("github.com/fastwego/offiaccount", open) }

type client struct{ sdk *offiaccount.OffiAccount }

// recovering is a client that gets another token when it is refused.
type recovering struct{ client }

func open(a lines.Account) (lines.Client, error) {
	offiaccount.WXServerUrl = a.Base
	sdk := offiaccount.New(offiaccount.Config{Appid: a.AppID, Secret: a.Secret})
	sdk.Logger = nil // it would print tokens
	return recovering{client{sdk}}, nil
}

func (c client) Token() (string, error) {
	return c.sdk.AccessToken.GetAccessTokenHandler(c.sdk)
}

func (c client) Upload(path string) (string, error) {
	answer, err := material.MediaUpload(c.sdk, path, url.Values{"type": {"image"}})
	if err != nil {
		return "", err
	}
	var uploaded struct {
		MediaID string `json:"media_id"`
	}
	if err := json.Unmarshal(answer, &uploaded); err != nil {
		return "", err
	}
	if uploaded.MediaID == "" {
		return "", errors.New("no media_id in " + string(answer))
	}
	return uploaded.MediaID, nil
}

func (c client) Picture(path string) (string, error) {
	answer, err := material.MediaUploadImg(c.sdk, path)
	if err != nil {
		return "", err
	}
	var uploaded struct {
		URL string `json:"url"`
	}
	err = json.Unmarshal(answer, &uploaded)
	return uploaded.URL, err
}

func (c client) Ticket() (string, error) {
	ticket, _, err := oauth.GetJSApiTicket(c.sdk)
	return ticket, err
}

func (c client) Modify(fields map[string]any) error {
	payload, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	_, err = miniprogram.ModifyMerchant(c.sdk, payload)
	return err
}

// Stores are the functions of the SDK's package for store Mini Programs. It has none
// that sets a card.
func (c client) Stores() map[string]func([]byte) ([]byte, error) {
	get := func(call func(*offiaccount.OffiAccount) ([]byte, error)) func([]byte) ([]byte, error) {
		return func([]byte) ([]byte, error) { return call(c.sdk) }
	}
	post := func(call func(*offiaccount.OffiAccount, []byte) ([]byte, error)) func([]byte) ([]byte, error) {
		return func(body []byte) ([]byte, error) { return call(c.sdk, body) }
	}
	return map[string]func([]byte) ([]byte, error){
		"category": get(miniprogram.GetMerchantCategory),
		"apply":    post(miniprogram.ApplyMerchant),
		"audit":    get(miniprogram.GetMerchantAuditInfo),
		"modify":   post(miniprogram.ModifyMerchant),
		"district": get(miniprogram.GetDistrict),
		"search":   post(miniprogram.SearchMapPoi),
		"create":   post(miniprogram.CreateMapPoi),
		"add":      post(miniprogram.AddStore),
		"update":   post(miniprogram.UpdateStore),
		"info":     post(miniprogram.GetStoreInfo),
		"list":     post(miniprogram.GetStoreList),
		"card":     post(miniprogram.CardStorewxaGet),
		"delete":   post(miniprogram.DelStore),
	}
}

func (r recovering) Keep(token string) error {
	return r.sdk.AccessToken.Cache.Save(r.sdk.Config.Appid, token, time.Hour)
}
