package wxastoretest

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Call is one call that the service has answered.
type Call struct {
	RID weixin.RID
	// AppID is the caller's; "" if none was proved.
	AppID string
	// Interface is the declared name, such as modifywxastore; "" for a path that
	// no interface has.
	Interface           string
	Method, Path, Query string
	// Request and Response are the bodies, cut at 8 KiB; of a file they say its
	// type and size. Credentials in them and in Query are cut short.
	Request, Response string
	Code              weixin.Code
	// Status is the HTTP status; 0 if the connection was cut.
	Status int
	At     time.Time
	// Took is how long the call took up to its answer, in real time; the time to
	// write the answer is not in it.
	Took time.Duration
	// Fault is the id of the fault that hit the call.
	Fault string
}

// String is the call on one line.
func (c Call) String() string {
	name := c.Interface
	if name == "" {
		name = c.Path
	}
	return fmt.Sprintf("%s %s %s -> %d %s", c.Method, name, c.Request, c.Code, c.Response)
}

// Calls returns the calls of the last seven days, oldest first. A call is there
// before its answer can be read. What the service pushes is no call.
func (s *Server) Calls() []Call {
	s.t.Helper()
	return s.calls(store.CallFilter{})
}

// CallsOf returns the calls of one interface, such as
// weixin.ModifyMerchant.Name.
func (s *Server) CallsOf(name string) []Call {
	s.t.Helper()
	return s.calls(store.CallFilter{Interface: name})
}

func (s *Server) calls(filter store.CallFilter) []Call {
	s.t.Helper()
	if !slices.ContainsFunc(weixin.Declarations(), func(d weixin.Declaration) bool { return filter.Interface == "" || d.Name == filter.Interface }) {
		s.t.Errorf("calls: there is no interface %q: take its name from package weixin, as weixin.ModifyMerchant.Name", filter.Interface)
		return nil
	}
	records, err := s.running().Calls(context.Background(), filter, math.MaxInt32)
	if err != nil {
		s.t.Errorf("calls: %v", err)
		return nil
	}
	calls := make([]Call, 0, len(records))
	for _, r := range slices.Backward(records) {
		if strings.HasPrefix(r.Interface, store.PushedAs) {
			continue
		}
		calls = append(calls, Call{
			RID: weixin.RID(r.RID), AppID: r.AppID, Interface: r.Interface, Method: r.Method, Path: r.Path, Query: r.Query,
			Request: r.Request, Response: r.Response, Code: weixin.Code(r.Code), Status: r.Status,
			At: r.At, Took: r.Cost, Fault: r.Fault,
		})
	}
	return calls
}
