package fleet

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// The platform of a rehearsal, and the secret of all its accounts.
const (
	twinPlatform = "wxplatformoftwin01"
	twinSecret   = "secret-of-the-twin"
	// twinColumn says how a merchant is in a rehearsal.
	twinColumn = "twin"
)

// platformSets are what an account of a rehearsal grants as a rule.
func platformSets() []int { return []int{8, 13} }

// mishap is a share of the merchants whose change goes wrong in a rehearsal.
type mishap struct {
	share float64
	do    wxastoretest.Disturbance
	times int
	name  string
}

// parseMishaps reads a mix such as 85049=1%,cut=0.5%.
func parseMishaps(text string) ([]mishap, error) {
	var all []mishap
	if text == "" {
		return nil, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		share, err := strconv.ParseFloat(strings.TrimSuffix(value, "%"), 64)
		if err != nil || !strings.HasSuffix(value, "%") || share <= 0 || share > 100 {
			return nil, command.Usagef("--faults: %q is not a share: write 85049=1%%,cut=0.5%%", part)
		}
		m := mishap{share: share / 100, name: name}
		switch code, err := strconv.Atoi(name); {
		case err == nil && code != 0:
			m.do = wxastoretest.AnswerCode(weixin.Code(code))
			if c := weixin.Code(code); c.Retryable() {
				m.times = 1
			}
		case name == "cut":
			m.do = wxastoretest.CutConnection()
		case name == "garbage":
			m.do = wxastoretest.AnswerGarbage()
		case name == "nothing":
			m.do = wxastoretest.AnswerNothing()
		default:
			return nil, command.Usagef("--faults: %q is neither an errcode nor cut, garbage or nothing", name)
		}
		all = append(all, m)
	}
	return all, nil
}

// startTwin runs a service in memory that has the accounts of some rows, and returns
// what calls it. Secrets that rows name are not looked at.
func startTwin(ctx context.Context, l fleet.Ledger, all []fleet.Desired, mishaps []mishap) (*caller, error) {
	var accounts []wxastoretest.Account
	seen := make(map[string]bool)
	for _, d := range all {
		if d.HasAppID() && !seen[d.AppID] {
			seen[d.AppID] = true
			accounts = append(accounts, twinAccount(d))
		}
	}
	server, err := wxastoretest.Start(wxastoretest.WithAccounts(accounts...), wxastoretest.WithRandomSeed(1), wxastoretest.WithManualReviews())
	if err != nil {
		return nil, command.Errorf("start the twin: %w", err)
	}
	platform, base, err := authorizeTwin(ctx, server, all)
	if err != nil {
		return nil, errors.Join(command.Errorf("prepare the twin: %w", err), server.Close())
	}
	if err := furnish(ctx, server, l, all); err != nil {
		return nil, errors.Join(command.Errorf("prepare the twin: %w", err), server.Close())
	}
	disturb(server, all, mishaps)
	return &caller{
		accounts: fleet.NewAccounts(base, platform, nil).WithSecrets(func(string, string) (string, error) { return twinSecret, nil }),
		listed:   func(string) bool { return false }, api: "twin",
		close: func() error {
			base.CloseIdleConnections()
			platform.CloseIdleConnections()
			return server.Close()
		},
	}, nil
}

// twinAccount is an account as its row's column twin says.
func twinAccount(d fleet.Desired) wxastoretest.Account {
	a := wxastoretest.Account{AppID: d.AppID, Secret: twinSecret, Merchant: &wxastoretest.Merchant{Nickname: "店", Intro: "以前的介绍"}}
	switch state(d) {
	case "none":
		a.Merchant = nil
	case "reviewing":
		a.Merchant.Reviewing = true
	case "irregular":
		a.Irregular = true
	case "barred":
		a.CategoryBarred = true
	case "individual":
		a.Individual, a.Merchant = true, nil
	}
	return a
}

// state is what a row's column twin says.
func state(d fleet.Desired) string {
	i := slices.IndexFunc(d.Columns, func(c fleet.Column) bool { return c.Name == twinColumn })
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(d.Columns[i].Value)
}

// authorizeTwin has the accounts without a secret authorize the twin's platform.
func authorizeTwin(ctx context.Context, server *wxastoretest.Server, all []fleet.Desired) (*component.Component, *client.Client, error) {
	server.AddComponent(wxastoretest.Component{AppID: twinPlatform, Secret: twinSecret})
	base, err := client.New(client.WithBaseURL(server.URL))
	if err != nil {
		return nil, nil, err
	}
	platform, err := component.New(component.Config{AppID: twinPlatform, Secret: twinSecret}, client.WithBaseURL(server.URL))
	if err != nil {
		return nil, nil, err
	}
	if err := platform.StoreTicket(ctx, server.PushTicket(twinPlatform), time.Now()); err != nil {
		return nil, nil, err
	}
	seen := make(map[string]bool)
	for _, d := range all {
		if d.Account != "" || !d.HasAppID() || seen[d.AppID] || state(d) == "unauthorized" {
			continue
		}
		seen[d.AppID] = true
		sets := platformSets()
		if listed, ok := strings.CutPrefix(state(d), "sets="); ok {
			sets = nil
			for _, set := range strings.FieldsFunc(listed, func(r rune) bool { return r == ';' || r == ' ' }) {
				if n, err := strconv.Atoi(set); err == nil {
					sets = append(sets, n)
				}
			}
		}
		if _, err := platform.QueryAuth(ctx, server.Authorize(twinPlatform, d.AppID, sets...)); err != nil {
			return nil, nil, err
		}
		if state(d) == "withdrawn" {
			server.Revoke(twinPlatform, d.AppID)
		}
	}
	return platform, base, nil
}

// disturb lets the change go wrong at a share of the merchants, always at the same
// ones, and each mishap at others.
func disturb(server *wxastoretest.Server, all []fleet.Desired, mishaps []mishap) {
	var ids []string
	changed := weixin.ModifyMerchant.Name
	for _, d := range all {
		if d.Store != nil {
			changed = weixin.AddStore.Name
		}
		if !slices.Contains(ids[max(0, len(ids)-1):], d.AppID) {
			ids = append(ids, d.AppID)
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return strings.Compare(scramble(a), scramble(b)) })
	for _, m := range mishaps {
		n := min(int(math.Ceil(m.share*float64(len(all)))), len(ids))
		for _, id := range ids[:n] {
			server.Inject(wxastoretest.Fault{Interface: changed, AppID: id, Times: m.times, Do: m.do})
		}
		ids = ids[n:]
	}
}

func scramble(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
