package ops

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/store"
)

func (c *Console) listCalls(ctx context.Context, in api.CallFilter) (list api.CallList, err error) {
	f, err := c.callFilter(ctx, in.CallSelection)
	if err != nil {
		return list, err
	}
	f.Before, f.After = in.Before, in.After
	if f.Before != "" && f.After != "" {
		return list, store.Mistakef("before and after cannot both be given")
	}
	calls, err := c.m.Journal.Calls(ctx, f, in.Limit+1)
	if err != nil {
		return list, err
	}
	if over := len(calls) - in.Limit; f.After != "" {
		if over > 0 { // newer ones, which come first
			calls = calls[over:]
			list.Previous = calls[0].RID
		}
		if len(calls) > 0 {
			list.Next = calls[len(calls)-1].RID
		}
	} else {
		if over > 0 {
			calls = calls[:in.Limit]
			list.Next = calls[in.Limit-1].RID
		}
		if f.Before != "" && len(calls) > 0 {
			list.Previous = calls[0].RID
		}
	}
	list.Calls = each(calls, toCall)
	return list, c.nameCalls(ctx, list.Calls)
}

// mostNamed is how many accounts a name may select.
const mostNamed = 50

// callFilter is the filter of the journal.
func (c *Console) callFilter(ctx context.Context, in api.CallSelection) (journal.Filter, error) {
	f := journal.Filter{AppID: in.App, Code: in.Code, From: in.From, To: in.To, Text: in.Text, Client: in.Client}
	f.Interface, f.Event = journal.ParseTitle(in.Interface)
	switch in.Direction {
	case api.DirectionIn:
		f.Traffic = journal.Incoming
	case api.DirectionOut:
		f.Traffic = journal.Outgoing
	}
	if in.Since != "" {
		since, err := time.ParseDuration(in.Since)
		if err != nil || since <= 0 {
			return f, store.Mistakef("since %q is not a duration: write it as 15m or 24h", in.Since)
		}
		if from := c.m.Clock.Now().Add(-since); from.After(f.From) {
			f.From = from
		}
	}
	if in.Failed {
		f.Kinds = slices.DeleteFunc(journal.Kinds(), func(k journal.Kind) bool { return k == journal.Answered })
	}
	if in.Kind != "" {
		f.Kinds = []journal.Kind{journal.Kind(in.Kind)}
	}
	if in.App == "" || c.m.Search == nil {
		return f, nil
	}
	_, err := c.m.Store.Account(ctx, in.App)
	if !errors.Is(err, store.ErrNotFound) {
		return f, err
	}
	found, err := c.m.Search.Find(ctx, search.Query{Text: in.App})
	f.AppIDs = found.AppIDs[:min(len(found.AppIDs), mostNamed)]
	return f, err
}

// mostCounted is how many calls are counted, within countTime; mostExported how many are
// exported.
const (
	mostCounted, mostExported = 20_000, 5000
	countTime                 = 50 * time.Millisecond
)

func (c *Console) countCalls(ctx context.Context, in api.CallSelection) (counts api.CallCounts, err error) {
	f, err := c.callFilter(ctx, in)
	if err != nil {
		return counts, err
	}
	found, all, err := c.m.Journal.Count(ctx, f, mostCounted, countTime)
	counts.Counts = each(found, func(n journal.Count) api.CallCount {
		counts.Counted += n.Calls
		return api.CallCount{Kind: string(n.Kind), Code: n.Code, Status: n.Status, Calls: n.Calls}
	})
	counts.More = !all
	return counts, err
}

func (c *Console) exportCalls(ctx context.Context, in api.CallExport) (file api.File, err error) {
	f, err := c.callFilter(ctx, in.CallSelection)
	if err != nil {
		return file, err
	}
	entries, err := c.m.Journal.Calls(ctx, f, mostExported)
	if err != nil {
		return file, err
	}
	calls := each(entries, toCall)
	if err := c.nameCalls(ctx, calls); err != nil {
		return file, err
	}
	var content any = api.CallList{Calls: calls}
	file.Name, file.Type = "calls.json", "application/json"
	if in.Format == api.FormatHAR {
		content, file.Name = harOf(calls), "calls.har"
	}
	text, err := json.MarshalIndent(content, "", "  ")
	file.ReadCloser, file.Size = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return file, err
}

func (c *Console) clearCalls(ctx context.Context, _ api.None) (api.Cleared, error) {
	n, err := c.m.Journal.Clear(ctx)
	return api.Cleared{Calls: n}, err
}

func (c *Console) showCall(ctx context.Context, in api.CallID) (api.Call, error) {
	entry, err := c.m.Journal.Call(ctx, in.RID)
	if err != nil {
		return api.Call{}, orMissing(err, missing("no call that is kept has the rid %q", in.RID))
	}
	call := []api.Call{toCall(entry)}
	err = c.nameCalls(ctx, call)
	return call[0], err
}

func toCall(e journal.Entry) api.Call {
	return api.Call{
		RID: e.RID, Kind: string(e.Kind), AppID: e.AppID, Claimed: e.Claimed, Header: e.Header, ResponseHeader: e.ResponseHeader, Interface: e.Title(), Method: e.Method, Path: e.Path, Query: e.Query,
		Request: e.Request, Response: e.Response, Code: e.Code, Status: e.Status, At: e.At.UTC(), Cost: api.Duration(e.Cost),
		ClientIP: e.ClientIP, UserAgent: e.UserAgent, Fault: e.Fault, Reason: e.Reason,
	}
}
