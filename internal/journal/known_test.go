package journal_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// kept are the secrets of a store, and how often it was asked.
type keptSecrets struct {
	store store.Secrets
	asked int
	words int
}

func (k *keptSecrets) SecretsAmong(ctx context.Context, texts []string) ([]bool, error) {
	k.asked++
	k.words += len(texts)
	hashes := make([]store.Hash, len(texts))
	for i, text := range texts {
		hashes[i] = sha256.Sum256([]byte(text))
	}
	return k.store.SecretsAmong(ctx, texts, hashes)
}

// What a store knows in these tests.
const (
	hexOfApp   = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
	namedOfApp = "secret-of_wxplain"
	signsOfApp = "Zm9v+YmFy/YmF6cXV4Zm9v=="
	eventToken = "TokenOfThePlatform17"
	eventKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	formerKey  = "ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210zyxwvut"
)

// openSecrets is a store that knows them.
func openSecrets(t testing.TB) *keptSecrets {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	var seeds []store.Seed
	for i, secret := range []string{hexOfApp, namedOfApp, signsOfApp} {
		seeds = append(seeds, store.Seed{Account: store.Account{AppID: fmt.Sprint("wx", i), Kind: "service", SecretHash: sha256.Sum256([]byte(secret))}})
	}
	if _, err := storetest.With(s).Seed(t.Context(), seeds); err != nil {
		t.Fatal(err)
	}
	platform := store.ComponentSeed{
		Account:   store.Account{AppID: "wxp", Kind: store.KindComponent},
		Component: store.Component{AppID: "wxp", Token: eventToken, EncodingAESKey: eventKey, PreviousEncodingAESKey: formerKey},
	}
	if _, err := storetest.With(s).SeedComponents(t.Context(), []store.ComponentSeed{platform}); err != nil {
		t.Fatal(err)
	}
	return &keptSecrets{store: s}
}

// shapedSecrets are credentials that are known by their shape, whatever made them.
func shapedSecrets() []string {
	random := base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("\x12wx0123456789abcdef?", 6)))
	return []string{
		"85_" + random[:154], "12_" + strings.Repeat(random, 2),
		"ticket@@@" + random[:86], "preauthcode@@@" + random[:86], "queryauthcode@@@" + random[:86], "refreshtoken@@@" + random[:43],
	}
}

