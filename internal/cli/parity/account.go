package parity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/call"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/parity"
	"github.com/wxastore/wxastore/weixin"
)

// account is which Weixin is asked, as which account.
type account struct {
	Kind  string        `enum:"service,official,miniprogram" default:"service" help:"Kind of the account: service, official or miniprogram."`
	Sets  []int         `placeholder:"ID" help:"Permission sets that --token was granted, where it is a third-party platform's for the account: 8,9,13."`
	Intro string        `placeholder:"TEXT" help:"The introduction that the store Mini Program has now: at level rationed it is sent once more, unchanged."`
	Only  []string      `sep:"none" placeholder:"NAME" help:"Play this scenario only, or the scenario of this file; repeat for more."`
	Spend bool          `help:"Agree to what level rationed costs."`
	Each  time.Duration `default:"10s" help:"How long one call may take (${default})."`

	call.Connection
	call.Bearer
}

// scenarios returns those to be played: what a level has, or those that are named.
func (a account) scenarios(level parity.Level) ([]parity.Scenario, error) {
	all, err := parity.Scenarios()
	if err != nil {
		return nil, err
	}
	var chosen []parity.Scenario
	for _, only := range a.Only {
		i := slices.IndexFunc(all, func(s parity.Scenario) bool { return s.Name == only })
		if i >= 0 {
			chosen = append(chosen, all[i])
			continue
		}
		text, err := os.ReadFile(only)
		if err != nil {
			return nil, command.Usagef("--only %s: neither a scenario nor a file that can be read: %w", only, err)
		}
		s, err := parity.ParseScenario(only, text)
		if err != nil {
			return nil, command.WrongUsage(err)
		}
		chosen = append(chosen, s)
	}
	if len(a.Only) == 0 {
		chosen = all
	}
	chosen = slices.DeleteFunc(slices.Clone(chosen), func(s parity.Scenario) bool { return !level.Has(s.Level) })
	if len(chosen) == 0 {
		return nil, command.Usagef("no scenario of level %s is chosen", level)
	}
	return chosen, nil
}

// price says what scenarios cost, "" for nothing but calls.
func price(scenarios []parity.Scenario) string {
	var lines strings.Builder
	for _, s := range scenarios {
		if s.Price != "" {
			fmt.Fprintf(&lines, "  %s: %s\n", s.Name, s.Price)
		}
	}
	return lines.String()
}

// ready says what a run costs, and refuses one that nobody has agreed to.
func (a account) ready(s *command.Streams, scenarios []parity.Scenario) error {
	costs := price(scenarios)
	if costs == "" {
		return nil
	}
	rationed := slices.ContainsFunc(scenarios, func(s parity.Scenario) bool { return s.Level == parity.Rationed })
	if rationed && !a.Spend {
		return command.Usagef("nothing was sent. These scenarios cost the account, besides calls:\n%sGive --spend to agree", costs)
	}
	s.Notef("wxastore: this costs the account, besides calls:\n%s", costs)
	return nil
}

// side returns the side of Weixin. Without credentials, or with some that are
// refused, it can play what needs no account.
func (a account) side(ctx context.Context, s *command.Streams) (parity.Side, error) {
	calls, err := a.Open(s)
	if err != nil {
		return parity.Side{}, err
	}
	defer calls.CloseIdleConnections()
	base, err := url.Parse(calls.BaseURL())
	if err != nil {
		return parity.Side{}, err
	}
	if strings.Trim(base.Path, "/") != "" {
		return parity.Side{}, command.Usagef("--api (WXASTORE_API): parity needs an address without a path, such as %s://%s", base.Scheme, base.Host)
	}
	side := parity.Side{Base: base.Scheme + "://" + base.Host, Client: parity.NewHTTPClient(a.Each), Values: make(map[string]string)}
	add := func(name, value string) {
		if value != "" {
			side.Values[name] = value
		}
	}
	add("APPID", a.AppID)
	if a.Intro != "" {
		quoted, err := json.Marshal(a.Intro)
		if err != nil {
			return side, err
		}
		add("INTRO", strings.Trim(string(quoted), `"`)) // it stands in JSON
		side.Secrets = append(side.Secrets, a.Intro)
	}
	if a.Secret.Reveal() != "" {
		side.Secrets = append(side.Secrets, a.Secret.Reveal())
	}
	token, err := a.token(ctx, s, calls)
	add("TOKEN", token)
	return side, err
}

// token is the one that is given, or the stable one: fetching that harms nobody.
func (a account) token(ctx context.Context, s *command.Streams, calls *client.Client) (string, error) {
	switch {
	case a.Token.Reveal() != "":
		return a.Token.Reveal(), nil
	case a.AppID == "" && a.Secret.Reveal() == "":
		s.Notef("wxastore: no credentials: only what needs no account is asked\n")
		return "", nil
	case a.AppID == "" || a.Secret.Reveal() == "":
		return "", command.Usagef("an app id needs its secret, and a secret its app id: set WXASTORE_APPID and WXASTORE_SECRET, or neither")
	}
	ctx, cancel := context.WithTimeout(ctx, a.Each)
	defer cancel()
	answer, err := calls.GetStableAccessToken(ctx, a.AppID, a.Secret.Reveal(), false)
	if refused, ok := errors.AsType[*weixin.Error](err); ok {
		s.Notef("wxastore: no token: %v: only what needs no account is asked\n", refused)
		return "", nil
	}
	return answer.AccessToken, err
}

// record plays scenarios against Weixin.
func (a account) record(ctx context.Context, s *command.Streams, level parity.Level) (parity.Recording, error) {
	scenarios, err := a.scenarios(level)
	if err != nil {
		return parity.Recording{}, err
	}
	if err := a.ready(s, scenarios); err != nil {
		return parity.Recording{}, err
	}
	side, err := a.side(ctx, s)
	if err != nil {
		return parity.Recording{}, unreached(err)
	}
	defer side.Client.CloseIdleConnections()
	facts, err := parity.FindFacts(ctx, side, parity.Facts{Kind: a.Kind, Sets: a.Sets})
	if err != nil {
		return parity.Recording{}, unreached(err)
	}
	r, err := parity.Record(ctx, side, scenarios, facts, time.Now())
	if answered, _ := r.Answers(); err != nil && answered == 0 {
		return r, unreached(err)
	}
	if err != nil {
		return r, command.Errorf("the run broke off, and nothing is kept of it: %w", err)
	}
	return r, nil
}

// unreached says that there is nothing to compare.
func unreached(err error) error {
	if _, usage := errors.AsType[command.UsageError](err); usage {
		return err
	}
	return command.Errorf("nothing was compared: %w", err)
}
