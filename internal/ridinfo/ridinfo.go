package ridinfo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Journal reads entries, those that are not yet written included.
type Journal interface {
	// Call returns the entry of a rid, or store.ErrNotFound.
	Call(ctx context.Context, rid string) (journal.Entry, error)
}

// Module looks calls up.
type Module struct{ journal Journal }

// New returns the module over a journal.
func New(j Journal) *Module { return &Module{j} }

// Routes returns the interface that looks calls up.
func (m *Module) Routes() []edge.Route {
	return []edge.Route{edge.Serve(weixin.GetRIDInfo, m.lookUp)}
}

var ridForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$`)

func (m *Module) lookUp(ctx context.Context, call *edge.Call, req weixin.GetRIDInfoRequest) (weixin.GetRIDInfoResponse, error) {
	if !ridForm.MatchString(req.RID) {
		return weixin.GetRIDInfoResponse{}, edge.Refuse(weixin.RIDError, "%.40q is not a rid", req.RID)
	}
	found, err := m.journal.Call(ctx, req.RID)
	if errors.Is(err, store.ErrNotFound) {
		return weixin.GetRIDInfoResponse{}, edge.Refuse(weixin.RIDNotFound, "no call has the rid")
	}
	if err != nil {
		return weixin.GetRIDInfoResponse{}, err
	}
	if err := mayTell(found, call.Caller.AppID, call.At); err != nil {
		return weixin.GetRIDInfoResponse{}, err
	}
	if err := note(call, found); err != nil {
		return weixin.GetRIDInfoResponse{}, err
	}
	return weixin.GetRIDInfoResponse{Status: weixin.Success(), Request: weixin.RIDInfo{
		InvokeTime: found.At.Unix(), CostInMS: found.Cost.Milliseconds(),
		RequestURL: found.Query, RequestBody: found.Request, ResponseBody: found.Response,
		ClientIP: found.ClientIP,
	}}, nil
}

// note says in a header what Weixin's answer has no room for: how the call ended,
// and why.
//
//fidelity:choice getridinfo why | the header `X-Wxastore-Call` says how the call ended and why, as JSON in ASCII; the body is Weixin's
func note(call *edge.Call, found journal.Entry) error {
	text, err := json.Marshal(journal.Ending{Kind: found.Kind, Reason: found.Reason, Fault: found.Fault})
	if err != nil {
		return fmt.Errorf("note a call: %w", err)
	}
	call.Note(journal.EndingHeader, ascii(string(text)))
	return nil
}

// ascii is JSON without any other characters, as a header has to be.
func ascii(text string) string {
	var out strings.Builder
	for _, r := range text {
		switch {
		case r < 0x80:
			out.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&out, "\\u%04x", r)
		default:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&out, "\\u%04x\\u%04x", high, low)
		}
	}
	return out.String()
}

// mayTell is the rule of who may look a call up, and until when. A token that was
// issued here proves whose the call was, also if it was refused as expired or
// superseded; one that only names an app id proves nothing.
//
//fidelity:choice getridinfo 76003 | also a call that no account is known of, such as one with an unknown token; a call that was refused for its token is told to the account whose token it was
func mayTell(c journal.Entry, caller string, now time.Time) error {
	if !now.Before(c.At.Add(weixin.RIDLife)) {
		return edge.Refuse(weixin.RIDNotFound, "the call was made more than %s ago", weixin.RIDLife)
	}
	if c.AppID == "" || c.AppID != caller {
		return edge.Refuse(weixin.RIDNoPermission, "the call was made by %q", c.AppID)
	}
	return nil
}
