package conformance

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
)

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// agree opens the authorization page, picks an account and permission sets and
// agrees, with cookies as a browser has them. It returns where the page leads.
func agree(page, appID, secret string, sets []string) (*url.URL, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	browser := &http.Client{
		Jar: jar, Timeout: answerTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := browser.Get(page)
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
	answer, err := browser.PostForm(page, form)
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
