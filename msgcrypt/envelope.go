package msgcrypt

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/said"
)

// Envelope is an encrypted message with what belongs to it.
type Envelope struct {
	// AppID is that of the cipher.
	AppID string
	// Encrypt is the cipher text, in base64.
	Encrypt string
	// MsgSignature signs it, together with Timestamp and Nonce.
	MsgSignature, Timestamp, Nonce string
}

// ForComponent is the body of an event that is pushed to a third-party
// platform.
func (e Envelope) ForComponent() ([]byte, error) {
	return form(struct {
		XMLName xml.Name `xml:"xml"`
		AppID   cdata    `xml:"AppId"`
		Encrypt cdata    `xml:"Encrypt"`
	}{AppID: quoted(e.AppID), Encrypt: quoted(e.Encrypt)})
}

// ForAccount is the body of a message that is pushed to an account. name is the
// account's original id.
func (e Envelope) ForAccount(name string) ([]byte, error) {
	return form(struct {
		XMLName    xml.Name `xml:"xml"`
		ToUserName cdata    `xml:"ToUserName"`
		Encrypt    cdata    `xml:"Encrypt"`
	}{ToUserName: quoted(name), Encrypt: quoted(e.Encrypt)})
}

// ForCompat is the body of a message that is pushed in the compatible mode: the XML of
// the message, with the encrypted one as its last element.
func (e Envelope) ForCompat(message []byte) ([]byte, error) {
	end := bytes.LastIndex(message, []byte("</xml>"))
	if end < 0 {
		return nil, ErrEnvelope
	}
	encrypt, err := form(struct {
		XMLName xml.Name `xml:"Encrypt"`
		cdata
	}{cdata: quoted(e.Encrypt)})
	return slices.Concat(message[:end], encrypt, message[end:]), err
}

// ForReply is the body of an answer to a push.
func (e Envelope) ForReply() ([]byte, error) {
	return form(struct {
		XMLName      xml.Name `xml:"xml"`
		Encrypt      cdata    `xml:"Encrypt"`
		MsgSignature cdata    `xml:"MsgSignature"`
		TimeStamp    string   `xml:"TimeStamp"`
		Nonce        cdata    `xml:"Nonce"`
	}{Encrypt: quoted(e.Encrypt), MsgSignature: quoted(e.MsgSignature), TimeStamp: e.Timestamp, Nonce: quoted(e.Nonce)})
}

// cdata is text that is written as Weixin writes it.
type cdata struct {
	Text string `xml:",cdata"`
}

// quoted is a text without what XML cannot say, which is replaced.
func quoted(text string) cdata {
	return cdata{strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return utf8.RuneError
		}
		return r // what is not UTF-8 is the replacement already
	}, text)}
}

func form(v any) ([]byte, error) {
	body, err := xml.Marshal(v)
	if err != nil {
		return nil, said.Errorf("msgcrypt: encode envelope: %w", err)
	}
	return body, nil
}

// parse returns the one Encrypt of an envelope. Nothing that could make the
// parser do more than read is let through: no document type, no entity but
// XML's own five.
func parse(body []byte) (string, error) {
	if len(body) > MaxBody {
		return "", ErrSize
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	var text strings.Builder
	depth, roots, inside, found := 0, 0, false, false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", ErrEnvelope
		}
		switch token := token.(type) {
		case xml.Directive:
			return "", ErrEnvelope
		case xml.StartElement:
			depth++
			if depth == 1 {
				roots++
			}
			encrypt := depth == 2 && token.Name.Local == "Encrypt"
			if inside || encrypt && found || roots > 1 || depth == 1 && token.Name.Local != "xml" {
				return "", ErrEnvelope
			}
			if encrypt {
				inside, found = true, true
			}
		case xml.EndElement:
			depth--
			inside = false
		case xml.CharData:
			if inside {
				text.Write(token)
			}
		}
	}
	if !found {
		return "", ErrEnvelope
	}
	return text.String(), nil
}
