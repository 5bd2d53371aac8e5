package component

import (
	"encoding/xml"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// eventsTo returns the event as a delivery to the component; nothing where it has
// no address. A new ticket supersedes older ones that were not delivered: only the
// newest is of use.
//
//fidelity:choice all event-ticket | a newer ticket replaces one that still waits
func eventsTo[Body any](c store.Component, id string, declared weixin.Event[Body], body Body, now time.Time) ([]store.Delivery, error) {
	if c.EventURL == "" {
		return nil, nil
	}
	text, err := xml.Marshal(declared.ForComponent(c.AppID, now, body))
	if err != nil {
		return nil, fmt.Errorf("component: encode event: %w", err)
	}
	return []store.Delivery{{
		Target: store.ComponentTarget(c.AppID), ID: id, Kind: declared.Name, Body: text, CreatedAt: now,
		Supersedes: declared.Name == weixin.EventTicket.Name,
	}}, nil
}
