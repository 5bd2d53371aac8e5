package conformance

import (
	"strings"
	"testing"

	"github.com/silenceper/wechat/v2"
	"github.com/silenceper/wechat/v2/cache"
	"github.com/silenceper/wechat/v2/officialaccount"
	"github.com/silenceper/wechat/v2/officialaccount/config"
	"github.com/silenceper/wechat/v2/officialaccount/material"
	"github.com/silenceper/wechat/v2/util"
)

// silenceper has no call for store Mini Programs: its users post to the path.
type silenceper struct {
	sdk *officialaccount.OfficialAccount
}

func newSilenceper(t *testing.T, base string, a account) judge {
	util.SetURIModifier(func(uri string) string {
		return strings.Replace(uri, "https://api.weixin.qq.com", base, 1)
	})
	t.Cleanup(func() { util.SetURIModifier(nil) })
	return &silenceper{wechat.NewWechat().GetOfficialAccount(&config.Config{
		AppID: a.appID, AppSecret: a.secret, Cache: cache.NewMemory(),
	})}
}

func (s *silenceper) token() (string, error) { return s.sdk.GetAccessToken() }

func (s *silenceper) upload(path string) (string, error) {
	media, err := s.sdk.GetMaterial().MediaUpload(material.MediaTypeImage, path)
	return media.MediaID, err
}

func (s *silenceper) modify(fields map[string]any) error {
	token, err := s.sdk.GetAccessToken()
	if err != nil {
		return err
	}
	answer, err := util.PostJSON("https://api.weixin.qq.com/wxa/modify_merchant?access_token="+token, fields)
	if err != nil {
		return err
	}
	return util.DecodeWithCommonError(answer, "modify_merchant")
}
