package outbox

import (
	"context"
	"crypto/subtle"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// CheckURL asks an address for its echostr, as before messages are pushed to it: it
// knows the Token, and answers the echostr and nothing else. Why it does not is an
// error for the operator. The journal keeps it as an attempt to push to the account.
//
//fidelity:official all message-check | GET with `signature`, `timestamp`, `nonce` and `echostr`; the answer is the echostr alone | guide to message push
//fidelity:choice all message-check-when | when the operator sets or changes the URL or its Token, and when asked to; one that fails is not kept. What a seed declares is not asked
func (o *Outbox) CheckURL(ctx context.Context, appID, address, token string) error {
	began, a := time.Now(), attempt{to: Receiver{URL: address}}
	err := o.check(ctx, &a, address, token)
	o.keep(journal.Entry{AppID: appID, Event: checkEvent, Method: http.MethodGet}, a, err, time.Since(began))
	return err
}

func (o *Outbox) check(ctx context.Context, a *attempt, address, token string) error {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	echo := strconv.FormatUint(rand.Uint64()>>1|1<<62, 10)
	target, err := withQuery(address, checkQuery(token, strconv.FormatInt(time.Now().Unix(), 10), newNonce(), echo))
	if err != nil {
		return store.Mistakef("message_url %q: write http://host/path or https://host/path", address)
	}
	if a.to.URL, err = withQuery(address, url.Values{"echostr": {echo}}); err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return said.Errorf("outbox: check: %w", err)
	}
	req.Header = http.Header{"User-Agent": {userAgent}}
	resp, err := o.client.Do(req)
	if err != nil {
		return store.Mistakef("message_url %q cannot be reached: %v", address, withoutURL(err))
	}
	defer resp.Body.Close()
	a.status, a.header = resp.StatusCode, resp.Header
	a.answer, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	switch {
	case err != nil:
		return store.Mistakef("message_url %q cannot be reached: %v", address, withoutURL(err))
	case resp.StatusCode != http.StatusOK:
		return store.Mistakef("message_url %q answered the check with HTTP %d, not 200", address, resp.StatusCode)
	case subtle.ConstantTimeCompare(a.answer, []byte(echo)) != 1:
		return store.Mistakef("message_url %q answered the check with %q, not with the echostr alone; look at its Token", address, string(a.answer[:min(len(a.answer), shownAnswer)]))
	}
	return nil
}

// checkQuery is what an address is asked with.
func checkQuery(token, timestamp, nonce, echo string) url.Values {
	query := signedWith(token, timestamp, nonce)
	query.Set("echostr", echo)
	return query
}
