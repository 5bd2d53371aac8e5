package event

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/msgcrypt"
)

const (
	// attemptTime bounds an attempt from the look-up of the name to the end of
	// the answer.
	attemptTime = 5 * time.Second
	// success is what a receiver answers.
	success = "success"
	// maxAnswer is how many bytes of an answer are read; what is longer is no
	// success.
	maxAnswer = 1 << 10
	// shownAnswer is how much of a wrong answer a reason quotes.
	shownAnswer = 60

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

// send encrypts the event with the key of this moment, posts it and looks at
// the answer.
//
//fidelity:official all event-body | AES-256-CBC, padded to 32, with the platform's app id behind the message; `signature`, `timestamp`, `nonce`, `encrypt_type=aes` and `msg_signature` in the query | page on message push
//fidelity:observed all event-body | `AppId` beside `Encrypt`, in place of `ToUserName` | SDKs of third-party platforms
//fidelity:official all event-answer | HTTP 200 and `success`, within 5 s | pages on component_verify_ticket and on receiving messages
//fidelity:inferred all event-answer | nothing else in the body, not even a line end; a redirect is a failure | the page on missing tickets: the answer must be only `success`
//fidelity:choice all event-id | `X-Wxastore-Event-Id` is the same whenever an event is pushed again, `X-Wxastore-Event-Attempt` counts
//fidelity:choice all event-time | `timestamp` is real time; `CreateTime` inside is the service's
//fidelity:observed all event-headers | POST with `Content-Type: text/xml` | issues of two SDKs, 2017 and 2018
func (d *Deliverer) send(ctx context.Context, to Receiver, p store.Push) (answer, error) {
	cipher, err := msgcrypt.New(to.AppID, to.Token, to.Key)
	if err != nil {
		return answer{}, err
	}
	sealed, err := cipher.Seal(p.Body, strconv.FormatInt(time.Now().Unix(), 10), strconv.FormatUint(uint64(rand.Uint32()), 10))
	if err != nil {
		return answer{}, err
	}
	body, err := sealed.ForComponent()
	if err != nil {
		return answer{}, err
	}
	address, err := signed(to, sealed)
	if err != nil {
		return answer{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return answer{}, errors.New("its address cannot be called")
	}
	req.Header = http.Header{
		"Content-Type": {"text/xml"},
		"User-Agent":   {"wxastore"},
		idHeader:       {p.ID},
		attemptHeader:  {strconv.Itoa(p.Attempts + 1)},
	}
	resp, err := d.client.Do(req)
	if err != nil {
		return answer{}, withoutURL(err)
	}
	defer resp.Body.Close()
	return check(resp)
}

// signed returns the receiver's address with the signatures in its query.
func signed(to Receiver, e msgcrypt.Envelope) (string, error) {
	u, err := url.Parse(to.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", errors.New("its address is no http or https URL")
	}
	query := url.Values{
		"signature":     {msgcrypt.Sign(to.Token, e.Timestamp, e.Nonce)},
		"timestamp":     {e.Timestamp},
		"nonce":         {e.Nonce},
		"encrypt_type":  {"aes"},
		"msg_signature": {e.MsgSignature},
	}.Encode()
	if u.RawQuery != "" {
		query = u.RawQuery + "&" + query // what the receiver has there stays as it is
	}
	u.RawQuery, u.Fragment, u.RawFragment = query, "", ""
	return u.String(), nil
}

// check reads an answer and says what is wrong with it.
func check(resp *http.Response) (answer, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	got := answer{resp.StatusCode, body}
	switch {
	case resp.StatusCode != http.StatusOK:
		return got, fmt.Errorf("answered with HTTP %d, not 200", resp.StatusCode)
	case err != nil:
		return got, fmt.Errorf("the answer broke off: %w", withoutURL(err))
	case string(body) != success:
		return got, fmt.Errorf("answered %.*q, not success", shownAnswer, body)
	}
	return got, nil
}

// withoutURL takes the address out of an error: it has signatures, and whatever
// the receiver put there.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer within %s", attemptTime)
	}
	return err
}
