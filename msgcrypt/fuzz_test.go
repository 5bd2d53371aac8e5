package msgcrypt_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"testing"

	"github.com/wxastore/wxastore/msgcrypt"
)

// FuzzOpen seals a message and opens it again, then opens what is not a message:
// the bytes as a body, and as a cipher text that is signed, so that they come as
// far as decryption.
func FuzzOpen(f *testing.F) {
	for _, v := range vectors() {
		f.Add([]byte(v.msg), v.timestamp, v.nonce)
		sealed, err := base64.StdEncoding.DecodeString(v.encrypt)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(sealed, v.timestamp, v.nonce)
	}
	f.Add([]byte("<xml><Encrypt>AAAA</Encrypt></xml>"), "", "")
	c := newCipher(f, appID, token, key1, key2)
	f.Fuzz(func(t *testing.T, data []byte, timestamp, nonce string) {
		e, err := c.Seal(data, timestamp, nonce)
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []func() ([]byte, error){
			e.ForComponent, e.ForReply, func() ([]byte, error) { return e.ForAccount("gh_1") },
		} {
			body, err := form()
			if err != nil {
				t.Fatal(err)
			}
			if msg, err := c.Open(e.MsgSignature, timestamp, nonce, body); !bytes.Equal(msg, data) || err != nil {
				t.Fatalf("%q came back as %q, %v", data, msg, err)
			}
		}
		known(t, c, msgcrypt.Sign(token, timestamp, nonce), timestamp, nonce, data)
		text := base64.StdEncoding.EncodeToString(data)
		known(t, c, msgcrypt.Sign(token, timestamp, nonce, text), timestamp, nonce, []byte("<xml><Encrypt>"+text+"</Encrypt></xml>"))
	})
}

// known opens a body and wants a message or one of the errors.
func known(t *testing.T, c *msgcrypt.Cipher, signature, timestamp, nonce string, body []byte) {
	t.Helper()
	msg, err := c.Open(signature, timestamp, nonce, body)
	switch {
	case err == nil:
	case msg != nil:
		t.Fatalf("%q besides %v", msg, err)
	case errors.Is(err, msgcrypt.ErrSignature), errors.Is(err, msgcrypt.ErrEnvelope), errors.Is(err, msgcrypt.ErrCipherText),
		errors.Is(err, msgcrypt.ErrAppID), errors.Is(err, msgcrypt.ErrSize):
	default:
		t.Fatal(err)
	}
}
