// Package twin runs the service that Weixin is compared with: in memory, with one
// account that is made from the facts of Weixin's side.
//
// It does not own what is compared (package parity), nor running a service in
// memory (package wxastoretest).
package twin

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/parity"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

const (
	appID     = "wxaccountofparity1"
	component = "wxplatformofparity"
	secret    = "secret-of-the-twin"
	intro     = "Open until ten"
	// ceiling is the highest daily limit that a seed takes for one that is known.
	ceiling = 1_000_000
)

// Twin is a running service.
type Twin struct {
	// Side is what scenarios are played against.
	Side   parity.Side
	server *wxastoretest.Server
}

// Start runs a service with an account of the facts. The caller closes it.
func Start(ctx context.Context, facts parity.Facts, opts ...wxastoretest.Option) (*Twin, error) {
	server, err := wxastoretest.Start(append(opts, wxastoretest.WithSeed(seed(facts)))...)
	if err != nil {
		return nil, err
	}
	t := &Twin{server: server}
	var token string
	if len(facts.Sets) > 0 {
		token, err = t.authorizerToken(ctx, facts.Sets)
	} else {
		token = server.TokenFor(appID, secret)
	}
	if err != nil {
		_ = server.Close()
		return nil, err
	}
	t.Side = parity.Side{
		Base: server.URL, Client: parity.NewHTTPClient(0),
		Values: map[string]string{"TOKEN": token, "APPID": appID, "INTRO": intro, "SECRET": secret},
	}
	return t, nil
}

// Format keeps the account's token out of prints.
func (t Twin) Format(f fmt.State, verb rune) { t.Side.Format(f, verb) }

// LogValue keeps it out of logs.
func (t Twin) LogValue() slog.Value { return t.Side.LogValue() }

// Close stops the service.
func (t *Twin) Close() error {
	t.Side.Client.CloseIdleConnections()
	return t.server.Close()
}

// authorizerToken lets the account authorize a platform and fetches a token of it.
func (t *Twin) authorizerToken(ctx context.Context, sets []int) (string, error) {
	t.server.AddComponent(wxastoretest.Component{AppID: component, Secret: secret, PermissionSets: sets})
	c, err := client.New(client.WithBaseURL(t.server.URL))
	if err != nil {
		return "", err
	}
	defer c.CloseIdleConnections()
	own, err := client.Do(ctx, c, weixin.GetComponentAccessToken, weixin.ComponentAccessTokenRequest{
		ComponentAppID: component, ComponentAppSecret: secret, ComponentVerifyTicket: t.server.PushTicket(component),
	})
	if err != nil {
		return "", err
	}
	answer, err := client.Do(ctx, c.WithTokens(client.StaticToken(own.ComponentAccessToken)), weixin.GetAuthorizerRefreshToken, weixin.AuthorizerRefreshTokenRequest{
		ComponentAppID: component, AuthorizationCode: t.server.Authorize(component, appID, sets...),
	})
	return answer.AuthorizationInfo.AuthorizerAccessToken, err
}

// seed declares the account. What of its store Mini Program is not known is as most
// accounts have it.
func seed(facts parity.Facts) string {
	kind, merchant, quota := "service", fmt.Sprintf("merchant: {state: approved, nickname: 店, intro: %q}", intro), ""
	if facts.Kind != "" {
		kind = facts.Kind
	}
	switch facts.Merchant {
	case "none":
		merchant = ""
	case "reviewing", "failed", "refused":
		merchant = fmt.Sprintf("merchant: {state: %s, nickname: 店, intro: %q, reason: 照片不清晰}", facts.Merchant, intro)
	}
	if facts.ModifyDaily > 0 {
		quota = fmt.Sprintf("quotas: {%s: {daily: %d}}", weixin.ModifyMerchant.Name, min(facts.ModifyDaily, ceiling))
	}
	individual := ""
	if facts.Individual {
		individual, merchant = "individual: true", ""
	}
	text := fmt.Sprintf("accounts:\n  - appid: %s\n    secret: %s\n    kind: %s\n", appID, secret, kind)
	for _, line := range []string{individual, merchant, quota} {
		if line != "" {
			text += "    " + line + "\n"
		}
	}
	if facts.Stores {
		text += store
	}
	return text + place
}

const store = `    stores:
      - {poi_id: "472671857", map_poi_id: "2708071440732747001", name: 店, province: 广东省, city: 广州市, district: 海珠区, address: 路 1 号, longitude: 113.3, latitude: 23.1, category: "美食:中餐厅", pictures: ["http://mmbiz.qpic.cn/mmbiz_png/a/0?wx_fmt=png"], phone: 020-123, hour: "11:11-12:12", credential: 22883878-0}
`

const place = `places:
  - {id: "2708071440732747001", name: 店, address: 路 1 号, district_id: "440105", lat: 23.1, lng: 113.3, telephone: 020-123, category: "美食:中餐厅"}
`
