package msgcrypt_test

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/msgcrypt"
)

// TestForms holds the three bodies to their published shape.
func TestForms(t *testing.T) {
	e := msgcrypt.Envelope{AppID: "wx1", Encrypt: "c2VhbGVk", MsgSignature: "5a", Timestamp: "17", Nonce: "42"}
	account := func() ([]byte, error) { return e.ForAccount("gh_1]]><Encrypt>&lt;") }
	for _, c := range []struct {
		form func() ([]byte, error)
		want string
	}{
		{e.ForComponent, "<xml><AppId><![CDATA[wx1]]></AppId><Encrypt><![CDATA[c2VhbGVk]]></Encrypt></xml>"},
		{e.ForReply, "<xml><Encrypt><![CDATA[c2VhbGVk]]></Encrypt><MsgSignature><![CDATA[5a]]></MsgSignature>" +
			"<TimeStamp>17</TimeStamp><Nonce><![CDATA[42]]></Nonce></xml>"},
		{account, "<xml><ToUserName><![CDATA[gh_1]]]]><![CDATA[><Encrypt>&lt;]]></ToUserName><Encrypt><![CDATA[c2VhbGVk]]></Encrypt></xml>"},
	} {
		if got, err := c.form(); string(got) != c.want || err != nil {
			t.Errorf("%s, %v; want %s", got, err, c.want)
		}
	}
	strange := msgcrypt.Envelope{AppID: "a\x00\xffb\uffff"}
	if body, err := strange.ForComponent(); err != nil || xml.Unmarshal(body, new(any)) != nil || !strings.Contains(string(body), "a\ufffd\ufffdb\ufffd") {
		t.Errorf("what XML cannot say is said: %q, %v", body, err)
	}
	body, err := account()
	if err != nil {
		t.Fatal(err)
	}
	var read struct{ ToUserName, Encrypt string }
	if err := xml.Unmarshal(body, &read); err != nil || read.ToUserName != "gh_1]]><Encrypt>&lt;" || read.Encrypt != "c2VhbGVk" {
		t.Errorf("what was quoted reads %+v, %v", read, err)
	}
}

// TestEnvelope opens bodies that are not what they should be.
func TestEnvelope(t *testing.T) {
	c := newCipher(t, appID, token, key1)
	e, err := c.Seal([]byte("hello"), "1", "2")
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{
		"plain text":     "<xml><Encrypt>" + e.Encrypt + "</Encrypt></xml>",
		"in parts":       "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xml><!-- x --><Encrypt><![CDATA[" + e.Encrypt[:10] + "]]>" + e.Encrypt[10:] + "</Encrypt><AgentID/></xml>\n",
		"numeric entity": "<xml><Encrypt>&#" + "100;</Encrypt></xml>",
		"deeper":         "<xml><a><Encrypt>no</Encrypt></a><Encrypt>" + e.Encrypt + "</Encrypt></xml>",
	} {
		_, err := c.Open(e.MsgSignature, "1", "2", []byte(body))
		if want := name == "numeric entity"; errors.Is(err, msgcrypt.ErrSignature) != want || !want && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	inside := "<Encrypt>" + e.Encrypt + "</Encrypt>"
	for name, body := range map[string]string{
		"nothing":          "",
		"no XML":           `{"Encrypt":"x"}`,
		"no Encrypt":       "<xml><AppId>wx1</AppId></xml>",
		"another root":     "<html>" + inside + "</html>",
		"two":              "<xml>" + inside + inside + "</xml>",
		"two roots":        "<xml>" + inside + "</xml><xml></xml>",
		"an element in it": "<xml><Encrypt>" + e.Encrypt + "<a/></Encrypt></xml>",
		"only deeper":      "<xml><a>" + inside + "</a></xml>",
		"not ended":        "<xml>" + inside,
		"ended wrongly":    "<xml>" + inside + "</html>",
		"document type":    "<!DOCTYPE xml><xml>" + inside + "</xml>",
		"an own entity":    `<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>`,
		"unknown entity":   "<xml><Encrypt>&a;</Encrypt></xml>",
		"another encoding": `<?xml version="1.0" encoding="gb2312"?><xml>` + inside + "</xml>",
		"very deep":        strings.Repeat("<xml>", 100_000),
	} {
		if msg, err := c.Open(e.MsgSignature, "1", "2", []byte(body)); !errors.Is(err, msgcrypt.ErrEnvelope) || msg != nil {
			t.Errorf("%s: %q, %v", name, msg, err)
		}
	}
}
