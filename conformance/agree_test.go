package conformance

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
)

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// agree opens the authorization page, picks an account and permission sets and
// agrees, with cookies as a browser has them. It returns where the page leads.
func agree(ctx context.Context, page, appID, secret string, sets []string) (*url.URL, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	browser := &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	opening, err := http.NewRequestWithContext(ctx, http.MethodGet, page, http.NoBody)
	if err != nil {
		return nil, err
	}
	resp, err := browser.Do(opening)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %d %s: %w", page, resp.StatusCode, text, err)
	}
	form := url.Values{"appid": {appID}, "secret": {secret}, "set": sets, "decision": {"agree"}}
	for _, field := range hiddenField.FindAllStringSubmatch(string(text), -1) {
		form.Set(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
	}
	deciding, err := http.NewRequestWithContext(ctx, http.MethodPost, page, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	deciding.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := browser.Do(deciding)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		told, _ := io.ReadAll(answer.Body)
		return nil, fmt.Errorf("agreeing is answered %d %s", answer.StatusCode, told)
	}
	return answer.Location()
}
