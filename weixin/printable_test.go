package weixin_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/wxastore/wxastore/weixin"
)

// No text that a server can send steers the terminal on which the error is
// printed, and no other text is changed.
func TestErrorsArePrintable(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		sent := "a" + string(r) + "b"
		err := weixin.Status{ErrCode: weixin.SystemError, ErrMsg: sent}.Err()
		said, ok := errors.AsType[*weixin.Error](err)
		if !ok {
			t.Fatal(err)
		}
		steers := unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
		for _, text := range []string{said.Text, said.Error(), fmt.Sprintf("%+v", err)} {
			if strings.ContainsRune(text, r) == steers {
				t.Errorf("U+%04X: the error says %q", r, text)
			}
		}
	}
	if got, want := weixin.Printable("\x1b[2J\x9b1mred\xff\r\nnext\tline 店"), "\uFFFD[2J\uFFFD1mred\uFFFD  next line 店"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
