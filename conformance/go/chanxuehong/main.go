// Command chanxuehong judges with an SDK whose address is fixed in its code:
// only the proxy leads it to the service.
package main

import (
	"fmt"

	"github.com/chanxuehong/wechat/mp/core"
	"github.com/chanxuehong/wechat/mp/media"

	"github.com/wxastore/wxastore/conformance/go/lines"
)

func main() { lines.Main("github.com/chanxuehong/wechat", open) }

type client struct{ sdk *core.Client }

const fixed = "https://api.weixin.qq.com"

func open(a lines.Account) (lines.Client, error) {
	if a.Base != fixed {
		return nil, fmt.Errorf("the SDK cannot be led to %s", a.Base)
	}
	return &client{core.NewClient(core.NewDefaultAccessTokenServer(a.AppID, a.Secret, nil), nil)}, nil
}

func (c *client) Token() (string, error) { return c.sdk.Token() }

func (c *client) Upload(path string) (string, error) {
	uploaded, err := media.UploadImage(c.sdk, path)
	if err != nil {
		return "", err
	}
	return uploaded.MediaId, nil
}

func (c *client) Modify(fields map[string]any) error {
	var answer core.Error
	if err := c.sdk.PostJSON(fixed+"/wxa/modify_merchant?access_token=", fields, &answer); err != nil {
		return err
	}
	if answer.ErrCode != core.ErrCodeOK {
		return &answer
	}
	return nil
}
