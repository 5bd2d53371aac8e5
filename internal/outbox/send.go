package outbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

const (
	// attemptTime bounds an attempt from the look-up of the name to the end of
	// the answer.
	attemptTime = 5 * time.Second
	// maxAnswer is how many bytes of an answer are read; a longer one is not a
	// success.
	maxAnswer = 1 << 10
	// shownAnswer is how much of a wrong answer a reason quotes.
	shownAnswer = 60

	userAgent     = "wxastore"
	idHeader      = "X-Wxastore-Event-Id"
	attemptHeader = "X-Wxastore-Event-Attempt"
)

// newClient returns a client that goes straight to where the dialer leads:
// through no proxy, and to no other address that an answer names.
func newClient(dialer Dialer) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil,
			DialContext:            dialer.DialContext,
			DisableCompression:     true,
			MaxIdleConns:           workers,
			MaxIdleConnsPerHost:    8,
			MaxConnsPerHost:        workers,
			IdleConnTimeout:        30 * time.Second,
			TLSHandshakeTimeout:    attemptTime,
			MaxResponseHeaderBytes: 16 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// send posts an event in its envelope and looks at the answer.
//
//fidelity:official all event-answer | HTTP 200 and `success`, within 5 s | pages on component_verify_ticket and on receiving messages
//fidelity:inferred all event-answer | nothing else in the body, not even a line end; a redirect is a failure | the page on missing tickets: the answer must be only `success`
//fidelity:choice all event-id | `X-Wxastore-Event-Id` is the same whenever an event is pushed again, `X-Wxastore-Event-Attempt` counts
//fidelity:observed all event-headers | POST with `Content-Type: text/xml` | issues of two SDKs, 2017 and 2018
func (o *Outbox) send(ctx context.Context, a *attempt, d store.Delivery) error {
	body, query, err := a.kind.seal(a.to, d.Body)
	if err != nil {
		return err
	}
	address, err := withQuery(a.to.URL, query)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return said.Errorf("its address cannot be called")
	}
	req.Header = http.Header{
		"Content-Type": {"text/xml"},
		"User-Agent":   {userAgent},
		idHeader:       {d.ID},
		attemptHeader:  {strconv.Itoa(d.Attempts + 1)},
	}
	resp, err := o.client.Do(req)
	if err != nil {
		return withoutURL(err)
	}
	defer resp.Body.Close()
	a.status, a.header = resp.StatusCode, resp.Header
	a.answer, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case resp.StatusCode != http.StatusOK:
		return said.Errorf("answered with HTTP %d, not 200", resp.StatusCode)
	case err != nil:
		return said.Errorf("the answer broke off: %w", withoutURL(err))
	case !a.kind.takes(string(a.answer)):
		return said.Errorf("answered %.*q, not success", shownAnswer, a.answer)
	}
	return nil
}

// withQuery returns the receiver's address with what signs an event behind its
// own query, which stays as it is.
func withQuery(address string, signed url.Values) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", said.Errorf("its address is not an http or https URL")
	}
	query := signed.Encode()
	if u.RawQuery != "" {
		query = u.RawQuery + "&" + query
	}
	u.RawQuery, u.Fragment, u.RawFragment = query, "", ""
	return u.String(), nil
}

// withoutURL takes the address out of an error: it has signatures, and whatever
// the receiver put there.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return said.Errorf("no answer within %s", attemptTime)
	}
	return err
}
