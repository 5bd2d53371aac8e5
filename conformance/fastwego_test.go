package conformance

import (
	"encoding/json"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/fastwego/offiaccount"
	"github.com/fastwego/offiaccount/apis/material"
	"github.com/fastwego/offiaccount/apis/poi/miniprogram"
)

// fastwego is the one Go SDK that has the call by name.
type fastwego struct{ sdk *offiaccount.OffiAccount }

func newFastwego(t *testing.T, base string, a account) judge {
	// The SDK keeps tokens in files in the system's temporary folder.
	t.Setenv("TMPDIR", t.TempDir())
	before := offiaccount.WXServerUrl
	offiaccount.WXServerUrl = base
	t.Cleanup(func() { offiaccount.WXServerUrl = before })
	sdk := offiaccount.New(offiaccount.Config{Appid: a.appID, Secret: a.secret})
	sdk.Logger = nil // it would print tokens
	return &fastwego{sdk}
}

func (f *fastwego) token() (string, error) {
	return f.sdk.AccessToken.GetAccessTokenHandler(f.sdk)
}

func (f *fastwego) upload(path string) (string, error) {
	answer, err := material.MediaUpload(f.sdk, path, url.Values{"type": {"image"}})
	if err != nil {
		return "", err
	}
	return mediaID(answer)
}

func (f *fastwego) modify(fields map[string]any) error {
	payload, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	_, err = miniprogram.ModifyMerchant(f.sdk, payload)
	return err
}

func (f *fastwego) keep(token string) error {
	return f.sdk.AccessToken.Cache.Save(f.sdk.Config.Appid, token, time.Hour)
}

// mediaID reads the answer of an upload.
func mediaID(answer []byte) (string, error) {
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
