package pages

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// outcome is what came of a form that was sent.
type outcome struct {
	// Steps are its calls in their order: uploads of pictures, then the call itself.
	Steps []*step
	// Recorded says that this is what the journal has of them.
	Recorded bool
	// Changed is what the call changed, nil for nothing.
	Changed *changedThing
}

// step is a call that was made, or one that was not because the picture was refused.
type step struct {
	// Call says how it ended; of one that was not made it has the interface alone.
	Call    api.Call
	Skipped bool
	// URL, Request and Response are as they are shown.
	URL, Request, Response string
}

// changedThing is what a call changed.
type changedThing struct {
	// Name is a key of the words, Title what it is called.
	Name, Title, Path string
	// Version is the one that the call made; 0 where it is not known.
	Version int64
}

// Last is the last step that was made.
func (o outcome) Last() *step {
	for i := len(o.Steps) - 1; i > 0; i-- {
		if !o.Steps[i].Skipped {
			return o.Steps[i]
		}
	}
	return o.Steps[0]
}

// Refused reports whether the picture was refused, so that the call was not made.
func (o outcome) Refused() bool { return o.Steps[len(o.Steps)-1].Skipped }

// Uploads reports whether pictures were uploaded before the call.
func (o outcome) Uploads() bool { return len(o.Steps) > 1 }

// answeredAs is an answer as it is shown in full: it may be a token, which the journal
// does not keep, or a file.
func answeredAs(sent api.Sent) string {
	kind := sent.Header.Get("Content-Type")
	if len(sent.BodyBase64) > 0 {
		return fmt.Sprintf("%s (%d bytes)", kind, len(sent.BodyBase64))
	}
	return pretty(sent.Body, kind)
}

// recordedStep is a call as the journal has it.
func recordedStep(c api.Call) *step {
	s := &step{Call: c, URL: c.Path, Request: pretty(c.Request, ""), Response: pretty(c.Response, "")}
	if c.Query != "" {
		s.URL += "?" + c.Query
	}
	return s
}

// recorded is what the journal has of a call that was sent, with the uploads before it.
func (s *site) recorded(r *http.Request, c api.Call) (*outcome, error) {
	o := &outcome{Recorded: true}
	made, _ := api.ParseToolAgent(c.UserAgent)
	for _, rid := range made.After {
		upload, err := do(s, r, api.ShowCall, api.CallID{RID: rid})
		if isMissing(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		o.Steps = append(o.Steps, recordedStep(upload))
	}
	o.Steps = append(o.Steps, recordedStep(c))
	if made.For != "" && !hasMediaID(c.Response) {
		o.Steps = append(o.Steps, &step{Call: api.Call{Interface: made.For}, Skipped: true})
	}
	return o, nil
}

// hasMediaID reports whether an upload was taken.
func hasMediaID(response string) bool {
	var uploaded weixin.UploadTempMediaResponse
	return json.Unmarshal([]byte(response), &uploaded) == nil && uploaded.MediaID != ""
}

// mostChanges is how many changes are looked at for the one that a call made.
const mostChanges = 50

// changed is what a call changed, nil for nothing.
func (s *site) changed(r *http.Request, c api.Call) (*changedThing, error) {
	if c.Kind != "answered" || c.Code != 0 || c.AppID == "" {
		return nil, nil
	}
	shop := "/merchants/" + url.PathEscape(c.AppID)
	switch c.Interface {
	case weixin.ApplyMerchant.Name:
		return &changedThing{Name: "tool.changed.application", Title: c.AppID, Path: shop + "#application"}, nil
	case weixin.AddStore.Name, weixin.UpdateStore.Name, weixin.DeleteStore.Name, weixin.SetStoreCard.Name, weixin.DeletePoi.Name:
		return &changedThing{Name: "tool.changed.stores", Title: c.AppID, Path: shop + "/stores"}, nil
	case weixin.CreateMapPOI.Name:
		return &changedThing{Name: "tool.changed.places", Title: c.AppID, Path: "/places"}, nil
	case weixin.ModifyMerchant.Name:
	default:
		return nil, nil
	}
	id := api.AccountID{AppID: c.AppID}
	m, err := do(s, r, api.ShowMerchant, id)
	if err != nil {
		return nil, ignoreMissing(err)
	}
	thing := &changedThing{Name: "tool.changed.merchant", Title: m.Nickname, Path: shop}
	if thing.Title == "" {
		thing.Title = c.AppID
	}
	changes, err := do(s, r, api.ListChanges, api.ChangeFilter{AccountID: id, Limit: mostChanges})
	for _, change := range changes.Changes {
		if change.RID == c.RID {
			thing.Version = change.Version
			thing.Path += fmt.Sprintf("?before=%d", change.Version+1)
		}
	}
	if thing.Version == 0 && changes.Next == 0 {
		thing.Name = "tool.changed.same"
	}
	return thing, err
}

// pageSent is how many calls of the tool a page lists.
const pageSent = 10

// history are the calls that were sent before, the newest first. The uploads of pictures
// are part of the call that they were for.
func (s *site) history(r *http.Request) ([]api.Call, error) {
	list, err := do(s, r, api.ListCalls, api.CallFilter{
		CallSelection: api.CallSelection{Client: api.ToolAgent, Direction: api.DirectionIn}, Limit: 2 * pageSent,
	})
	if err != nil {
		return nil, err
	}
	parts := make(map[string]bool)
	var calls []api.Call
	for _, c := range list.Calls {
		made, ok := api.ParseToolAgent(c.UserAgent)
		if !ok || parts[c.RID] || len(calls) == pageSent {
			continue
		}
		for _, rid := range made.After {
			parts[rid] = true
		}
		calls = append(calls, c)
	}
	return calls, nil
}
