package app_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/bmp"

	"github.com/wxastore/wxastore/weixin"
)

// player sends the requests of a golden.
type player struct {
	service *service
	seen    *pairs
	vars    map[string]string
}

func newPlayer(s *service, seen *pairs) *player {
	return &player{service: s, seen: seen, vars: make(map[string]string)}
}

// step is one request section. Lines that begin with # direct the player:
//
//	#advance 2h             moves the service's clock before each request
//	#repeat 3               sends the request so often; the last answer counts
//	#form type=image        adds a form field
//	#file media=a.png png 4x4   adds a file; the content is made (see content)
//	#filetype image/png     gives the files that type
//	#part media png 4x4     adds a part without a file name
//	#quoted                 puts the form's boundary in quotes
//	#chunked                sends the body without its length
//	#pad 2000000            makes the body so long
//	#hex 7b…                the body's bytes
//	#save NAME field        keeps a field of the answer as $NAME; a.b is the b in a
//	#rid NAME               keeps the answer's rid as $NAME
//
// and those of lever.
type step struct {
	directives [][]string
	head       string
	body       string
}

func parseStep(text string) step {
	var s step
	for strings.HasPrefix(text, "#") {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		s.directives = append(s.directives, strings.Fields(line[1:]))
	}
	s.head, s.body, _ = strings.Cut(strings.TrimSuffix(text, "\n"), "\n\n")
	return s
}

func (s step) args(name string) (all [][]string) {
	for _, d := range s.directives {
		if d[0] == name {
			all = append(all, d[1:])
		}
	}
	return all
}

// play sends a step's request and returns the answer as goldens show it.
func (p *player) play(t *testing.T, text string) string {
	t.Helper()
	s := parseStep(text)
	times := 1
	for _, args := range s.args("repeat") {
		times, _ = strconv.Atoi(args[0])
	}
	var answer string
	for range times {
		for _, args := range s.args("advance") {
			d, err := time.ParseDuration(args[0])
			if err != nil {
				t.Fatal(err)
			}
			p.service.clock.advance(d)
		}
		for _, d := range s.directives {
			p.lever(t, d[0], d[1:])
		}
		answer = p.send(t, s)
	}
	return answer
}

func (p *player) send(t *testing.T, s step) string {
	t.Helper()
	lines := strings.Split(s.head, "\n")
	method, target, ok := strings.Cut(p.expand(t, lines[0]), " ")
	if !ok {
		t.Fatalf("no request line: %q", lines[0])
	}
	header := make(textproto.MIMEHeader)
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		header.Set(name, p.expand(t, value))
	}
	body := p.body(t, s, header)
	raw := p.exchange(t, method, target, header, body, len(s.args("chunked")) > 0)

	path, _, _ := strings.Cut(target, "?")
	p.seen.see(path, raw.body)
	for _, args := range s.args("save") {
		var fields any
		if err := json.Unmarshal([]byte(raw.body), &fields); err != nil {
			t.Fatalf("save %s: %v in %s", args[1], err, raw.body)
		}
		p.vars[args[0]] = fmt.Sprint(pick(fields, args[1]))
	}
	for _, args := range s.args("rid") {
		p.vars[args[0]] = ridInBody.FindString(raw.body)
	}
	return raw.golden()
}

