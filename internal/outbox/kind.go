package outbox

import (
	"encoding/xml"
	"math/rand/v2"
	"net/url"
	"strconv"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/msgcrypt"
)

// kind is what receivers of one kind have in common.
type kind struct {
	// seal puts an event into the envelope that the receiver expects and returns
	// the body to post and the query that signs it.
	seal func(to Receiver, event []byte) (body []byte, query url.Values, err error)
	// takes reports whether the body of an answer says that the event was taken.
	takes func(answer string) bool
	// run is how many events are sent one after the other before the store knows
	// that they were delivered. After a crash as many may come again.
	run int
	// retries returns how the receiver is retried.
	retries func(Receiver) retries
}

// kindOf returns the kind of a target. ok is false for one that this version
// does not know.
func kindOf(t store.Target) (k kind, ok bool) {
	switch t.Kind {
	case store.TargetComponent:
		return kind{sealForComponent, func(answer string) bool { return answer == success }, 1, componentRetries}, true
	case store.TargetMessages:
		return kind{sealForAccount, func(answer string) bool { return answer == success || answer == "" }, 32, messageRetries}, true
	}
	return kind{}, false
}

// runLength is how many events of a target are leased at once.
func runLength(t store.Target) int {
	k, _ := kindOf(t)
	return max(k.run, 1)
}

// success is what a receiver answers.
const success = "success"

// sealed is an event in an encrypted envelope.
func sealed(to Receiver, event []byte, query url.Values) (msgcrypt.Envelope, error) {
	cipher, err := msgcrypt.New(to.AppID, to.Token, to.Key)
	if err != nil {
		return msgcrypt.Envelope{}, err
	}
	e, err := cipher.Seal(event, query.Get("timestamp"), query.Get("nonce"))
	if err != nil {
		return e, err
	}
	query.Set("encrypt_type", "aes")
	query.Set("msg_signature", e.MsgSignature)
	return e, nil
}

// signed is the query that every event comes with.
//
//fidelity:choice all event-time | `timestamp` is real time; `CreateTime` inside is the service's
func signed(token string) url.Values {
	return signedWith(token, strconv.FormatInt(time.Now().Unix(), 10), newNonce())
}

func newNonce() string { return strconv.FormatUint(uint64(rand.Uint32()), 10) }

func signedWith(token, timestamp, nonce string) url.Values {
	return url.Values{"signature": {msgcrypt.Sign(token, timestamp, nonce)}, "timestamp": {timestamp}, "nonce": {nonce}}
}

// sealForComponent encrypts an event for a third-party platform, with the key of
// this moment.
//
//fidelity:official all event-body | AES-256-CBC, padded to 32, with the platform's app id behind the message; `signature`, `timestamp`, `nonce`, `encrypt_type=aes` and `msg_signature` in the query | page on message push
//fidelity:observed all event-body | `AppId` next to `Encrypt`, in place of `ToUserName` | SDKs of third-party platforms
func sealForComponent(to Receiver, event []byte) ([]byte, url.Values, error) {
	query := signed(to.Token)
	e, err := sealed(to, event, query)
	if err != nil {
		return nil, nil, err
	}
	body, err := e.ForComponent()
	return body, query, err
}

// sealForAccount puts a message or an event of an account into the form of its
// mode. The names inside it are repeated outside, as Weixin does.
//
//fidelity:official all message-plain | the XML; `signature`, `timestamp`, `nonce` and `openid` in the query | guide to message push
//fidelity:official all message-safe | as for a platform's events, with `openid` in the query and `ToUserName` next to `Encrypt` | guide to message push
//fidelity:official all message-compat | `Encrypt` behind the plain fields, signed as in safe mode | guide to message push: in words only
func sealForAccount(to Receiver, event []byte) ([]byte, url.Values, error) {
	var names struct {
		ToUserName, FromUserName string
	}
	if err := xml.Unmarshal(event, &names); err != nil {
		return nil, nil, said.Errorf("it is not XML")
	}
	query := signed(to.Token)
	query.Set("openid", names.FromUserName)
	if to.Mode != store.MessagesSafe && to.Mode != store.MessagesCompat {
		return event, query, nil
	}
	e, err := sealed(to, event, query)
	if err != nil {
		return nil, nil, err
	}
	form := e.ForAccount
	if to.Mode == store.MessagesCompat {
		form = func(string) ([]byte, error) { return e.ForCompat(event) }
	}
	body, err := form(names.ToUserName)
	return body, query, err
}
