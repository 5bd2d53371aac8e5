package outbox

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/msgcrypt"
)

const (
	account = "wxa0123456789abcdef"
	message = "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o_2]]></FromUserName><Event>e</Event></xml>"
)

// posted is what a receiver got.
type posted struct {
	query url.Values
	body  string
}

// messages is a receiver of an account's messages.
type messages struct {
	server *httptest.Server
	mu     sync.Mutex
	got    []posted
	answer func(w http.ResponseWriter, n int) // the nth post, from 1
}

func receiveMessages(t *testing.T, answer func(w http.ResponseWriter, n int)) *messages {
	m := &messages{answer: answer}
	m.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		m.got = append(m.got, posted{r.URL.Query(), string(body)})
		m.answer(w, len(m.got))
	}))
	t.Cleanup(m.server.Close)
	return m
}

func (m *messages) list() []posted {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]posted(nil), m.got...)
}

// queueMessage queues an event for the account.
func (s setup) queueMessage(t *testing.T, id string) {
	t.Helper()
	s.put(t, store.Delivery{Target: store.MessagesTarget(account), ID: id, Kind: "e", Body: []byte(message), CreatedAt: time.Unix(1, 0)})
}

// TestMessageModes delivers an account's event in plain XML and encrypted. An
// empty answer is a success, too.
func TestMessageModes(t *testing.T) {
	t.Parallel()
	for mode, to := range map[string]Receiver{
		"plain":  {AppID: account, Token: token},
		"compat": {AppID: account, Token: token, Key: key, Mode: store.MessagesCompat},
		"safe":   {AppID: account, Token: token, Key: key, Mode: store.MessagesSafe},
	} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			m := receiveMessages(t, func(http.ResponseWriter, int) {})
			to.URL = m.server.URL + "/messages?own=1"
			s.book.put(store.MessagesTarget(account), to)
			s.queueMessage(t, "1")
			s.start(t, anywhere())
			s.delivered(t)
			got := m.list()
			if len(got) != 1 {
				t.Fatalf("got %d posts", len(got))
			}
			q, body := got[0].query, got[0].body
			if q.Get("own") != "1" || q.Get("openid") != "o_2" || q.Get("signature") != msgcrypt.Sign(token, q.Get("timestamp"), q.Get("nonce")) {
				t.Errorf("query %v", q)
			}
			if mode == "plain" {
				if body != message || q.Has("encrypt_type") || q.Has("msg_signature") {
					t.Errorf("%v\n%s", q, body)
				}
				return
			}
			plain := "<xml><ToUserName><![CDATA[gh_1]]></ToUserName>"
			if mode == "compat" {
				plain = strings.TrimSuffix(message, "</xml>")
			}
			if !strings.HasPrefix(body, plain+"<Encrypt><![CDATA[") || q.Get("encrypt_type") != "aes" {
				t.Errorf("%v\n%s", q, body)
			}
			cipher, err := msgcrypt.New(account, token, key)
			if err != nil {
				t.Fatal(err)
			}
			opened, err := cipher.Open(q.Get("msg_signature"), q.Get("timestamp"), q.Get("nonce"), []byte(body))
			if string(opened) != message || err != nil {
				t.Errorf("%q, %v", opened, err)
			}
		})
	}
}

// TestMessageRetries refuses an account's event three times: then it is given up
// and the next one comes.
func TestMessageRetries(t *testing.T) {
	t.Parallel()
	s := open(t)
	m := receiveMessages(t, func(w http.ResponseWriter, n int) {
		if n <= 3 {
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	s.book.put(store.MessagesTarget(account), Receiver{URL: m.server.URL, AppID: account, Token: token})
	s.queueMessage(t, "1")
	s.queueMessage(t, "2")
	s.start(t, anywhere())
	eventually(t, "the second is delivered", func() bool { return len(s.pushes(t)) == 1 })
	p := s.pushes(t)[0]
	if p.ID != "1" || p.State != store.DeliveryDead || p.Attempts != 3 || len(m.list()) != 4 {
		t.Errorf("after %d posts: %+v", len(m.list()), p)
	}
}

// TestUnknownKind gives up what a newer version has queued.
func TestUnknownKind(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.put(t, store.Delivery{Target: store.Target{Kind: "pigeons", AppID: account}, ID: "1", Kind: "e", Body: []byte(message)})
	s.start(t, anywhere())
	eventually(t, "it is given up", func() bool {
		p := s.pushes(t)
		return len(p) == 1 && p[0].State == store.DeliveryDead && p[0].LastError == errUnknown.Error()
	})
}