func (p *player) body(t *testing.T, s step, header textproto.MIMEHeader) []byte {
	t.Helper()
	if given := s.args("pad"); len(given) > 0 {
		n, _ := strconv.Atoi(given[0][0])
		return []byte(`{"intro":"` + strings.Repeat("x", n-12) + `"}`)
	}
	if given := s.args("hex"); len(given) > 0 {
		b, err := hex.DecodeString(given[0][0])
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if len(s.args("form"))+len(s.args("file"))+len(s.args("part")) == 0 {
		return []byte(p.expand(t, s.body))
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	if err := w.SetBoundary("golden-boundary"); err != nil {
		t.Fatal(err)
	}
	for _, d := range s.directives {
		var err error
		switch d[0] {
		case "form":
			name, value, _ := strings.Cut(d[1], "=")
			err = w.WriteField(name, value)
		case "file":
			name, file, _ := strings.Cut(d[1], "=")
			h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name=%q; filename=%q`, name, file)}}
			for _, kind := range s.args("filetype") {
				h.Set("Content-Type", kind[0])
			}
			var part io.Writer
			if part, err = w.CreatePart(h); err == nil {
				_, err = part.Write(content(t, d[2:]))
			}
		case "part":
			h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name=%q`, d[1])}}
			var part io.Writer
			if part, err = w.CreatePart(h); err == nil {
				_, err = part.Write(content(t, d[2:]))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	kind := w.FormDataContentType()
	if len(s.args("quoted")) > 0 {
		kind = `multipart/form-data; boundary="golden-boundary"`
	}
	header.Set("Content-Type", kind)
	return form.Bytes()
}

// exchange writes the request as it is told, without the help of an HTTP
// client, and reads the answer.
func (p *player) exchange(t *testing.T, method, target string, header textproto.MIMEHeader, body []byte, chunked bool) rawAnswer {
	t.Helper()
	address, err := url.Parse(p.service.APIURL())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", address.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s %s HTTP/1.1\r\nHost: api.weixin.qq.com\r\n", method, target)
	for name, values := range header {
		fmt.Fprintf(&out, "%s: %s\r\n", name, values[0])
	}
	if chunked {
		fmt.Fprintf(&out, "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	} else {
		fmt.Fprintf(&out, "Content-Length: %d\r\n\r\n%s", len(body), body)
	}
	sent := make(chan error, 1)
	go func() { _, err := conn.Write(out.Bytes()); sent <- err }()
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	<-sent // an answer to a body that is too long comes before its end
	return rawAnswer{resp: resp, body: string(answer)}
}

// rawAnswer is what came back.
type rawAnswer struct {
	resp *http.Response
	body string
}

// shown are the headers that goldens show, as Weixin writes them.
var shown = []string{"Content-Type", "Content-Disposition", "Cache-Control", "Access-Control-Allow-Origin", "Location"}

var (
	ridInBody   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}`)
	tokenInBody = regexp.MustCompile(`\d\d_[A-Za-z0-9_-]{154}`)
	// What is shown of a masked token, of which the first digits are random.
	maskedInBody = regexp.MustCompile(`\d\d_(\w{3})xxxx`)
	costInBody   = regexp.MustCompile(`"cost_in_ms":\d+`)
	mediaInBody  = regexp.MustCompile(`([^A-Za-z0-9_-])[A-Za-z0-9_-]{64}([^A-Za-z0-9_-])`)
)

// golden is the answer with everything random replaced by its name.
func (a rawAnswer) golden() string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %s\n", a.resp.Status)
	for _, name := range shown {
		if v := a.resp.Header.Get(name); v != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, mediaInBody.ReplaceAllString(v, "${1}MEDIA_ID$2"))
		}
	}
	if a.resp.Close {
		b.WriteString("Connection: close\n")
	}
	body := a.body
	if !strings.HasPrefix(body, "{") && body != "" {
		body = fmt.Sprintf("(%d bytes)", len(body))
	}
	body = ridInBody.ReplaceAllString(body, "RID")
	for _, token := range tokenInBody.FindAllString(body, -1) {
		logged.used(token)
	}
	body = tokenInBody.ReplaceAllString(body, "ACCESS_TOKEN")
	for _, code := range codeInBody.FindAllString(body, -1) {
		logged.used(code)
	}
	body = codeInBody.ReplaceAllString(body, "${1}@@@CODE")
	body = maskedInBody.ReplaceAllString(body, "NN_${1}xxxx")
	body = costInBody.ReplaceAllString(body, `"cost_in_ms":MS`)
	body = mediaInBody.ReplaceAllString(body, "${1}MEDIA_ID$2")
	fmt.Fprintf(&b, "\n%s\n", body)
	return b.String()
}

var variable = regexp.MustCompile(`\$(\w+)(?::(\w+))?`)

// expand replaces $NAME by what was saved, $TOKEN:appid by a live token of a
// seeded account, whose secret is "secret of APPID", $OWN:component by the own
// token of a platform, and $FOR:component_appid by one with which it calls for an
// account.
func (p *player) expand(t *testing.T, text string) string {
	t.Helper()
	return variable.ReplaceAllStringFunc(text, func(match string) string {
		m := variable.FindStringSubmatch(match)
		switch m[1] {
		case "TOKEN":
			return p.token(t, m[2])
		case "OWN":
			return p.platformToken(t, m[2])
		case "FOR":
			component, account, _ := strings.Cut(m[2], "_")
			return p.authorizerToken(t, component, account)
		}
		value, ok := p.vars[m[1]]
		if !ok {
			t.Fatalf("nothing saved as %s", match)
		}
		return value
	})
}

// token fetches the stable token of a seeded account, from an address that
// every list lets in.
func (p *player) token(t *testing.T, appID string) string {
	t.Helper()
	secret := secretOf(appID)
	logged.used(secret)
	body := fmt.Sprintf(`{"grant_type":%q,"appid":%q,"secret":%q}`, weixin.GrantClientCredential, appID, secret)
	raw := p.exchange(t, "POST", weixin.GetStableAccessToken.Path, nil, []byte(body), false)
	var answer weixin.AccessTokenResponse
	if err := json.Unmarshal([]byte(raw.body), &answer); err != nil || answer.AccessToken == "" {
		t.Fatalf("token of %s: %s", appID, raw.body)
	}
	logged.used(answer.AccessToken)
	return answer.AccessToken
}

// secretOf is the secret of an account of seed.yaml.
func secretOf(appID string) string { return "secret-of-" + appID }

// content makes the bytes of a file: "png 4x4", "jpeg 4x4", "gif 4x4",
// "bmp 4x4", "pngheader 60000x60000" (a header that only says so), "amr",
// "mp4", "mp3", "text", "empty", or any of them with a last word "+N" that adds
// N zero bytes.
func content(t testing.TB, args []string) []byte {
	t.Helper()
	extra := 0
	if last := args[len(args)-1]; last[0] == '+' {
		extra, _ = strconv.Atoi(last[1:])
		args = args[:len(args)-1]
	}
	var w, h int
	if len(args) > 1 {
		if _, err := fmt.Sscanf(args[1], "%dx%d", &w, &h); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	var err error
	small := image.NewPaletted(image.Rect(0, 0, min(w, 100), min(h, 100)), color.Palette{color.White, color.Black})
	switch args[0] {
	case "png":
		err = png.Encode(&b, small)
	case "jpeg":
		err = jpeg.Encode(&b, small, nil)
	case "gif":
		err = gif.Encode(&b, small, nil)
	case "bmp":
		err = bmp.Encode(&b, small)
	case "pngheader":
		b.Write(hugePNG(w, h))
	case "amr":
		b.WriteString("#!AMR\n<frames>")
	case "mp3":
		b.WriteString("ID3\x03\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x00")
	case "mp4":
		b.WriteString("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
	case "text":
		b.WriteString("no picture at all")
	case "svg":
		b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	case "empty":
	default:
		t.Fatalf("no content %q", args[0])
	}
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat(b.Bytes(), make([]byte, extra))
}
