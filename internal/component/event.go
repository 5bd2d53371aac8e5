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
func eventsTo[Body any](c store.Component, id string, declared weixin.Event[Body], body Body, now time.Time) ([]store.Push, error) {
	if c.EventURL == "" {
		return nil, nil
	}
	text, err := xml.Marshal(declared.ForComponent(c.AppID, now, body))
	if err != nil {
		return nil, fmt.Errorf("component: encode event: %w", err)
	}
	return []store.Push{{Target: c.AppID, ID: id, Kind: declared.Name, Body: text, CreatedAt: now}}, nil
}
