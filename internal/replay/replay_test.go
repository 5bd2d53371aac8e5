package replay_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/wxastore/wxastore/internal/replay"
)

const token = "75_" + "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx"

// serve runs a service and returns a player against it.
func serve(t *testing.T, handle http.HandlerFunc) *replay.Player {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return &replay.Player{BaseURL: server.URL, Host: "api.weixin.qq.com", Client: server.Client(), Neutral: replay.Wxastore()}
}

// echo answers what it was sent.
func echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"line":"%s %s","host":"%s","agent":%t,"length":%d,"kind":%q,"token":"%s","list":[{"a":7}],"body":%q,"rid":"69a3b0c0-00000001-0000000f"}`,
		r.Method, r.RequestURI, r.Host, r.Header["User-Agent"] != nil, r.ContentLength, r.Header.Get("Content-Type"), token, body)
}

const script = `A comment stays.
-- request --
#save TOKEN token
#save SEVEN list.0.a
#rid RID
POST //a/b%2Fc?x=%zz&y=1
X-Kind: $NAME:arg
Content-Type: text/x

some $NAME:arg
-- answer --
HTTP/1.1 200 OK
Content-Type: application/json

{"line":"POST //a/b%2Fc?x=%zz&y=1","host":"api.weixin.qq.com","agent":false,"length":14,"kind":"text/x","token":"ACCESS_TOKEN","list":[{"a":7}],"body":"some value of arg","rid":"RID"}
-- state --
of the service
-- request --
#chunked
#jump 2 m
PUT /$SEVEN?token=$TOKEN&rid=$RID

$SEVEN
-- answer --
HTTP/1.1 200 OK
Content-Type: application/json

