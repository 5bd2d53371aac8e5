package msgcrypt_test

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/msgcrypt"
)

const (
	appID = "wxc0123456789abcdef"
	token = "token"
	key1  = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	key2  = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
)

func newCipher(t testing.TB, appID, token, key string, previous ...string) *msgcrypt.Cipher {
	t.Helper()
	c, err := msgcrypt.New(appID, token, key, previous...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestVectors seals and opens what Weixin published.
func TestVectors(t *testing.T) {
	for _, v := range vectors() {
		c := newCipher(t, v.appID, v.token, v.key)
		c.Random = strings.NewReader(v.random)
		e, err := c.Seal([]byte(v.msg), v.timestamp, v.nonce)
		if v.encrypt == "" {
			v.encrypt = e.Encrypt // the signature covers it
		}
		if err != nil || e.Encrypt != v.encrypt {
			t.Errorf("%s: sealed as %s, %v", v.name, e.Encrypt, err)
		}
		if v.msgSign == "" {
			v.msgSign = e.MsgSignature // the sample shows none
		}
		if e.MsgSignature != v.msgSign {
			t.Errorf("%s: signed as %s", v.name, e.MsgSignature)
		}
		body := "<xml>\n    <ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>\n    <Encrypt><![CDATA[" + v.encrypt + "]]></Encrypt>\n</xml>"
		if msg, err := c.Open(v.msgSign, v.timestamp, v.nonce, []byte(body)); string(msg) != v.msg || err != nil {
			t.Errorf("%s: opened as %q, %v", v.name, msg, err)
		}
		if v.signature != "" && msgcrypt.Sign(v.token, v.timestamp, v.nonce) != v.signature {
			t.Errorf("%s: the signature without the message is %s", v.name, msgcrypt.Sign(v.token, v.timestamp, v.nonce))
		}
	}
}

// TestKeys opens what was sealed with the key before, and no other.
func TestKeys(t *testing.T) {
	before := newCipher(t, appID, token, key1)
	e, err := before.Seal([]byte("hello"), "1", "2")
	if err != nil {
		t.Fatal(err)
	}
	body, err := e.ForComponent()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		cipher *msgcrypt.Cipher
		want   error
	}{
		"present":        {before, nil},
		"previous":       {newCipher(t, appID, token, key2, "", key1), nil},
		"none":           {newCipher(t, appID, token, key2), msgcrypt.ErrCipherText},
		"another app id": {newCipher(t, "wx1", token, key2, key1), msgcrypt.ErrAppID},
		"another token":  {newCipher(t, appID, "tokem", key1), msgcrypt.ErrSignature},
	} {
		msg, err := c.cipher.Open(e.MsgSignature, "1", "2", body)
		if !errors.Is(err, c.want) || (err == nil) != (string(msg) == "hello") {
			t.Errorf("%s: %q, %v, want %v", name, msg, err, c.want)
		}
	}
	for _, bad := range []string{"", key1[1:], key1 + "A", key1[:42] + "=", key1[:42] + "+", key1[:42] + "\n", key1[:41] + "é"} {
		if _, err := msgcrypt.New(appID, token, bad); !errors.Is(err, msgcrypt.ErrKey) {
			t.Errorf("key %q: %v", bad, err)
		}
		if _, err := msgcrypt.New(appID, token, key1, bad); bad != "" && !errors.Is(err, msgcrypt.ErrKey) {
			t.Errorf("previous key %q: %v", bad, err)
		}
	}
	for _, pair := range [][2]string{{"", token}, {appID, ""}} {
		if _, err := msgcrypt.New(pair[0], pair[1], key1); err == nil {
			t.Errorf("app id %q and token %q are taken", pair[0], pair[1])
		}
	}
}

// seal encrypts what a test made, without padding it.
func seal(t *testing.T, plain string) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(key1 + "=")
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		t.Fatal(err)
	}
	out := []byte(plain)
	cipher.NewCBCEncrypter(block, raw[:16]).CryptBlocks(out, out)
	return base64.StdEncoding.EncodeToString(out)
}

