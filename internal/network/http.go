package network

import (
	"context"
	"net"
	"slices"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/weixin"
)

// URLs knows where messages of an account are pushed.
type URLs interface {
	// MessageURL returns the account's message URL, "" if it has none.
	MessageURL(ctx context.Context, appID string) (string, error)
}

// Dialer connects to where messages are pushed, and to nowhere else.
type Dialer interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// Module holds what the interfaces need.
type Module struct {
	URLs   URLs
	Dialer Dialer
}

// Routes returns the module's interfaces.
func (m *Module) Routes() []edge.Route {
	return []edge.Route{
		edge.Serve(weixin.GetAPIDomainIP, addresses),
		edge.Serve(weixin.GetCallbackIP, addresses),
		edge.Serve(weixin.CallbackCheck, m.check),
	}
}

// addresses answers the one address of this service: the one that the client
// has reached. Pushes leave from there, too.
//
//fidelity:differs lists of addresses | those of Weixin's machines | the one address that the client has reached, in both lists | there is no other
func addresses(_ context.Context, call *edge.Call, _ weixin.Nothing) (weixin.IPListResponse, error) {
	return weixin.IPListResponse{IPList: []string{call.Local().String()}}, nil
}

func (m *Module) check(ctx context.Context, call *edge.Call, req weixin.CallbackCheckRequest) (weixin.CallbackCheckResponse, error) {
	none := weixin.CallbackCheckResponse{}
	if !slices.Contains([]string{"dns", "ping", "all"}, req.Action) {
		return none, edge.Refuse(weixin.InvalidCheckAction, "action is %.20q", req.Action)
	}
	if !slices.Contains([]string{"CHINANET", "UNICOM", "CAP", "DEFAULT"}, req.CheckOperator) {
		return none, edge.Refuse(weixin.InvalidCheckOperator, "check_operator is %.20q", req.CheckOperator)
	}
	address, err := m.URLs.MessageURL(ctx, call.Caller.AppID)
	if err != nil {
		return none, err
	}
	if address == "" {
		return none, edge.Refuse(weixin.InvalidCheckURL, "%s has no message URL", call.Caller.AppID)
	}
	return m.probe(ctx, address, req.Action, req.CheckOperator), nil
}
