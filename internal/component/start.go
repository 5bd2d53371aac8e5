package component

import (
	"context"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

func (r *Module) startPushTicket(ctx context.Context, call *edge.Call, req weixin.StartPushTicketRequest) (weixin.Status, error) {
	if err := r.Secrets.ProvePlatform(ctx, req.ComponentAppID, req.ComponentSecret, nil); err != nil {
		return weixin.Status{}, err
	}
	if err := call.Spend(ctx, req.ComponentAppID); err != nil {
		return weixin.Status{}, err
	}
	answer, ticket := weixin.Success(), r.newTicket(call.At)
	err := Decide(ctx, r.Store, req.ComponentAppID, "", store.Hash{}, func(s store.Standing) (store.Decision, error) {
		answer = weixin.Success()
		if s.Component.PushTickets {
			answer.ErrMsg = weixin.InNormalState
		}
		s.Component.PushTickets = true
		if due(s.Component, call.At) {
			return makeTicket(s.Component, ticket)
		}
		return store.Decision{Component: &s.Component}, nil
	})
	return answer, err
}

func (r *Module) getComponentAccessToken(ctx context.Context, call *edge.Call, req weixin.ComponentAccessTokenRequest) (weixin.ComponentAccessTokenResponse, error) {
	if err := r.Secrets.ProvePlatform(ctx, req.ComponentAppID, req.ComponentAppSecret, &call.Remote); err != nil {
		return weixin.ComponentAccessTokenResponse{}, err
	}
	if err := call.Spend(ctx, req.ComponentAppID); err != nil {
		return weixin.ComponentAccessTokenResponse{}, err
	}
	ticket, err := r.code(ctx, req.ComponentAppID, hashCode(ticketPrefix, req.ComponentVerifyTicket))
	if err != nil {
		return weixin.ComponentAccessTokenResponse{}, err
	}
	if err := checkTicket(ticket, call.At); err != nil {
		return weixin.ComponentAccessTokenResponse{}, err
	}
	key, err := deriveKey(req.ComponentAppID, req.ComponentAppSecret)
	if err != nil {
		return weixin.ComponentAccessTokenResponse{}, err
	}
	token, err := r.Tokens.PlatformToken(ctx, req.ComponentAppID, key, call.At)
	return weixin.ComponentAccessTokenResponse{ComponentAccessToken: token.AccessToken, ExpiresIn: token.ExpiresIn}, err
}
