package component

import (
	"encoding/xml"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// eventsTo returns the event as what is pushed to the platform; nothing where
// it has no address.
//
//fidelity:official getcomponentaccesstoken event | `component_verify_ticket`: AppId, CreateTime, InfoType, ComponentVerifyTicket | pages of the third-party platform
//fidelity:official getauthorizerrefreshtoken event | `authorized`, `updateauthorized`: also AuthorizerAppid, AuthorizationCode, AuthorizationCodeExpiredTime, PreAuthCode; `unauthorized`: also AuthorizerAppid | pages of the third-party platform
func eventsTo(c store.Component, id string, event weixin.ComponentEvent, now time.Time) ([]store.Push, error) {
	if c.EventURL == "" {
		return nil, nil
	}
	event.AppID, event.CreateTime = c.AppID, now.Unix()
	body, err := xml.Marshal(event)
	if err != nil {
		return nil, fmt.Errorf("component: encode event: %w", err)
	}
	return []store.Push{{Target: c.AppID, ID: id, Kind: event.InfoType, Body: body, CreatedAt: now}}, nil
}
