// Command silenceper judges with an SDK that has no call for store Mini
// Programs: its users post to the path.
package main

import (
	"strings"

	"github.com/silenceper/wechat/v2"
	"github.com/silenceper/wechat/v2/cache"
	"github.com/silenceper/wechat/v2/credential"
	"github.com/silenceper/wechat/v2/officialaccount"
	"github.com/silenceper/wechat/v2/officialaccount/config"
	"github.com/silenceper/wechat/v2/officialaccount/material"
	"github.com/silenceper/wechat/v2/util"

	"github.com/wxastore/wxastore/conformance/go/lines"
)

func main() { lines.Main("github.com/silenceper/wechat/v2", open) }

type client struct {
	sdk *officialaccount.OfficialAccount
}

const fixed = "https://api.weixin.qq.com"

func open(a lines.Account) (lines.Client, error) {
	if a.Base != fixed {
		util.SetURIModifier(func(uri string) string { return strings.Replace(uri, fixed, a.Base, 1) })
	}
	return &client{wechat.NewWechat().GetOfficialAccount(&config.Config{
		AppID: a.AppID, AppSecret: a.Secret, Cache: cache.NewMemory(),
	})}, nil
}

func (c *client) Token() (string, error) { return c.sdk.GetAccessToken() }

func (c *client) Upload(path string) (string, error) {
	media, err := c.sdk.GetMaterial().MediaUpload(material.MediaTypeImage, path)
	return media.MediaID, err
}

func (c *client) Picture(path string) (string, error) {
	return c.sdk.GetMaterial().ImageUpload(path)
}

func (c *client) Ticket() (string, error) {
	token, err := c.sdk.GetAccessToken()
	if err != nil {
		return "", err
	}
	answer, err := credential.GetTicketFromServer(token)
	return answer.Ticket, err
}

func (c *client) Modify(fields map[string]any) error {
	token, err := c.sdk.GetAccessToken()
	if err != nil {
		return err
	}
	answer, err := util.PostJSON(fixed+"/wxa/modify_merchant?access_token="+token, fields)
	if err != nil {
		return err
	}
	return util.DecodeWithCommonError(answer, "modify_merchant")
}
