package component

import (
	"context"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

func (r *Module) getAuthorizerInfo(ctx context.Context, call *edge.Call, req weixin.AuthorizerInfoRequest) (weixin.AuthorizerInfoResponse, error) {
	account, a, err := r.authorizer(ctx, call, req.ComponentAppID, req.AuthorizerAppID)
	if err != nil {
		return weixin.AuthorizerInfoResponse{}, err
	}
	if err := granted(a); err != nil {
		return weixin.AuthorizerInfoResponse{}, err
	}
	refresh, err := known(call.Caller.Carried, a)
	return weixin.AuthorizerInfoResponse{
		AuthorizerInfo: describe(account),
		AuthorizationInfo: weixin.AuthorizationInfo{
			AuthorizerAppID: a.AppID, AuthorizerRefreshToken: refresh, FuncInfo: weixin.FuncInfoOf(a.PermissionSets),
		},
	}, err
}

// The numbers of kinds of accounts.
const (
	subscription = 0
	service      = 2
	verified     = 0
	notVerified  = -1
)

// describe says who an account is.
func describe(a store.Account) weixin.AuthorizerInfo {
	info := weixin.AuthorizerInfo{
		NickName: a.Name, PrincipalName: a.Name, UserName: a.OriginalID(), IDC: 1,
		ServiceTypeInfo: weixin.TypeInfo{ID: subscription}, VerifyTypeInfo: weixin.TypeInfo{ID: verified},
	}
	if a.Kind == weixin.ServiceAccount.String() {
		info.ServiceTypeInfo.ID = service
	}
	if a.Individual {
		info.VerifyTypeInfo.ID = notVerified
	}
	return info
}
