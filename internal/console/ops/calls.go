package ops

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
)

func (c *Console) listCalls(ctx context.Context, in api.CallFilter) (list api.CallList, err error) {
	f := journal.Filter{AppID: in.App, Code: in.Code, From: in.From, To: in.To, Text: in.Text, Before: in.Before}
	f.Interface, f.Event = journal.ParseTitle(in.Interface)
	calls, err := c.m.Journal.Calls(ctx, f, in.Limit+1)
	calls, last := firsts(calls, in.Limit)
	if last != nil {
		list.Next = last.RID
	}
	list.Calls = each(calls, toCall)
	return list, err
}

func (c *Console) showCall(ctx context.Context, in api.CallID) (api.Call, error) {
	call, err := c.m.Journal.Call(ctx, in.RID)
	if errors.Is(err, store.ErrNotFound) {
		return api.Call{}, missing("no call that is kept has the rid %q", in.RID)
	}
	return toCall(call), err
}

func toCall(e journal.Entry) api.Call {
	return api.Call{
		RID: e.RID, Kind: string(e.Kind), AppID: e.AppID, Claimed: e.Claimed, Header: e.Header, Interface: e.Title(), Method: e.Method, Path: e.Path, Query: e.Query,
		Request: e.Request, Response: e.Response, Code: e.Code, Status: e.Status, At: e.At.UTC(), Cost: api.Duration(e.Cost),
		ClientIP: e.ClientIP, UserAgent: e.UserAgent, Fault: e.Fault, Reason: e.Reason,
	}
}
