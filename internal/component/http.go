package component

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Routes returns the module's interfaces.
func (r *Module) Routes() []edge.Route {
	return []edge.Route{
		edge.Serve(weixin.StartPushTicket, r.startPushTicket),
		edge.Serve(weixin.GetComponentAccessToken, r.getComponentAccessToken),
		edge.Serve(weixin.GetPreAuthCode, r.getPreAuthCode),
		edge.Serve(weixin.GetAuthorizerRefreshToken, r.getAuthorizerRefreshToken),
		edge.Serve(weixin.GetAuthorizerAccessToken, r.getAuthorizerAccessToken),
		edge.Serve(weixin.GetAuthorizerInfo, r.getAuthorizerInfo),
		edge.Serve(weixin.GetAuthorizerList, r.getAuthorizerList),
		edge.Serve(weixin.GetAuthorizerOption, r.getAuthorizerOption),
		edge.Serve(weixin.SetAuthorizerOption, r.setAuthorizerOption),
	}
}

// own returns nil if the platform named in the body is that of the token.
func own(call *edge.Call, component string) error {
	if component != call.Caller.AppID {
		return edge.Refuse(weixin.InvalidAppID, "the component_appid is not that of the token")
	}
	return nil
}

func (r *Module) getPreAuthCode(ctx context.Context, call *edge.Call, req weixin.PreAuthCodeRequest) (weixin.PreAuthCodeResponse, error) {
	if err := own(call, req.ComponentAppID); err != nil {
		return weixin.PreAuthCodeResponse{}, err
	}
	code := formCode(preAuthPrefix, r.Random.Bytes(codeSize))
	minted := store.Code{
		AppID: call.Caller.AppID, Hash: hashCode(preAuthPrefix, code), Kind: store.CodePreAuth,
		ExpiresAt: call.At.Add(weixin.PreAuthCodeSeconds * time.Second),
	}
	err := Decide(ctx, r.Store, call.Caller.AppID, "", store.Hash{}, func(store.Standing) (store.Decision, error) {
		return store.Decision{Minted: &minted}, nil
	})
	return weixin.PreAuthCodeResponse{PreAuthCode: code, ExpiresIn: weixin.PreAuthCodeSeconds}, err
}

func (r *Module) getAuthorizerRefreshToken(ctx context.Context, call *edge.Call, req weixin.AuthorizerRefreshTokenRequest) (weixin.AuthorizerRefreshTokenResponse, error) {
	var answer weixin.AuthorizerRefreshTokenResponse
	if err := own(call, req.ComponentAppID); err != nil {
		return answer, err
	}
	hash := hashCode(authPrefix, req.AuthorizationCode)
	code, err := r.code(ctx, call.Caller.AppID, hash)
	if err == nil {
		err = checkAuthCode(code, call.At)
	}
	if err != nil {
		return answer, err
	}
	info, of := &answer.AuthorizationInfo, ""
	err = Decide(ctx, r.Store, call.Caller.AppID, code.Authorizer, hash, func(s store.Standing) (store.Decision, error) {
		return redeem(s, call.At, call.Remote.String(), func(a store.Authorization) (store.Hash, error) {
			of = generation(a)
			info.AuthorizerAppID, info.FuncInfo = a.AppID, weixin.FuncInfoOf(a.PermissionSets)
			info.AuthorizerRefreshToken, err = deriveRefresh(call.Caller.Carried, a)
			return hashCode(refreshPrefix, info.AuthorizerRefreshToken), err
		})
	})
	if err != nil {
		return answer, err
	}
	token, err := r.Tokens.AuthorizerToken(ctx, code.Authorizer, call.Caller.AppID, of, call.At)
	info.AuthorizerAccessToken, info.ExpiresIn = token.AccessToken, token.ExpiresIn
	return answer, err
}

func (r *Module) getAuthorizerAccessToken(ctx context.Context, call *edge.Call, req weixin.AuthorizerAccessTokenRequest) (weixin.AuthorizerAccessTokenResponse, error) {
	var answer weixin.AuthorizerAccessTokenResponse
	_, a, err := r.authorizer(ctx, call, req.ComponentAppID, req.AuthorizerAppID)
	if err != nil {
		return answer, err
	}
	derived, err := deriveRefresh(call.Caller.Carried, a)
	if err != nil {
		return answer, err
	}
	if err := mayRefresh(a, req.AuthorizerRefreshToken, derived); err != nil {
		return answer, err
	}
	token, err := r.Tokens.AuthorizerToken(ctx, a.AppID, call.Caller.AppID, generation(a), call.At)
	return weixin.AuthorizerAccessTokenResponse{
		AuthorizerAccessToken: token.AccessToken, ExpiresIn: token.ExpiresIn, AuthorizerRefreshToken: req.AuthorizerRefreshToken,
	}, err
}

// authorizer returns the account that a call of a platform names, and what it
// grants.
func (r *Module) authorizer(ctx context.Context, call *edge.Call, component, appID string) (store.Account, store.Authorization, error) {
	if err := own(call, component); err != nil {
		return store.Account{}, store.Authorization{}, err
	}
	account, err := r.account(ctx, appID, "authorizer_appid")
	if err != nil {
		return account, store.Authorization{}, err
	}
	a, err := r.authorization(ctx, appID, component)
	return account, a, err
}

func (r *Module) getAuthorizerList(ctx context.Context, call *edge.Call, req weixin.AuthorizerListRequest) (weixin.AuthorizerListResponse, error) {
	var answer weixin.AuthorizerListResponse
	if err := own(call, req.ComponentAppID); err != nil {
		return answer, err
	}
	if req.Count > weixin.MaxAuthorizers || req.Count < 0 || req.Offset < 0 {
		return answer, edge.Refuse(weixin.CountExceedsLimit, "count %d from offset %d", req.Count, req.Offset)
	}
	list, total, err := r.Store.Authorizations(ctx, call.Caller.AppID, req.Offset, req.Count)
	if err != nil {
		return answer, fmt.Errorf("component: %w", err)
	}
	answer.TotalCount = total
	for _, a := range list {
		refresh, err := known(call.Caller.Carried, a)
		if err != nil {
			return answer, err
		}
		answer.List = append(answer.List, weixin.Authorizer{AuthorizerAppID: a.AppID, RefreshToken: refresh, AuthTime: a.AuthorizedAt.Unix()})
	}
	return answer, nil
}
