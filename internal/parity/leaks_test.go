package parity_test

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/parity"
	"github.com/wxastore/wxastore/internal/replay"
)

// forms are the encodings of a secret that a recording is searched for.
func forms(secret string) map[string]string {
	b := []byte(secret)
	m, s1, s2, s5 := md5.Sum(b), sha1.Sum(b), sha256.Sum256(b), sha512.Sum512(b)
	var escaped, entities strings.Builder
	for _, r := range secret {
		fmt.Fprintf(&escaped, `\u%04X`, r)
		fmt.Fprintf(&entities, "&#%d;", r)
	}
	return map[string]string{
		"plain": secret, "upper": strings.ToUpper(secret), "spaced": strings.Join(strings.Split(secret, ""), " "),
		"begin": secret[:10], "end": secret[len(secret)-10:], "html": html.EscapeString(secret), "entities": entities.String(),
		"query": url.QueryEscape(secret), "escaped": escaped.String(), "twice": strings.ReplaceAll(escaped.String(), `\`, `\\`),
		"base64": base64.StdEncoding.EncodeToString(b), "base64 shifted": base64.RawURLEncoding.EncodeToString(append([]byte("x"), b...)),
		"base32": base32.StdEncoding.EncodeToString(b), "hex": hex.EncodeToString(b), "HEX": strings.ToUpper(hex.EncodeToString(b)),
		"md5": hex.EncodeToString(m[:]), "sha1": hex.EncodeToString(s1[:]), "sha256": hex.EncodeToString(s2[:]), "sha512": hex.EncodeToString(s5[:]),
		"sha256 base64": base64.StdEncoding.EncodeToString(s2[:]),
	}
}

// places are answers that hold a text, each in another place.
func places(text string) []string {
	quoted, _ := json.Marshal(text)
	q := string(quoted)
	return []string{
		`{"errcode":40013,"errmsg":` + q + `}`,
		`{"errcode":40013,"errmsg":"invalid ` + strings.Trim(q, `"`) + ` rid: 69a3b0c0-00000001-0000000f"}`,
		`{"errcode":0,"errmsg":"ok","unknown":` + q + `,` + q + `:1,"list":[` + q + `,[` + q + `],{"a":` + q + `}]}`,
		`{"errcode":0,"errmsg":"ok","type":` + q + `,"media_id":` + q + `,"access_token":` + q + `}`,
		`{"errcode":0,"errmsg":"ok","data":{"audit_id":` + q + `,"reason":` + q + `,"status":` + q + `}}`,
		text, `"` + text + `"`, `{"a":` + text, "<html>" + text + "</html>",
	}
}

// TestRecordingsHoldNoSecret records what a service answers that puts every secret
// that it was told, in every encoding, into every place of its answers.
func TestRecordingsHoldNoSecret(t *testing.T) {
	secrets := map[string]string{
		"TOKEN": "88_HbW4pZ3k9QvXy7_TnRcL2sEjFaUgMdKoIiBwPzVxYt-5q", "APPID": "wx8f3a61c7d2e94b50",
		"INTRO": "LuckyNoodlesOfMrZhang", "secret": "c0ffee5ecre7c0ffee5ecre7c0ffee99",
	}
	var bodies []string
	for _, secret := range secrets {
		for _, form := range forms(secret) {
			bodies = append(bodies, places(form)...)
		}
	}
	bodies = append(bodies, places("invalid\n-- noise --\nguard/no-token code\n-- answer --\nHTTP/1.1 200 OK\n\n$rid:1 \u2028")...)
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := bodies[calls%len(bodies)]
		calls++
		for _, name := range append(replay.ChosenHeaders(), "X-Other", "Set-Cookie", "Server") {
			w.Header().Set(name, "text/"+secrets["secret"]+"; filename=\""+secrets["TOKEN"]+".png\"")
		}
		fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	side := parity.Side{
		Base: server.URL, Client: server.Client(), Secrets: []string{secrets["secret"]},
		Values: map[string]string{"TOKEN": secrets["TOKEN"], "APPID": secrets["APPID"], "INTRO": secrets["INTRO"]},
	}
	all := scenarios(t)
	for calls < len(bodies) {
		r, err := parity.Record(t.Context(), side, all, parity.Facts{Kind: "service"}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		text := string(r.Format())
		if read, err := parity.ParseRecording([]byte(text)); err != nil || string(read.Format()) != text || len(read.Noise) > 0 {
			t.Fatalf("read as another: %v\n%s", err, text)
		}
		for _, played := range r.Played {
			for _, step := range played.Steps {
				if _, err := replay.ParseNode(step.Answer.Body); err != nil && strings.HasPrefix(step.Answer.Body, "{") {
					t.Fatalf("%q: %v", step.Answer.Body, err)
				}
			}
		}
		for name, secret := range secrets {
			for form, encoded := range forms(secret) {
				if strings.Contains(strings.ToLower(text), strings.ToLower(encoded)) {
					t.Fatalf("the recording holds %s as %s: %s", name, form, encoded)
				}
			}
		}
		if strings.Contains(text, server.URL) || strings.Contains(text, "127.0.0.1") {
			t.Fatal("the recording holds the address")
		}
	}
	if text := fmt.Sprintf("%v %+v %#v", side, side, &side); strings.Contains(text, secrets["TOKEN"]) {
		t.Errorf("a side prints its secrets: %s", text)
	}
}

// TestScenarioWithACredential is not recorded: who writes one into a scenario would
// send it.
func TestScenarioWithACredential(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "{}") }))
	t.Cleanup(server.Close)
	for _, form := range []string{"s3cr3t-of-the-account", "czNjcjN0LW9mLXRoZS1hY2NvdW50", "7333637233742d6f662d7468652d6163636f756e74"} {
		s, err := parity.ParseScenario("own.txtar", []byte("level: read\n-- request --\n#step a\nGET /?secret="+form+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		side := parity.Side{Base: server.URL, Client: server.Client(), Secrets: []string{"s3cr3t-of-the-account"}}
		if _, err := parity.Record(t.Context(), side, []parity.Scenario{s}, parity.Facts{}, time.Now()); err == nil || !strings.Contains(err.Error(), "a credential would be in the recording") {
			t.Errorf("%s: %v", form, err)
		}
	}
}

// TestFieldsOfRecordings lists everything that a recording has: one who adds a field
// decides what may be in it.
func TestFieldsOfRecordings(t *testing.T) {
	allowed := map[string]string{
		"Recording.Host": "a host of Weixin's, or another", "Recording.Date": "a day", "Recording.Source": "this program",
		"Recording.Layers": "names of layers", "Recording.Noise": "places",
		"Facts.Kind": "one of three", "Facts.Sets": "numbers that the command line gives", "Facts.Individual": "yes or no", "Facts.Merchant": "one of six", "Facts.Stores": "yes or no", "Facts.ModifyDaily": "a number of Weixin's",
		"Played.Scenario": "the name of a file", "Step.Skipped": "a sentence of ours",
		"Request.Name": "a name in a scenario", "Request.Text": "the text of a scenario",
		"Shown.Status": "a standard status", "Shown.Headers": "chosen headers of known forms", "Shown.Body": "keys and known values",
		"Place.Step": "names in a scenario", "Place.Layer": "the name of a layer", "Place.Path": "keys, as in a body",
	}
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		for i := range typ.NumField() {
			field := typ.Field(i)
			inner := field.Type
			for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Array {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct {
				walk(inner)
				if field.Name != "Noise" {
					continue
				}
			}
			name := typ.Name() + "." + field.Name
			if allowed[name] == "" {
				t.Errorf("%s is in recordings: what may it hold?", name)
			}
			delete(allowed, name)
		}
	}
	walk(reflect.TypeFor[parity.Recording]())
	for name := range allowed {
		t.Errorf("%s is not in recordings", name)
	}
}