// TestCipherText opens cipher texts that are signed and wrong. All that cannot
// be decrypted is one error, with one text.
func TestCipherText(t *testing.T) {
	c := newCipher(t, appID, token, key1)
	good, err := c.Seal([]byte("hello"), "1", "2")
	if err != nil {
		t.Fatal(err)
	}
	random, length := strings.Repeat("r", 16), "\x00\x00\x00\x05"
	whole := random + length + "hello" + appID // 44 bytes
	pad := func(n int, b byte) string { return strings.Repeat(string([]byte{b}), n) }
	for name, sealed := range map[string]string{
		"empty":                       "",
		"no base64":                   "!" + good.Encrypt[1:],
		"truncated":                   good.Encrypt[:44],
		"a block is missing":          good.Encrypt[:64],
		"part of a block":             base64.StdEncoding.EncodeToString([]byte("0123456789")),
		"a flipped byte":              flip(t, good.Encrypt),
		"padding of 0":                seal(t, whole+pad(20, 0)),
		"padding of 33":               seal(t, random+pad(32+16, 33)),
		"padding that is not one":     seal(t, whole+pad(10, 20)+pad(10, 19)),
		"padding that differs early":  seal(t, whole+"x"+pad(19, 20)),
		"padding only":                seal(t, pad(32, 32)),
		"padding longer than it":      seal(t, pad(16, 32)),
		"no length":                   seal(t, random+"xyz"+pad(13, 13)),
		"a length beyond the end":     seal(t, random+"\x00\x00\x00\x19"+"hello"+appID+pad(20, 20)),
		"a length beyond all numbers": seal(t, random+"\xff\xff\xff\xff"+"hello"+appID+pad(20, 20)),
	} {
		body := "<xml><Encrypt>" + sealed + "</Encrypt></xml>"
		msg, err := c.Open(msgcrypt.Sign(token, "1", "2", sealed), "1", "2", []byte(body))
		if err != msgcrypt.ErrCipherText || msg != nil {
			t.Errorf("%s: %q, %v", name, msg, err)
		}
	}
	// What is whole except for its app id says so.
	for name, plain := range map[string]string{
		"another app id":      random + length + "hello" + "wxc0123456789abcdee" + pad(20, 20),
		"no app id":           random + length + "hello" + pad(7, 7),
		"more than an app id": random + length + "hello" + appID + "x" + pad(19, 19),
	} {
		sealed := seal(t, plain)
		_, err := c.Open(msgcrypt.Sign(token, "1", "2", sealed), "1", "2", []byte("<xml><Encrypt>"+sealed+"</Encrypt></xml>"))
		if err != msgcrypt.ErrAppID {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Padding of one AES block, as some senders pad, is read as well.
	sealed := seal(t, whole+pad(4, 4))
	if msg, err := c.Open(msgcrypt.Sign(token, "1", "2", sealed), "1", "2", []byte("<xml><Encrypt>"+sealed+"</Encrypt></xml>")); string(msg) != "hello" || err != nil {
		t.Errorf("padded to 16: %q, %v", msg, err)
	}
}

// flip changes one bit of the last block, which is padding and nothing else.
func flip(t *testing.T, text string) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)-1] ^= 1
	return base64.StdEncoding.EncodeToString(raw)
}

// TestSignature changes each thing that is signed.
func TestSignature(t *testing.T) {
	c := newCipher(t, appID, token, key1)
	e, err := c.Seal([]byte("hello"), "1715943329", "1590219412")
	if err != nil {
		t.Fatal(err)
	}
	body, err := e.ForComponent()
	if err != nil {
		t.Fatal(err)
	}
	other, err := c.Seal([]byte("hello"), "1715943329", "1590219412")
	if err != nil {
		t.Fatal(err)
	}
	otherBody, err := other.ForComponent()
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]struct {
		signature, timestamp, nonce string
		body                        []byte
	}{
		"signature":    {strings.Repeat("0", 40), e.Timestamp, e.Nonce, body},
		"short":        {e.MsgSignature[:39], e.Timestamp, e.Nonce, body},
		"none":         {"", e.Timestamp, e.Nonce, body},
		"upper case":   {strings.ToUpper(e.MsgSignature), e.Timestamp, e.Nonce, body},
		"timestamp":    {e.MsgSignature, "1715943330", e.Nonce, body},
		"nonce":        {e.MsgSignature, e.Timestamp, "1590219413", body},
		"another body": {e.MsgSignature, e.Timestamp, e.Nonce, otherBody},
		"the weak one": {msgcrypt.Sign(token, e.Timestamp, e.Nonce), e.Timestamp, e.Nonce, body},
	} {
		if msg, err := c.Open(q.signature, q.timestamp, q.nonce, q.body); !errors.Is(err, msgcrypt.ErrSignature) || msg != nil {
			t.Errorf("%s: %q, %v", name, msg, err)
		}
	}
}

// TestSizes opens and seals what is as long as may be, and longer.
func TestSizes(t *testing.T) {
	c := newCipher(t, appID, token, key1)
	for _, n := range []int{0, 1, 12, 13, 44, msgcrypt.MaxMessage} {
		msg := strings.Repeat("m", n)
		e, err := c.Seal([]byte(msg), "1", "2")
		if err != nil {
			t.Fatal(err)
		}
		body, err := e.ForComponent()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Open(e.MsgSignature, "1", "2", body); string(got) != msg || err != nil {
			t.Errorf("%d bytes: %d came back, %v", n, len(got), err)
		}
	}
	if _, err := c.Seal(make([]byte, msgcrypt.MaxMessage+1), "1", "2"); !errors.Is(err, msgcrypt.ErrSize) {
		t.Errorf("a message that is too long: %v", err)
	}
	if _, err := c.Open("", "1", "2", make([]byte, msgcrypt.MaxBody+1)); !errors.Is(err, msgcrypt.ErrSize) {
		t.Errorf("a body that is too long: %v", err)
	}
	c.Random = strings.NewReader("short")
	if _, err := c.Seal(nil, "1", "2"); err == nil {
		t.Error("sealed without random bytes")
	}
}
