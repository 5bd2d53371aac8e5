package journal

import (
	"strings"
	"testing"
	"time"
)

const aSecret = "0123456789abcdef0123456789abcdef"

func TestMask(t *testing.T) {
	// S is the secret, M how it is masked.
	for name, c := range map[string]struct{ text, want string }{
		"query":           {`access_token=S&media_id=m1`, `access_token=M&media_id=m1`},
		"two in a query":  {`a=1&access_token=S&secret=S`, `a=1&access_token=M&secret=M`},
		"coded name":      {`%61ccess%5Ftoken=S&x=1`, `%61ccess%5Ftoken=M&x=1`},
		"coded twice":     {`access_token%3DS`, `access_token%3DM`},
		"semicolon":       {`a=1;access_token=S`, `a=1;access_token=M`},
		"index":           {`user[secret]=S`, `user[secret]=M`},
		"odd characters":  {`secret=S"'<>S&b=2`, `secret=M&b=2`},
		"in the path":     {`/wxa/modify_merchant&access_token=S`, `/wxa/modify_merchant&access_token=M`},
		"URL in a query":  {`u=https%3A%2F%2Fh%3Faccess_token%3DS&b=2`, `u=https%3A%2F%2Fh%3Faccess_token%3DM&b=2`},
		"JSON":            {`{"appid":"wx1","secret":"S","n":1}`, `{"appid":"wx1","secret":"M","n":1}`},
		"spaces":          {"{\n\t\"secret\" :\r\n \"S\"\n}", "{\n\t\"secret\" :\r\n \"M\"\n}"},
		"escaped key":     {`{"\u0073ecre\u0074":"S"}`, `{"\u0073ecre\u0074":"M"}`},
		"escaped value":   {`{"secret":"S\"S\\","x":"y"}`, `{"secret":"M","x":"y"}`},
		"duplicate keys":  {`{"secret":"S","secret":"S"}`, `{"secret":"M","secret":"M"}`},
		"nested":          {`{"a":[{"authorizer_refresh_token":"S"}]}`, `{"a":[{"authorizer_refresh_token":"M"}]}`},
		"array":           {`{"secret":["S",{"x":"S"}],"y":"z"}`, `{"secret":["M",{"xxxx":"M"}],"y":"z"}`},
		"number":          {`{"secret":123456789012345678901234,"y":1}`, `{"secret":123456xxxx,"y":1}`},
		"no credential":   {`{"secret":null,"token":true,"appsecret":""}`, `{"secret":null,"token":true,"appsecret":""}`},
		"undefined":       {`access_token=undefined&secret=`, `access_token=undefined&secret=`},
		"cut value":       {`{"secret":"S`, `{"secret":"M`},
		"cut array":       {`{"secret":["S`, `{"secret":["M`},
		"cut key":         {`{"x":"y","secr`, `{"x":"y","secr`},
		"open quote":      {`{"intro":"x,"secret":"S"}`, `{"intro":"x,"secret":"M"}`},
		"JavaScript":      {`{secret: 'S', x: 1}`, `{secret: 'M', x: 1}`},
		"no quotes":       {`{secret:S,x:1}`, `{secret:M,x:1}`},
		"JSON in JSON":    {`{"d":"{\"secret\":\"S\",\"x\":1}"}`, `{"d":"{\"secret\":\"M\",\"x\":1}"}`},
		"three deep":      {`"\"{\\\"secret\\\": \\\"S\\\"}\""`, `"\"{\\\"secret\\\": \\\"M\\\"}\""`},
		"quotes as \\u":   {`{"d":"{\u0022secret\u0022:\u0022S\u0022}"}`, `{"d":"{\u0022secret\u0022:\u0022M\u0022}"}`},
		"coded JSON":      {`%7B%22secret%22%3A%22S%22%2C%22x%22%3A1%7D`, `%7B%22secret%22%3A%22M%22%2C%22x%22%3A1%7D`},
		"coded JSON form": {`%7B%22secret%22%3A%22S%22%7D=`, `%7B%22secret%22%3A%22M%22%7D=`},
		"URL in JSON":     {`{"u":"https:\/\/h?access_token=S&b=2"}`, `{"u":"https:\/\/h?access_token=M&b=2"}`},
		"multipart": {
			"--b\r\nContent-Disposition: form-data; name=\"appsecret\"\r\n\r\nS\r\n--b--\r\n",
			"--b\r\nContent-Disposition: form-data; name=\"appsecret\"\r\n\r\nM\r\n--b--\r\n",
		},
		"multipart, typed": {
			"--b\r\nContent-Disposition: form-data; name=\"secret\"\r\nContent-Type: text/plain\r\n\r\nS",
			"--b\r\nContent-Disposition: form-data; name=\"secret\"\r\nContent-Type: text/plain\r\n\r\nM",
		},
		"XML":      {`<xml><secret>S</secret><a>b</a></xml>`, `<xml><secret>M</secret><a>b</a></xml>`},
		"errmsg":   {`{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r rid: 1"}`, ``},
		"sentence": {`{"intro":"The secret: our dumplings. Ask for a ticket"}`, ``},
		"masked":   {`{"request_url":"access_token=50_Im7xxxx"}`, ``},
		"short":    {`secret=hunter2`, `secret=hxxxx`},
		"Chinese":  {`secret=秘密秘密秘密秘密秘密秘密`, `secret=秘密xxxx`},
	} {
		t.Run(name, func(t *testing.T) {
			masked := aSecret[:6] + "xxxx"
			text := strings.ReplaceAll(c.text, "S", aSecret)
			want := strings.ReplaceAll(c.want, "M", masked)
			if want == "" {
				text, want = c.text, c.text
			}
			if got := mask(text); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if again := mask(want); again != want {
				t.Errorf("masked again: %s", again)
			}
		})
	}
}

// credentialNames are the names that Weixin's pages have for credentials.
func credentialNames() []string {
	return []string{
		"access_token", "component_access_token", "cloudbase_access_token", "authorizer_access_token",
		"secret", "appsecret", "app_secret", "component_appsecret", "AppSecret",
		"refresh_token", "authorizer_refresh_token", "component_refresh_token",
		"component_verify_ticket", "ComponentVerifyTicket", "ticket", "token", "jsapi_ticket",
		"auth_code", "pre_auth_code", "authorization_code", "js_code",
		"session_key", "encoding_aes_key", "EncodingAESKey", "password",
	}
}

func TestCredential(t *testing.T) {
	for _, name := range credentialNames() {
		if _, secret := readName(name, 0); !secret {
			t.Errorf("%s is not masked", name)
		}
	}
	for _, name := range []string{
		"appid", "media_id", "headimg_mediaid", "intro", "grant_type", "expires_in", "errcode", "errmsg", "rid",
		"force_refresh", "secrets_of_tea", "token_type", "cgi_path", "code", "", "_", strings.Repeat("a", 100),
	} {
		if _, secret := readName(name, 0); secret {
			t.Errorf("%s is masked", name)
		}
	}
}

// TestMaskTime masks texts that are made to be slow, 32 times as long as what
// is kept of a body.
func TestMaskTime(t *testing.T) {
	for _, piece := range []string{`\`, `secret`, `secret:`, `"secret":[`, `secret\`, `name="secret"`, `<secret>`, `%`, `%5C`, `secret=\`, `secret\n`, `'secret':'`} {
		start := time.Now()
		mask(strings.Repeat(piece, 32*8<<10/len(piece)))
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%q repeated took %s", piece, took)
		}
	}
}
