package account

import (
	"net/url"
	"regexp"

	"github.com/wxastore/wxastore/internal/store"
)

var (
	keyForm      = regexp.MustCompile(`^[A-Za-z0-9]{43}$`)
	tokenForm    = regexp.MustCompile(`^[A-Za-z0-9]{3,32}$`)
	originalForm = regexp.MustCompile(`^gh_[A-Za-z0-9]{1,61}$`)
)

// ValidAESKey reports whether a text has the form of an EncodingAESKey.
func ValidAESKey(key string) bool { return keyForm.MatchString(key) }

// ValidPushURL reports whether a text may be an address that something is pushed to.
func ValidPushURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// checkMessages says what is wrong with the settings of an account's messages.
//
//fidelity:choice all message-token | a plain message URL may do without a Token, so that what is signed is signed with none
func checkMessages(m store.Messages) error {
	if m.URL != "" && !ValidPushURL(m.URL) {
		return bad("message_url %q: write http://host/path or https://host/path", m.URL)
	}
	if m.Token != "" && !tokenForm.MatchString(m.Token) {
		return bad("message_token: write 3 to 32 letters and digits")
	}
	if m.EncodingAESKey != "" && !ValidAESKey(m.EncodingAESKey) || m.PreviousEncodingAESKey != "" && !ValidAESKey(m.PreviousEncodingAESKey) {
		return bad("encoding_aes_key: write 43 letters and digits")
	}
	switch m.Mode {
	case "", store.MessagesPlain:
	case store.MessagesCompat, store.MessagesSafe:
		if m.URL != "" && (m.Token == "" || m.EncodingAESKey == "") {
			return bad("message_mode %s needs a message_token and an encoding_aes_key", m.Mode)
		}
	default:
		return bad("message_mode %q: use plain, compat or safe", m.Mode)
	}
	return nil
}

// ModeOr is the mode that a text names; none is plain.
//
//fidelity:official all message-mode | plain unless the account chooses compat or safe | guide to message push
func ModeOr(text string) store.MessageMode {
	if text == "" {
		return store.MessagesPlain
	}
	return store.MessageMode(text)
}
