package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// curl does what a reader of the documentation types.
type curl struct {
	t       *testing.T
	ctx     context.Context
	address address
	account account
	kept    string
}

func newCurl(t *testing.T, a address, who account) judge {
	return &curl{t: t, ctx: runContext(t), address: a, account: who}
}

func (c *curl) version() string {
	out, err := exec.CommandContext(c.ctx, "curl", "--version").Output()
	if err != nil {
		c.t.Fatal(err)
	}
	return strings.Fields(string(out))[1]
}

func (c *curl) token() (string, error) {
	if c.kept != "" {
		return c.kept, nil
	}
	answer, err := c.run(c.address.base + "/cgi-bin/token?grant_type=client_credential&appid=" + c.account.appID + "&secret=" + c.account.secret)
	if err != nil {
		return "", err
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(answer, &token); err != nil {
		return "", err
	}
	c.kept = token.AccessToken
	return c.kept, nil
}

func (c *curl) upload(path string) (string, error) {
	token, err := c.token()
	if err != nil {
		return "", err
	}
	answer, err := c.run("-F", "media=@"+path, c.address.base+"/cgi-bin/media/upload?access_token="+token+"&type=image")
	if err != nil {
		return "", err
	}
	var uploaded struct {
		MediaID string `json:"media_id"`
	}
	err = json.Unmarshal(answer, &uploaded)
	return uploaded.MediaID, err
}

// modify writes text as it is: nobody who types JSON escapes <, > and &.
func (c *curl) modify(fields map[string]any) error {
	token, err := c.token()
	if err != nil {
		return err
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(fields); err != nil {
		return err
	}
	_, err = c.run("-d", body.String(), c.address.base+"/wxa/modify_merchant?access_token="+token)
	return err
}

// run returns the answer's body, or an error that shows it where it has an
// errcode.
func (c *curl) run(args ...string) ([]byte, error) {
	words := c.address.command(append([]string{"curl", "-sS"}, args...)...)
	command := exec.CommandContext(c.ctx, words[0], words[1:]...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	answer, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("curl: %w: %s", err, &stderr)
	}
	var status struct {
		ErrCode int `json:"errcode"`
	}
	if err := json.Unmarshal(answer, &status); err != nil {
		return nil, fmt.Errorf("curl: answer %q: %w", answer, err)
	}
	if status.ErrCode != 0 {
		return nil, fmt.Errorf("curl: answer %s", answer)
	}
	return answer, nil
}
