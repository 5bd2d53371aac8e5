package msgcrypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"io"

	"github.com/wxastore/wxastore/internal/said"
)

var (
	// ErrKey says that an EncodingAESKey is not 43 letters and digits.
	ErrKey = said.Errorf("msgcrypt: an EncodingAESKey has 43 letters and digits")
	// ErrEnvelope says that a body is not the XML around a cipher text.
	ErrEnvelope = said.Errorf("msgcrypt: the body is not an envelope")
	// ErrSignature says that the message is not from a sender that knows the token.
	ErrSignature = said.Errorf("msgcrypt: the signature is wrong")
	// ErrCipherText says that no key decrypts the cipher text. It never says
	// more, so that it does not show how far decryption came.
	ErrCipherText = said.Errorf("msgcrypt: the cipher text cannot be decrypted")
	// ErrAppID says that the message was decrypted and is for another app id.
	ErrAppID = said.Errorf("msgcrypt: the message is for another app id")
	// ErrSize says that a message or a body is longer than MaxMessage or
	// MaxBody.
	ErrSize = said.Errorf("msgcrypt: too long")
)

const (
	// MaxMessage is how many bytes a message may have.
	MaxMessage = 1 << 20
	// MaxBody is how many bytes the XML around an encrypted message may have.
	MaxBody = 2 << 20
)

const (
	keyChars   = 43
	randomSize = 16
	lengthSize = 4
	// padTo is the block that messages are padded to; it is not that of AES.
	padTo = 32
)

// Cipher seals and opens the messages of one app id. Its methods may be called
// at the same time.
type Cipher struct {
	// Random is where random bytes come from; nil is crypto/rand. It is set
	// before the first use.
	Random io.Reader

	appID, token string
	keys         []key
}

type key struct {
	block  cipher.Block
	vector []byte
}

// New returns the cipher of an app id, which is the platform's own where
// messages go to a third-party platform. Messages are sealed with the key and
// opened also with those that were used before; previous keys that are "" are
// passed over. A key that is none is ErrKey.
func New(appID, token, encodingAESKey string, previousKeys ...string) (*Cipher, error) {
	if appID == "" || token == "" {
		return nil, said.Errorf("msgcrypt: there must be an app id and a token")
	}
	c := &Cipher{appID: appID, token: token}
	for i, text := range append([]string{encodingAESKey}, previousKeys...) {
		if i > 0 && text == "" {
			continue
		}
		k, err := parseKey(text)
		if err != nil {
			return nil, err
		}
		c.keys = append(c.keys, k)
	}
	return c, nil
}

// parseKey reads an EncodingAESKey. Its last character carries two bits more
// than 32 bytes need; they are passed over.
func parseKey(text string) (key, error) {
	if len(text) != keyChars {
		return key{}, ErrKey
	}
	for _, c := range []byte(text) {
		if (c < '0' || '9' < c) && (c < 'A' || 'Z' < c) && (c < 'a' || 'z' < c) {
			return key{}, ErrKey
		}
	}
	raw, err := base64.StdEncoding.DecodeString(text + "=")
	if err != nil {
		return key{}, ErrKey
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return key{}, ErrKey
	}
	return key{block, raw[:aes.BlockSize]}, nil
}

// Seal encrypts and signs a message of up to MaxMessage bytes. timestamp, in
// Unix seconds, and nonce travel next to it, where the receiver finds them.
func (c *Cipher) Seal(msg []byte, timestamp, nonce string) (Envelope, error) {
	if len(msg) > MaxMessage {
		return Envelope{}, ErrSize
	}
	random := c.Random
	if random == nil {
		random = rand.Reader
	}
	size := randomSize + lengthSize + len(msg) + len(c.appID)
	pad := padTo - size%padTo
	plain := make([]byte, randomSize, size+pad)
	if _, err := io.ReadFull(random, plain); err != nil {
		return Envelope{}, said.Errorf("msgcrypt: random bytes: %w", err)
	}
	plain = binary.BigEndian.AppendUint32(plain, uint32(len(msg)))
	plain = append(append(plain, msg...), c.appID...)
	for range pad {
		plain = append(plain, byte(pad))
	}
	k := c.keys[0]
	cipher.NewCBCEncrypter(k.block, k.vector).CryptBlocks(plain, plain)
	text := base64.StdEncoding.EncodeToString(plain)
	return Envelope{
		AppID: c.appID, Encrypt: text, Timestamp: timestamp, Nonce: nonce,
		MsgSignature: Sign(c.token, timestamp, nonce, text),
	}, nil
}

// Open returns the message of a body that was pushed with these values in its
// query. It checks the signature before all else, then tries the keys, present
// one first, and the app id. What it returns as an error, except for its text, is
// ErrSize, ErrEnvelope, ErrSignature, ErrCipherText or ErrAppID; a sender is
// best shown none of it.
func (c *Cipher) Open(msgSignature, timestamp, nonce string, body []byte) ([]byte, error) {
	text, err := parse(body)
	if err != nil {
		return nil, err
	}
	want := Sign(c.token, timestamp, nonce, text)
	if subtle.ConstantTimeCompare([]byte(want), []byte(msgSignature)) != 1 {
		return nil, ErrSignature
	}
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(sealed) == 0 || len(sealed)%aes.BlockSize != 0 {
		return nil, ErrCipherText
	}
	failed := ErrCipherText
	for _, k := range c.keys {
		plain := make([]byte, len(sealed))
		cipher.NewCBCDecrypter(k.block, k.vector).CryptBlocks(plain, sealed)
		msg, appID, ok := split(plain)
		switch {
		case !ok:
		case string(appID) == c.appID:
			return msg, nil
		default:
			failed = ErrAppID
		}
	}
	return nil, failed
}

// split takes apart what was decrypted: the message and the app id behind it.
// It looks at the padding as a whole and at the length only then, and says
// neither which was wrong nor where.
func split(plain []byte) (msg, appID []byte, ok bool) {
	pad := int(plain[len(plain)-1])
	good := subtle.ConstantTimeLessOrEq(1, pad) & subtle.ConstantTimeLessOrEq(pad, padTo)
	for i := 1; i <= min(padTo, len(plain)); i++ {
		inside := subtle.ConstantTimeLessOrEq(i, pad)
		same := subtle.ConstantTimeByteEq(plain[len(plain)-i], byte(pad))
		good &= same | (1 ^ inside)
	}
	if good != 1 || len(plain)-pad < randomSize+lengthSize {
		return nil, nil, false
	}
	rest := plain[randomSize : len(plain)-pad]
	length := uint64(binary.BigEndian.Uint32(rest))
	rest = rest[lengthSize:]
	if length > uint64(len(rest)) || length > MaxMessage {
		return nil, nil, false
	}
	return rest[:length:length], rest[length:], true
}
