package weixin_test

import (
	"strings"
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

func TestEveryDeclaredCodeHasTextAndExplanation(t *testing.T) {
	owners := map[weixin.Code]string{
		weixin.SystemError: "every interface", weixin.OK: "every interface",
		weixin.InvalidAccessToken: "a caller's view", weixin.InvalidURL: "an unknown path",
	}
	for _, d := range weixin.Declarations() {
		for _, code := range d.Codes() {
			owners[code] = d.Name
		}
	}
	for code, owner := range owners {
		if code.Text() == "" {
			t.Errorf("%d (%s) has no text in errcodes.tsv", code, owner)
		}
		e, ok := code.Explain()
		if !ok || e.Means == "" || e.Do == "" {
			t.Errorf("%d (%s) is not explained: %+v", code, owner, e)
		}
		for _, sentence := range []string{e.Means, e.Do} {
			if sentence != strings.TrimSpace(sentence) || !strings.HasSuffix(sentence, ".") {
				t.Errorf("%d (%s): not whole sentences: %q", code, owner, sentence)
			}
		}
	}
}

func TestUnknownCodeHasNoExplanation(t *testing.T) {
	if e, ok := weixin.Code(12345678).Explain(); ok {
		t.Errorf("12345678 is explained: %+v", e)
	}
}
