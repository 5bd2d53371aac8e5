package edge

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wxastore/wxastore/weixin"
)

func decodeModify(body []byte) (weixin.ModifyMerchantRequest, error) {
	var req weixin.ModifyMerchantRequest
	d := newDecoder(weixin.ModifyMerchant.Declared())
	_, err := decodeJSON(body, d.fields, reflect.ValueOf(&req).Elem())
	return req, err
}

// TestDecodeJSON holds what becomes of bodies.
func TestDecodeJSON(t *testing.T) {
	type req = weixin.ModifyMerchantRequest
	for body, want := range map[string]req{
		`{}`:                                    {},
		` {"intro" : "a"} `:                     {Intro: "a"},
		`{"intro":"a","intro":"b"}`:             {Intro: "b"},
		`{"Intro":"a"}`:                         {},
		`{"headimg_mediaid":null,"intro":null}`: {},
		`{"headimg_mediaid":12345678901234567890}`:      {HeadimgMediaID: "12345678901234567890"},
		`{"headimg_mediaid":-1.50}`:                     {HeadimgMediaID: "-1.50"},
		`{"intro":"\u003cb\u003e\u0026<b>&<\/b>"}`:      {Intro: "<b>&<b>&</b>"},
		`{"intro":"\ud83d\ude00😀"}`:                     {Intro: "😀😀"},
		`{"intro":"\\u0000\\ud800"}`:                    {Intro: `\u0000\ud800`},
		`{"intro":"` + strings.Repeat("字", 9999) + `"}`: {Intro: strings.Repeat("字", 9999)},
	} {
		got, err := decodeModify([]byte(body))
		if err != nil || got != want {
			t.Errorf("%.60s: %+v, %v", body, got, err)
		}
	}
	for _, body := range []string{
		``, ` `, `null`, `[]`, `"a"`, `1`, `{`, `{"intro":}`, `{"intro":"a"}{}`, `{"intro":1}`, `{"intro":["a"]}`,
		`{"headimg_mediaid":{}}`, `{"headimg_mediaid":true}`, `{"intro":"\ud83d"}`, `{"intro":"\ude00\ud83d"}`,
		`{"intro":"\ud83dx"}`, `{"intro":"a\u0000b"}`, "{\"intro\":\"\xff\"}", "\xef\xbb\xbf{}", `{'intro':'a'}`,
	} {
		if got, err := decodeModify([]byte(body)); err == nil {
			t.Errorf("%q was read as %+v", body, got)
		}
	}
}

// FuzzJSONBody decodes bodies and checks what came out against the standard
// decoder, and against a plainer way to the same.
func FuzzJSONBody(f *testing.F) {
	for _, body := range []string{
		`{"headimg_mediaid":"","intro":"修改的内容"}`, `{"headimg_mediaid":null}`, `{"headimg_mediaid":123}`,
		`{"intro":"\ud83d\ude00"}`, `{"intro":"\ud83d"}`, `{"intro":"\u0000"}`, `{"a":{"b":[1,2,{"c":null}]}}`, `{`, `null`, `{"intro":"\\`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		compareDecoded(t, body)
		got, err := decodeModify(body)
		if err != nil {
			return
		}
		if !utf8.ValidString(got.Intro) || strings.Contains(got.Intro, "\x00") {
			t.Errorf("an intro no database keeps: %q", got.Intro)
		}
		var members map[string]any
		if err := json.Unmarshal(body, &members); err != nil {
			t.Fatalf("read a body that is not a JSON object: %q", body)
		}
		if intro, ok := members["intro"].(string); ok && intro != got.Intro {
			t.Errorf("intro is %q, want %q", got.Intro, intro)
		}
	})
}
