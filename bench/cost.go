package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// costTokens is how many accounts fetch a token and are modified, spread over all.
const costTokens = 20_000

// settleTime is given to what is done behind the calls.
const settleTime = 5 * time.Second

// phase is one kind of work, done by a service of its own, so that the sizes
// after it are those of a closed database and the processor time is all its
// own.
type phase struct {
	name string
	per  string
	n    int
	work func(ctx context.Context, address string, client *http.Client, i int) error

	database, journal int64
	processor         time.Duration
}

// cost prints what rows weigh on disk and what calls cost of the processor:
// bytes and seconds that do not depend on how busy the machine is.
func (o options) cost(ctx context.Context, keep string) (err error) {
	dir := keep
	if dir == "" {
		if dir, err = os.MkdirTemp("", "wxastore-cost-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	} else if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	data, seed := filepath.Join(dir, "data"), filepath.Join(dir, "seed.yaml")
	if err := writeSeed(seed, o.merchants); err != nil {
		return err
	}
	if _, err := o.seed(ctx, data, seed); err != nil {
		return err
	}
	accounts := min(costTokens, o.merchants)
	tokens := make([]string, accounts)
	number := func(i int) int { return i * (o.merchants / accounts) }
	modify := func(round int) func(context.Context, string, *http.Client, int) error {
		return func(ctx context.Context, address string, client *http.Client, i int) error {
			body := fmt.Sprintf(`{"headimg_mediaid":"","intro":"第%d家店的第%d次修改：营业时间上午九点到晚上十点，节假日照常"}`, number(i), round)
			return call(ctx, client, address+weixin.ModifyMerchant.Path+"?access_token="+tokens[i], body)
		}
	}
	phases := []*phase{
		{name: "fetch a stable token, the first", per: "account", n: accounts, work: func(ctx context.Context, address string, client *http.Client, i int) (err error) {
			tokens[i], err = fetchToken(ctx, client, address, number(i))
			return err
		}},
		{name: "fetch a stable token, the same", per: "call", n: accounts, work: func(ctx context.Context, address string, client *http.Client, i int) error {
			_, err := fetchToken(ctx, client, address, number(i))
			return err
		}},
		{name: "modify, the first of the day", per: "account", n: accounts, work: modify(1)},
		{name: "modify, the second", per: "call", n: accounts, work: modify(2)},
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "work\ttimes\tdatabase\tjournal\tprocessor\n")
	fmt.Fprintf(w, "seed\t%d\t%.0f bytes a merchant\t\t\n", o.merchants, float64(size(data, "wxastore.db*"))/float64(o.merchants))
	for _, p := range phases {
		if err := o.phase(ctx, data, p); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		n := float64(p.n)
		fmt.Fprintf(w, "%s\t%d\t%.0f bytes\t%.0f bytes\t%.1f s per 100,000\n", p.name, p.n,
			float64(p.database)/n, float64(p.journal)/n, p.processor.Seconds()/n*100_000)
	}
	return w.Flush()
}

// phase starts the service, does the work from all connections and stops it.
func (o options) phase(ctx context.Context, data string, p *phase) error {
	database, journal := size(data, "wxastore.db*"), size(data, "journal.db*")
	t, err := launch(ctx, o.binary, serveArgs(data)...)
	if err != nil {
		return err
	}
	err = times(ctx, soakConnections, p.n, func(ctx context.Context, client *http.Client, i int) error {
		return p.work(ctx, t.address, client, i)
	})
	// Calls of quotas that were taken ahead go back a second after.
	select {
	case <-time.After(settleTime):
	case <-ctx.Done():
	}
	if err := errors.Join(err, t.stop()); err != nil {
		return err
	}
	state := t.command.ProcessState
	p.processor = state.UserTime() + state.SystemTime()
	p.database, p.journal = size(data, "wxastore.db*")-database, size(data, "journal.db*")-journal
	return nil
}

// fetchToken fetches the stable token of an account of a generated seed.
func fetchToken(ctx context.Context, client *http.Client, address string, number int) (string, error) {
	body := fmt.Sprintf(`{"grant_type":%q,"appid":%q,"secret":%q}`, weixin.GrantClientCredential, appID(number), secret(number))
	text, err := post(ctx, client, address+weixin.GetStableAccessToken.Path, body)
	if err != nil {
		return "", err
	}
	var answer weixin.AccessTokenResponse
	if err := json.Unmarshal(text, &answer); err != nil || answer.AccessToken == "" {
		return "", fmt.Errorf("no token for %s: answered %s", appID(number), text)
	}
	return answer.AccessToken, nil
}