{"line":"PUT /7?token=ACCESS_TOKEN&rid=RID","host":"api.weixin.qq.com","agent":false,"length":-1,"kind":"","token":"ACCESS_TOKEN","list":[{"a":7}],"body":"7","rid":"RID"}
`

// TestPlay plays a script that agrees with the service, then the same script with
// one thing changed at a time.
func TestPlay(t *testing.T) {
	var jumps, paths []string
	var secrets int
	p := serve(t, echo)
	p.Lookup = func(_ context.Context, name, arg string) (string, error) { return "value of " + arg, nil }
	p.Lever = func(_ context.Context, name string, words []string) error {
		jumps = append(jumps, name+" "+strings.Join(words, " "))
		return nil
	}
	p.Section = func(_ context.Context, name, text string) (string, error) { return "of the service\n", nil }
	p.Answered = func(path string, a replay.Answer) {
		paths = append(paths, path)
		secrets += len(p.Neutral.Credentials(a))
	}
	want := txtar.Parse([]byte(strings.ReplaceAll(script, `"length":14`, `"length":17`)))
	play := func() *txtar.Archive {
		played, err := p.Play(t.Context(), want)
		if err != nil {
			t.Fatal(err)
		}
		return played
	}
	played := play()
	if diff := replay.Compare(want, played); len(diff) > 0 || string(txtar.Format(played)) != string(txtar.Format(want)) {
		t.Fatalf("the script differs: %v", diff)
	}
	if got := strings.Join(jumps, ", "); got != "jump 2 m" {
		t.Errorf("levers: %s", got)
	}
	if got := strings.Join(paths, " "); got != "//a/b%2Fc /7" || secrets != 3 {
		t.Errorf("answered %s, with %d credentials", got, secrets)
	}
	for change, shown := range map[[2]string]string{
		{`"length":-1`, `"length":2`}:                              "section 5, answer:\n  > #chunked\n  > #jump 2 m\n  > PUT /$SEVEN?token=$TOKEN&rid=$RID\n  > \n  > $SEVEN\n   HTTP/1.1 200 OK\n   Content-Type: application/json\n   \n  -{",
		{"of the service", "of another"}:                           "section 3, state:\n  -of another\n  +of the service\n",
		{"-- state --", "-- answer --\nno one asked\n-- state --"}: "section 3, answer:\n  -no one asked\n",
	} {
		want = txtar.Parse([]byte(strings.Replace(strings.ReplaceAll(script, `"length":14`, `"length":17`), change[0], change[1], 1)))
		diff := replay.Compare(want, play())
		if len(diff) != 1 || !strings.HasPrefix(diff[0].String(), shown) {
			t.Errorf("%s: %v", change[1], diff)
		}
	}
	short := txtar.Parse([]byte("-- request --\nGET /\n"))
	played, err := p.Play(t.Context(), short)
	if diff := replay.Compare(short, played); err != nil || len(diff) != 1 || diff[0].Want != "" || diff[0].Got == "" {
		t.Errorf("a request without an answer: %v, %v", diff, err)
	}
}

// TestForms sends files and fields.
func TestForms(t *testing.T) {
	var seen string
	p := serve(t, func(w http.ResponseWriter, r *http.Request) {
		reader, err := r.MultipartReader()
		if err != nil {
			t.Error(err)
			return
		}
		for {
			part, err := reader.NextPart()
			if err != nil {
				break
			}
			content, _ := io.ReadAll(part)
			seen += fmt.Sprintf("%s %q %q %d, ", part.FormName(), part.FileName(), part.Header.Get("Content-Type"), len(content))
		}
		w.Header().Set("Connection", "close")
		_, _ = io.WriteString(w, "bytes")
	})
	answer, err := p.Step(t.Context(), "#form type=image\n#file media=a.png amr +3\n#filetype audio/amr\n#part bare text\n#quoted\nPOST /upload\n")
	if err != nil {
		t.Fatal(err)
	}
	if want := `type "" "" 5, media "a.png" "audio/amr" 17, bare "" "" 17, `; seen != want {
		t.Errorf("sent %s, want %s", seen, want)
	}
	if got := p.Neutral.Text(answer); !strings.HasSuffix(got, "Connection: close\n\n(5 bytes)\n") {
		t.Errorf("shown as %q", got)
	}
}

// TestRedirectsAreAnswers does not follow one.
func TestRedirectsAreAnswers(t *testing.T) {
	p := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/there", http.StatusFound) })
	answer, err := p.Step(t.Context(), "#pad 20\nPOST /\n")
	if err != nil || answer.StatusCode != http.StatusFound || !strings.Contains(p.Neutral.Text(answer), "Location: /there\n") {
		t.Errorf("%+v, %v", answer, err)
	}
}

// TestScriptsThatCannotBePlayed says where and why.
func TestScriptsThatCannotBePlayed(t *testing.T) {
	p := serve(t, echo)
	p.Lookup = func(_ context.Context, name, arg string) (string, error) { return "", errors.New("no account " + arg) }
	p.Lever = func(_ context.Context, name string, words []string) error {
		if name == "jump" {
			return errors.New("too high")
		}
		return nil
	}
	for step, want := range map[string]string{
		"GET":                        `"GET" is not a request line`,
		"GET /$NOTHING":              "$NOTHING: nothing was saved",
		"GET /$TOKEN:wx":             "$TOKEN:wx: no account wx",
		"#jump 2\nGET /":             "#jump 2: too high",
		"#repeat twice\nGET /":       `"twice": not a number`,
		"#save X\nGET /":             "#save needs 2 words",
		"#save X none.0\nGET /":      "no none.0 in",
		"#pad 3\nPOST /":             `"3": not a length`,
		"#hex zz\nPOST /":            "invalid byte",
		"#file a=b oil 4x4\nPOST /":  `no content is of kind "oil"`,
		"#file a=b png four\nPOST /": `content of size "four"`,
		"GET /\nHeader":              `"Header" is not a header line`,
	} {
		_, err := p.Play(t.Context(), txtar.Parse([]byte("-- request --\n"+step+"\n")))
		if err == nil || !strings.HasPrefix(err.Error(), "section 1: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", step, err, want)
		}
	}
	p.BaseURL = "http://127.0.0.1:1"
	if _, err := p.Step(t.Context(), "GET /x?access_token=secret"); err == nil || !strings.HasPrefix(err.Error(), "GET /x: ") || strings.Contains(err.Error(), "secret") {
		t.Errorf("nobody listens: %v", err)
	}
}
