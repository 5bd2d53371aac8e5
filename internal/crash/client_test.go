package crash

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"
)

// errCut says that a call got no answer, or not all of it.
var errCut = errors.New("no answer")

// client changes one store Mini Program, again and again, and writes down what
// it asked for and what it was told.
type client struct {
	id int
	// step is what it does again and again.
	step func(ctx context.Context, via *http.Client, api string) error
	// patient says that it makes a call again that got no answer, as one may of a service
	// that is restarted in an orderly way: what it has taken it answers.
	patient      bool
	appID, token string
	pictures     *pictures
	number       int
	changes      []*change
	uploads      []upload
	answers      int
}

// next makes one change. Every third takes a picture along.
func (c *client) next(ctx context.Context, via *http.Client, api string) error {
	c.number++
	made := &change{appID: c.appID, client: c.id, number: c.number, intro: fmt.Sprintf("client %d, change %d", c.id, c.number)}
	mediaID := ""
	if c.number%3 == 0 {
		picture := c.pictures.next()
		u, err := c.upload(ctx, via, api, picture)
		if err != nil {
			return err
		}
		mediaID, made.picture = u.mediaID, u.picture
	}
	return c.modify(ctx, via, api, made, mediaID)
}

// modify asks for a change.
func (c *client) modify(ctx context.Context, via *http.Client, api string, made *change, mediaID string) error {
	body, err := json.Marshal(map[string]string{"headimg_mediaid": mediaID, "intro": made.intro})
	if err != nil {
		return err
	}
	c.changes = append(c.changes, made)
	var answer status
	err = c.call(ctx, via, api+"/wxa/modify_merchant?", "application/json", body, &answer)
	made.acknowledged = err == nil
	return err
}

// upload sends a picture.
func (c *client) upload(ctx context.Context, via *http.Client, api string, picture []byte) (upload, error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("media", "picture.png")
	if err != nil {
		return upload{}, err
	}
	if _, err := part.Write(picture); err != nil {
		return upload{}, err
	}
	if err := w.Close(); err != nil {
		return upload{}, err
	}
	var answer struct {
		status
		MediaID string `json:"media_id"`
	}
	err = c.call(ctx, via, api+"/cgi-bin/media/upload?type=image&", w.FormDataContentType(), form.Bytes(), &answer)
	if err != nil {
		return upload{}, err
	}
	u := upload{appID: c.appID, mediaID: answer.MediaID, picture: sha256.Sum256(picture)}
	c.uploads = append(c.uploads, u)
	return u, nil
}

// enter gets the account's stable token. A token that the service gave out
// before it was killed must still be the one.
func (c *client) enter(ctx context.Context, via *http.Client, api string) error {
	body, err := json.Marshal(map[string]string{"grant_type": "client_credential", "appid": c.appID, "secret": secretOf(c.appID)})
	if err != nil {
		return err
	}
	var answer struct {
		status
		AccessToken string `json:"access_token"`
	}
	if err := c.call(ctx, via, api+"/cgi-bin/stable_token?", "application/json", body, &answer); err != nil {
		return err
	}
	if c.token != "" && c.token != answer.AccessToken {
		return fmt.Errorf("%s: the stable token is another than before", c.appID)
	}
	c.token = answer.AccessToken
	return nil
}

// status is what every answer may have.
type status struct {
	ErrCode int    `json:"errcode"`
	ErrMsg  string `json:"errmsg"`
}

func (s *status) failed() bool { return s.ErrCode != 0 }

// call posts a body. It returns errCut if no whole answer came, and another
// error if the answer is not a success.
func (c *client) call(ctx context.Context, via *http.Client, address, contentType string, body []byte, into interface{ failed() bool }) error {
	for {
		err := c.callOnce(ctx, via, address, contentType, body, into)
		if !c.patient || !errors.Is(err, errCut) || ctx.Err() != nil {
			return err
		}
		time.Sleep(pauseTime)
	}
}

func (c *client) callOnce(ctx context.Context, via *http.Client, address, contentType string, body []byte, into interface{ failed() bool }) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"access_token="+url.QueryEscape(c.token), bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := via.Do(req)
	if err != nil {
		if outer, ok := errors.AsType[*url.Error](err); ok {
			err = outer.Err // the outer one quotes the token
		}
		return fmt.Errorf("%s: %w: %w", req.URL.Path, errCut, err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("%s: %w to the end: %w", req.URL.Path, errCut, err)
	}
	c.answers++
	if err := json.Unmarshal(answer, into); err != nil || resp.StatusCode != http.StatusOK || into.failed() {
		return fmt.Errorf("%s: answered %s %q", req.URL.Path, resp.Status, answer)
	}
	return nil
}

func secretOf(appID string) string { return "secret-of-" + appID }

// report moves what the client wrote down into the ledger.
func (c *client) report(l *ledger) {
	for _, made := range c.changes {
		l.changes[made.intro] = made
	}
	l.uploads = append(l.uploads, c.uploads...)
	c.changes, c.uploads = nil, nil
}
