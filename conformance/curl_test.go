package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// curl does what a reader of the documentation types.
type curl struct {
	t       *testing.T
	base    string
	account account
	kept    string
}

func newCurl(t *testing.T, base string, a account) judge {
	return &curl{t: t, base: base, account: a}
}

// curlVersion fails the test where there is no curl.
func curlVersion(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "curl", "--version").Output()
	if err != nil {
		t.Fatalf("curl is needed: %v", err)
	}
	return strings.Fields(string(out))[1]
}

func (c *curl) token() (string, error) {
	if c.kept != "" {
		return c.kept, nil
	}
	answer, err := c.run(c.base + "/cgi-bin/token?grant_type=client_credential&appid=" + c.account.appID + "&secret=" + c.account.secret)
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
	answer, err := c.run("-F", "media=@"+path, c.base+"/cgi-bin/media/upload?access_token="+token+"&type=image")
	if err != nil {
		return "", err
	}
	return mediaID(answer)
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
	_, err = c.run("-d", body.String(), c.base+"/wxa/modify_merchant?access_token="+token)
	return err
}

// run returns the answer's body, or an error that shows it where it has an
// errcode.
func (c *curl) run(args ...string) ([]byte, error) {
	command := exec.CommandContext(c.t.Context(), "curl", append([]string{"-sS", "--max-time", "20"}, args...)...)
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
