package client

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"reflect"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// Do calls a declared interface and returns its answer. It needs access
// tokens unless the page says that the call proves itself otherwise.
//
// An answer with an errcode other than 0 is a *weixin.Error; one that is not
// Weixin's an *AnswerError; no whole answer a *TransportError. A request with an
// empty credential or with a text that is not UTF-8 is not sent. JSON answers may
// have up to 1 MiB. Files in the request are read and closed, also on errors;
// a file in the answer is for the caller to read and close, within the life
// of ctx.
func Do[Req, Resp any](ctx context.Context, c *Client, i weixin.Interface[Req, Resp], req Req) (Resp, error) {
	var resp Resp
	d := i.Declared()
	m, err := newMessage(d, reflect.ValueOf(req))
	if err != nil {
		return resp, err
	}
	a, err := c.exchange(ctx, d, m)
	if err != nil {
		return resp, err
	}
	out := reflect.ValueOf(&resp)
	if err := a.decode(out, m.secrets); err != nil {
		return resp, err
	}
	return resp, a.checkIssued(out.Elem(), m.secrets)
}

// exchange sends m, and sends it again as the client's Retry says.
func (c *Client) exchange(ctx context.Context, d weixin.Declaration, m message) (answer, error) {
	m.sent = new(int)
	for begin, n := time.Now(), 1; ; n++ {
		a, err := c.try(ctx, d, m)
		if err == nil || !c.retry.again(ctx, d, err, begin, n) {
			return a, err
		}
	}
}

// try sends m with an access token where d needs one. If the token is refused it is
// renewed and m sent once more.
func (c *Client) try(ctx context.Context, d weixin.Declaration, m message) (answer, error) {
	if !d.Credential.Bearer() {
		return c.send(ctx, d, m)
	}
	if c.tokens == nil {
		return answer{}, said.Errorf("%s: %w", d.Name, ErrNoTokens)
	}
	token, err := c.tokens.Token(ctx)
	if err != nil {
		return answer{}, withoutToken(err)
	}
	a, err := c.sendWith(ctx, d, m, token)
	for renewals := 1; refusesToken(err) && c.mayRenew(token, renewals); renewals++ {
		fresh, renewErr := c.tokens.Refresh(ctx, token)
		switch {
		case errors.Is(renewErr, ErrNotRenewed):
			return a, err
		case renewErr != nil:
			return a, said.Errorf("%w; renewing the token: %w", err, renewErr)
		}
		token = fresh
		a, err = c.sendWith(ctx, d, m, token)
	}
	return a, err
}

// mayRenew reports whether a refused token is to be renewed: once, or twice if
// the first renewal only found what another process had fetched before.
func (c *Client) mayRenew(token string, renewals int) bool {
	tokens, ok := c.tokens.(*Tokens)
	return renewals == 1 || renewals == 2 && ok && tokens.found(token)
}

// sendWith sends m with an access token.
func (c *Client) sendWith(ctx context.Context, d weixin.Declaration, m message, token string) (answer, error) {
	const name = "access_token"
	if err := errors.Join(checkCredential(d, name, token), checkText(d, name, token)); err != nil {
		return answer{}, err
	}
	m.query = maps.Clone(m.query)
	m.query.Set(name, token)
	m.secrets = m.secrets.add(name, token)
	return c.send(ctx, d, m)
}

// refusesToken reports whether an answer says that another token would do.
func refusesToken(err error) bool {
	answered, ok := errors.AsType[*weixin.Error](err)
	if !ok {
		return false
	}
	switch answered.Code {
	case weixin.InvalidCredential, weixin.MalformedToken, weixin.AccessTokenExpired:
		return true
	}
	return false
}

// send sends m once, reads the answer and tells the observers.
func (c *Client) send(ctx context.Context, d weixin.Declaration, m message) (answer, error) {
	*m.sent++
	attempt := Attempt{Interface: d.Name, Number: *m.sent}
	begin := time.Now()
	req, err := c.request(ctx, d, m)
	if err != nil {
		return answer{}, said.Errorf("%s: %w", d.Name, err)
	}
	a, err := c.roundTrip(d, req, m, &attempt)
	if len(c.observers) > 0 {
		attempt.Duration, attempt.RID, attempt.Err = time.Since(begin), a.rid, err
		if refused, ok := errors.AsType[*weixin.Error](err); ok {
			attempt.Code, attempt.RID = refused.Code, refused.RID
		}
		for _, observe := range c.observers {
			observe(ctx, attempt)
		}
	}
	return a, err
}

func (c *Client) roundTrip(d weixin.Declaration, req *http.Request, m message, attempt *Attempt) (answer, error) {
	var conn connection
	resp, err := c.http.Do(req.WithContext(conn.trace(req.Context())))
	if err != nil {
		failed := transportError(req, m.secrets, err)
		failed.unsent = conn.failed()
		return answer{}, failed
	}
	attempt.HTTPStatus = resp.StatusCode
	return readAnswer(d, resp, m.secrets)
}

// request is the HTTP request of m.
func (c *Client) request(ctx context.Context, d weixin.Declaration, m message) (*http.Request, error) {
	target := *c.base
	target.Path += d.Path
	var body *bytes.Reader
	if m.body != nil {
		body = bytes.NewReader(m.body)
	}
	req, err := newRequest(ctx, d.Method(), target.String(), body)
	if err != nil {
		return nil, err
	}
	req.URL.RawQuery = m.query.Encode() // only now: an error above would repeat it
	req.Header.Set("User-Agent", c.userAgent)
	if m.contentType != "" {
		req.Header.Set("Content-Type", m.contentType)
	}
	return req, nil
}

// newRequest keeps a nil *bytes.Reader from becoming a body that is not nil.
func newRequest(ctx context.Context, method, address string, body *bytes.Reader) (*http.Request, error) {
	if body == nil {
		return http.NewRequestWithContext(ctx, method, address, nil)
	}
	return http.NewRequestWithContext(ctx, method, address, body)
}
