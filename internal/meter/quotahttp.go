package meter

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Secrets knows the app secrets.
type Secrets interface {
	// Prove returns nil if the secret is the account's and may be used from
	// the address.
	Prove(ctx context.Context, appID, secret string, from netip.Addr) error
}

// Routes returns the interfaces about quotas.
func (q *Quotas) Routes() []edge.Route {
	return []edge.Route{
		edge.Serve(weixin.ClearQuota, q.clear),
		edge.Serve(weixin.ClearQuotaByAppSecret, q.clearBySecret),
		edge.Serve(weixin.GetAPIQuota, q.get),
	}
}

func (q *Quotas) clear(ctx context.Context, call *edge.Call, req weixin.ClearQuotaRequest) (weixin.Status, error) {
	if req.AppID != call.Caller.AppID {
		return weixin.Status{}, edge.Refuse(weixin.InvalidAppID, "the appid is not that of the token")
	}
	return q.clearFor(ctx, call, req.AppID)
}

func (q *Quotas) clearBySecret(ctx context.Context, call *edge.Call, req weixin.ClearQuotaByAppSecretRequest) (weixin.Status, error) {
	if err := q.secrets.Prove(ctx, req.AppID, req.AppSecret, call.Remote); err != nil {
		return weixin.Status{}, err
	}
	if err := call.Spend(ctx, req.AppID); err != nil {
		return weixin.Status{}, err
	}
	return q.clearFor(ctx, call, req.AppID)
}

func (q *Quotas) clearFor(ctx context.Context, call *edge.Call, appID string) (weixin.Status, error) {
	month, day := store.Span(weixin.Month(call.At)), store.Span(weixin.Day(call.At))
	// The calls that clear do not make room for themselves.
	stay := []string{weixin.ClearQuota.Name, weixin.ClearQuotaByAppSecret.Name}
	if err := q.store.ClearQuota(ctx, appID, month, day, stay, mayClear); err != nil {
		return weixin.Status{}, err
	}
	q.forget(appID)
	return weixin.Success(), nil
}

// forget drops what was taken ahead for an account whose counts were cleared:
// to give it back would make room for calls that were never taken.
func (q *Quotas) forget(appID string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for key := range q.leases {
		if key.appID == appID {
			delete(q.leases, key)
		}
	}
}

//fidelity:choice getapiquota window | `refresh_second` is 60
func (q *Quotas) get(ctx context.Context, call *edge.Call, req weixin.GetAPIQuotaRequest) (weixin.GetAPIQuotaResponse, error) {
	page, err := pageOf(req.CGIPath, call.Caller.Kind)
	if err != nil {
		return weixin.GetAPIQuotaResponse{}, err
	}
	use, err := q.Used(ctx, call.Caller.AppID, page, call.At)
	if err != nil {
		return weixin.GetAPIQuotaResponse{}, err
	}
	answer := weixin.GetAPIQuotaResponse{
		Status: weixin.Success(),
		Quota:  weixin.APIQuota{DailyLimit: use.Daily, Used: use.Used, Remain: max(0, use.Daily-use.Used)},
	}
	if use.PerMinute > 0 {
		answer.RateLimit = &weixin.RateLimit{CallCount: use.PerMinute, RefreshSecond: 60}
	}
	return answer, nil
}

// ahead returns how many calls were taken ahead and not spent.
func (q *Quotas) ahead(key counted, day store.Span) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if l := q.leases[key]; l.day == day {
		return l.left
	}
	return 0
}

// pageOf returns the page of a path, for an account that may call it.
//
//fidelity:differs interfaces with a quota | all of Weixin's | those that wxastore declares; 76021 for others | there is nothing to count
func pageOf(path string, kind weixin.Kinds) (weixin.Page, error) {
	if !strings.HasPrefix(path, "/") || strings.Contains(path, "//") {
		return weixin.Page{}, edge.Refuse(weixin.RIDNoPermission, "cgi_path is no path that begins with a slash")
	}
	if strings.Contains(path, "/sns/") {
		return weixin.Page{}, edge.Refuse(weixin.PathNotYours, "the quota of sns paths cannot be asked for")
	}
	declared := weixin.Declarations()
	i := slices.IndexFunc(declared, func(d weixin.Declaration) bool { return d.Path == path })
	if i < 0 {
		return weixin.Page{}, edge.Refuse(weixin.PathNotFound, "no interface has the path")
	}
	if !declared[i].Callers.Has(kind) {
		return weixin.Page{}, edge.Refuse(weixin.PathNotYours, "accounts of kind %s may not call %s", kind, declared[i].Name)
	}
	return declared[i].Page, nil
}
