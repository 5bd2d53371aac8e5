package quota

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Secrets knows the app secrets.
type Secrets interface {
	// Prove returns nil if the secret is the account's and may be used from
	// the address.
	Prove(ctx context.Context, appID, secret string, from netip.Addr) error
	// ProvePlatform returns nil if the secret is the component's and may be used
	// from the address.
	ProvePlatform(ctx context.Context, appID, secret string, from *netip.Addr) error
}

// Grants knows what accounts grant components.
type Grants interface {
	// Authorized returns nil if the account authorizes the component. Its refusals
	// are 40013 and 61003.
	Authorized(ctx context.Context, appID, component string) error
}

// Routes returns the interfaces about quotas.
func (q *Quotas) Routes() []edge.Route {
	return []edge.Route{
		edge.Serve(weixin.ClearQuota, q.clear),
		edge.Serve(weixin.ClearQuotaByAppSecret, q.clearBySecret),
		edge.Serve(weixin.ClearComponentQuotaByAppSecret, q.clearByComponent),
		edge.Serve(weixin.ClearComponentQuota, q.clearForComponent),
		edge.Serve(weixin.ClearAPIQuota, q.clearOne),
		edge.Serve(weixin.GetAPIQuota, q.get),
	}
}

func (q *Quotas) clear(ctx context.Context, call *edge.Call, req weixin.ClearQuotaRequest) (weixin.Status, error) {
	if req.AppID != call.Caller.AppID {
		return weixin.Status{}, edge.Refuse(weixin.InvalidAppID, "the appid is not that of the token")
	}
	return q.clearFor(ctx, req.AppID, call.At)
}

func (q *Quotas) clearBySecret(ctx context.Context, call *edge.Call, req weixin.ClearQuotaByAppSecretRequest) (weixin.Status, error) {
	if err := q.secrets.Prove(ctx, req.AppID, req.AppSecret, call.Remote); err != nil {
		return weixin.Status{}, err
	}
	if err := call.Spend(ctx, req.AppID); err != nil {
		return weixin.Status{}, err
	}
	return q.clearFor(ctx, req.AppID, call.At)
}

// clearByComponent clears for the component, or for an account that authorizes it.
//
//fidelity:inferred clearcomponentquotabyappsecret whose | the call is counted as the platform's, the clear as that of the account it is for | pages of the other clears: a platform uses up the account's times
func (q *Quotas) clearByComponent(ctx context.Context, call *edge.Call, req weixin.ClearComponentQuotaRequest) (weixin.Status, error) {
	if err := q.secrets.ProvePlatform(ctx, req.ComponentAppID, req.AppSecret, &call.Remote); err != nil {
		return weixin.Status{}, err
	}
	if err := call.Spend(ctx, req.ComponentAppID); err != nil {
		return weixin.Status{}, err
	}
	return q.clearPlatform(ctx, req.ComponentAppID, req.AppID, call.At)
}

func (q *Quotas) clearForComponent(ctx context.Context, call *edge.Call, req weixin.ClearComponentQuotaByTokenRequest) (weixin.Status, error) {
	if req.ComponentAppID != call.Caller.AppID {
		return weixin.Status{}, edge.Refuse(weixin.InvalidAppID, "the component_appid is not that of the token")
	}
	return q.clearPlatform(ctx, req.ComponentAppID, req.AppID, call.At)
}

// clearPlatform clears all counts of a component, or of an account that authorizes it.
func (q *Quotas) clearPlatform(ctx context.Context, component, appID string, at time.Time) (weixin.Status, error) {
	if appID == "" || appID == component {
		return q.clearFor(ctx, component, at)
	}
	if err := q.grants.Authorized(ctx, appID, component); err != nil {
		return weixin.Status{}, err
	}
	return q.clearFor(ctx, appID, at)
}

// clearFor clears all counts of an account or a component.
func (q *Quotas) clearFor(ctx context.Context, appID string, at time.Time) (weixin.Status, error) {
	return q.clearCounts(ctx, appID, "", at, weixin.ClearQuotaPerMonth)
}

func (q *Quotas) clearOne(ctx context.Context, call *edge.Call, req weixin.ClearAPIQuotaRequest) (weixin.Status, error) {
	page, err := pageOf(req.CGIPath, call.Caller.Kind)
	if err != nil {
		return weixin.Status{}, err
	}
	return q.clearCounts(ctx, call.Caller.AppID, page.Name, call.At, weixin.ClearAPIQuotaPerMonth)
}

// clearCounts clears the counts of one interface, or of all if its name is "", which
// is allowed most times a month.
func (q *Quotas) clearCounts(ctx context.Context, appID, only string, at time.Time, most int) (weixin.Status, error) {
	clearing := store.Clearing{
		Month: store.Span(weixin.Month(at)), Day: store.Span(weixin.Day(at)), Only: only,
		// A call that clears does not add to its own quota.
		Except: []string{
			weixin.ClearQuota.Name, weixin.ClearQuotaByAppSecret.Name, weixin.ClearComponentQuotaByAppSecret.Name,
			weixin.ClearComponentQuota.Name, weixin.ClearAPIQuota.Name,
		},
	}
	if err := Clear(ctx, q.store, appID, clearing, mayClear(most)); err != nil {
		return weixin.Status{}, err
	}
	q.dropLeases(appID, clearing)
	return weixin.Success(), nil
}

// dropLeases drops what was taken ahead for an account where its counts were
// cleared: to return it would add calls that were never taken.
func (q *Quotas) dropLeases(appID string, c store.Clearing) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for key := range q.leases {
		cleared := (c.Only == "" || key.iface == c.Only) && !slices.Contains(c.Except, key.iface)
		if key.appID == appID && cleared {
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
		return weixin.Page{}, edge.Refuse(weixin.RIDNoPermission, "cgi_path does not begin with a slash")
	}
	if strings.Contains(path, "/sns/") {
		return weixin.Page{}, edge.Refuse(weixin.PathNotYours, "the quota of sns paths cannot be asked for")
	}
	d, ok := weixin.FindPath(path)
	if !ok {
		return weixin.Page{}, edge.RefusePath(weixin.PathNotFound, path)
	}
	if !d.Callers.Has(kind) {
		return weixin.Page{}, edge.Refuse(weixin.PathNotYours, "accounts of kind %s may not call %s", kind, d.Name)
	}
	return d.Page, nil
}