// spelled draws a spelling of a secret.
func spelled(t *rapid.T, secret string) string {
	form := rapid.SampledFrom([]string{"%s", "%%%02X", "%%%02x", `\u%04x`, `\\u%04X`}).Draw(t, "form")
	if form == "%s" {
		return secret
	}
	often := rapid.IntRange(1, 10).Draw(t, "often")
	var b strings.Builder
	for i, c := range []byte(secret) {
		if i%often == 0 {
			fmt.Fprintf(&b, form, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// TestNoKnownSecretIsKept puts what the service knows as a secret anywhere in a
// call, under no name or any, spelled in any way, and between any texts that end
// a word.
func TestNoKnownSecretIsKept(t *testing.T) {
	secrets := openSecrets(t)
	known := journal.NewKnowing(secrets.SecretsAmong)
	all := append(shapedSecrets(), hexOfApp, namedOfApp, signsOfApp, eventToken, eventKey, formerKey)
	ends := []string{"", " ", "&", "&x=", "=", `":"`, `"`, `\"`, "\n", "饺子", "<a>", "</a>", ",", "(", ")", "#", "?q=", "Bearer ", "a: ", "a:"}
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SampledFrom(all).Draw(t, "secret")
		text := spelled(t, secret)
		before := rapid.SampledFrom(append(ends, "key_is-", "https://h/p/", "x.y@")).Draw(t, "before")
		after := rapid.SampledFrom(append(ends, ".", "/p", "/", "@h")).Draw(t, "after")
		if strings.ContainsAny(secret, "+/=_-") && journal.Shaped(secret) < 0 { // its own signs do not end it
			before, after = rapid.SampledFrom(ends).Draw(t, "before signs"), rapid.SampledFrom(ends).Draw(t, "after signs")
		}
		if secret == hexOfApp && rapid.Bool().Draw(t, "glued") {
			before, after = before+"keyx", "your"+after
		}
		if strings.HasSuffix(secret, "=") && strings.HasPrefix(after, "=") || after != "" && journal.Letter(after[0]) && journal.Shaped(secret) < 0 && !strings.HasPrefix(after, "your") {
			after = "" // it would be a part of the word
		}
		text = rapid.SampledFrom([]string{"", "the first words, ", `{"intro":"`, "a=b&"}).Draw(t, "first") + before + text + after
		record := journal.Entry{RID: "r", Path: "/wxa/modify_merchant", Interface: "modifywxastore"}
		places := []*string{&record.Claimed, &record.Method, &record.Query, &record.Header, &record.ResponseHeader, &record.Request, &record.Response, &record.UserAgent, &record.Reason, &record.Path}
		place := rapid.IntRange(0, len(places)-1).Draw(t, "place")
		*places[place] = text
		if place == len(places)-1 {
			record.Interface, record.Event = "", rapid.SampledFrom([]string{"", "authorized"}).Draw(t, "event")
		}
		calls := []journal.Entry{record}
		known.MaskAll(t, calls)
		c := calls[0]
		for _, kept := range []string{c.Claimed, c.Method, c.Query, c.Header, c.ResponseHeader, c.Request, c.Response, c.UserAgent, c.Reason, c.Path} {
			if piece := journal.Leak(journal.SpelledOut(kept), secret); piece != "" {
				t.Fatalf("%q of %q is kept of %q: %q", piece, secret, text, kept)
			}
		}
	})
}

// TestWhatIsNoSecretStays leaves what only looks like one.
func TestWhatIsNoSecretStays(t *testing.T) {
	known := journal.NewKnowing(openSecrets(t).SecretsAmong)
	for _, text := range []string{
		`{"headimg_mediaid":"` + strings.Repeat("8_Abz-", 10) + `12_4","intro":"The first of all restaurants"}`,
		"media_id=" + strings.Repeat("0f", 40), "85_short", "a@@@b", "https://example.com/a/long/path?x=y", strings.Repeat("0f1e", 4000),
		hexOfApp[:31], "0" + namedOfApp, namedOfApp + "1",
	} {
		calls := []journal.Entry{{Request: text}}
		known.MaskAll(t, calls)
		if calls[0].Request != text {
			t.Errorf("changed\n     %s\ninto %s", text, calls[0].Request)
		}
	}
}

// TestDoubtMasks masks what may be a secret when nobody can tell.
func TestDoubtMasks(t *testing.T) {
	known := journal.NewKnowing(func(context.Context, []string) ([]bool, error) { return nil, errors.New("no database") })
	calls := []journal.Entry{{Request: `{"intro":"` + namedOfApp + ` and more"}`}}
	known.MaskAll(t, calls)
	if got := calls[0].Request; got != `{"intro":"secrxxxx and more"}` {
		t.Errorf("kept: %s", got)
	}
}

// TestSecretsOfABatch asks for each word of a batch once, and for few at once
// however many there are; what it finds it masks in each call.
func TestSecretsOfABatch(t *testing.T) {
	secrets := openSecrets(t)
	known := journal.NewKnowing(secrets.SecretsAmong)
	calls := make([]journal.Entry, 1000)
	for i := range calls {
		calls[i].Request = fmt.Sprintf("the same words-of-all, %s, and word-number-%d", hexOfApp, i)
	}
	known.MaskAll(t, calls)
	for _, c := range calls {
		if strings.Contains(c.Request, hexOfApp) || !strings.HasPrefix(c.Request, "the same words-of-all, 0f1e2dxxxx, and word-number-") {
			t.Fatalf("kept: %s", c.Request)
		}
	}
	if secrets.asked != 1 || secrets.words > 1003 {
		t.Errorf("asked %d times of %d words", secrets.asked, secrets.words)
	}
	secrets.asked, secrets.words = 0, 0
	many := strings.Fields(strings.Repeat("x", 12))
	for i := range 20_000 {
		many = append(many, fmt.Sprintf("word-number-%d", i))
	}
	calls = make([]journal.Entry, 20)
	for i := range calls {
		calls[i].Request = strings.Join(many[i*1000:(i+1)*1000], " ")
	}
	known.MaskAll(t, calls)
	if secrets.asked < 4 || known.Noted() > 0 {
		t.Errorf("asked %d times of %d words, %d left", secrets.asked, secrets.words, known.Noted())
	}
}

// TestJournalKnowsSecrets records a call with a secret that no name gives away.
func TestJournalKnowsSecrets(t *testing.T) {
	s, err := sqljournal.Open(t.Context(), sqlite.MemoryJournal(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(s, openSecrets(t).SecretsAmong, journal.Limits{}, quiet)
	defer closeBoth(t, j, s)
	r := aCall(1, "wxa", now())
	r.Request, r.Reason = `{"intro":"`+hexOfApp+`"}`, "the intro holds "+hexOfApp
	j.Record(r)
	if err := j.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, err := s.Call(t.Context(), r.RID)
	if err != nil || c.Request != `{"intro":"0f1e2dxxxx"}` || c.Reason != "the intro holds 0f1e2dxxxx" {
		t.Errorf("kept: %+v, %v", c, err)
	}
	if m := j.Masked(t.Context(), r); m.Request != c.Request {
		t.Errorf("masked: %+v", m)
	}
}

// BenchmarkKnown is what masking by value costs a call, in batches.
func BenchmarkKnown(b *testing.B) {
	known := journal.NewKnowing(openSecrets(b).SecretsAmong)
	batch := make([]journal.Entry, journal.BatchCalls)
	n := 0
	for b.Loop() {
		i := n % len(batch)
		batch[i] = journal.Entry{
			Interface: "modifywxastore", Method: "POST", Path: "/wxa/modify_merchant", Query: "access_token=85_Q7wxxxx",
			Header:  "Host: 127.0.0.1:8080\nAccept: */*\nAccept-Encoding: gzip\nContent-Length: 104\nContent-Type: application/json\n",
			Request: fmt.Sprintf(`{"headimg_mediaid":"%s","intro":"Dumplings, made by hand every morning"}`, base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%048d", n))), Response: `{"errcode":0,"errmsg":"ok"}`,
			UserAgent: "python-requests/2.31.0",
		}
		if n++; n%len(batch) == 0 {
			known.MaskAll(b, slices.Clone(batch))
		}
	}
}

// TestKnownTime looks for secrets in texts that are made to be slow, 32 times as
// long as what is kept of a body.
func TestKnownTime(t *testing.T) {
	known := journal.NewKnowing(openSecrets(t).SecretsAmong)
	for _, piece := range []string{"a", "0f", "85_", "@", "@@@", "%", `\`, "%5C", "a%62c_", "85_aaaaaaaaaaa.", "0f1e2d3c4b5a69788796a5b4c3d2e1f0."} {
		start := time.Now()
		calls := []journal.Entry{{Request: strings.Repeat(piece, 256<<10/len(piece))}}
		known.MaskAll(t, calls)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%q repeated took %s", piece, took)
		}
	}
}
