package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// superseded gives a client a token that has been superseded. The client's next
// change must succeed all the same.
func (tr *trial) superseded(ctx context.Context, client stale, api string, a account) error {
	dead, err := stableToken(ctx, api, a, false)
	if err != nil {
		return err
	}
	// A forced refresh ends the stable token at once, without the overlap that
	// classic tokens have.
	alive, err := stableToken(ctx, api, a, true)
	if err != nil {
		return err
	}
	if dead == alive {
		return errors.New("a forced refresh returned the same token")
	}
	if err := client.keep(dead); err != nil {
		return err
	}
	if err := tr.modify("", "after a superseded token"); err != nil {
		return err
	}
	now, err := client.token()
	if err == nil && now == dead {
		err = errors.New("the client keeps the superseded token")
	}
	return err
}

// stableToken fetches the stable token, as another server of the account would.
func stableToken(ctx context.Context, api string, a account, force bool) (string, error) {
	body, err := json.Marshal(map[string]any{
		"grant_type": "client_credential", "appid": a.appID, "secret": a.secret, "force_refresh": force,
	})
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, api+"/cgi-bin/stable_token", strings.NewReader(string(body)))
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	err = json.NewDecoder(resp.Body).Decode(&answer)
	if err == nil && answer.AccessToken == "" {
		err = errors.New("no stable token in the answer")
	}
	return answer.AccessToken, err
}
