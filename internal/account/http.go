package account

import (
	"context"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/weixin"
)

// Routes returns the module's interfaces.
func (r *Module) Routes() []edge.Route {
	return []edge.Route{
		edge.Serve(weixin.GetAccessToken, r.getAccessToken),
		edge.Serve(weixin.GetStableAccessToken, r.getStableAccessToken),
		edge.Serve(weixin.GetTicket, r.getTicket),
	}
}

func (r *Module) getAccessToken(ctx context.Context, call *edge.Call, req weixin.AccessTokenRequest) (weixin.AccessTokenResponse, error) {
	account, err := r.authenticate(ctx, credentials{req.GrantType, req.AppID, req.Secret}, call.Remote)
	if err != nil {
		return weixin.AccessTokenResponse{}, err
	}
	if err := call.Spend(ctx, account.AppID); err != nil {
		return weixin.AccessTokenResponse{}, err
	}
	return r.issue(ctx, account.AppID, classicLine, nil, call.At)
}

func (r *Module) getStableAccessToken(ctx context.Context, call *edge.Call, req weixin.StableAccessTokenRequest) (weixin.AccessTokenResponse, error) {
	account, err := r.authenticate(ctx, credentials{req.GrantType, req.AppID, req.Secret}, call.Remote)
	if err != nil {
		return weixin.AccessTokenResponse{}, err
	}
	if err := call.Spend(ctx, account.AppID); err != nil {
		return weixin.AccessTokenResponse{}, err
	}
	return r.StableToken(ctx, account.AppID, req.Secret, req.ForceRefresh, call.At)
}
