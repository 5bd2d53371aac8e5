package edge

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/weixin"
)

// everyKind has fields of the kinds that requests have, and of others.
type everyKind struct {
	ID     weixin.MediaID  `json:"id"`
	Text   string          `json:"text"`
	Number int             `json:"number"`
	Yes    bool            `json:"yes"`
	List   []string        `json:"list"`
	Table  map[string]any  `json:"table"`
	Any    any             `json:"any"`
	Raw    json.RawMessage `json:"raw"`
	Point  *string         `json:"point"`
	Empty  string          `json:""`
	Named  name            `json:"named"`
}

// name has the kind of a string, and says nothing of how it is read.
type name string

// decodePlainly is decodeJSON as plainly as encoding/json allows: it makes a
// map of all members first.
func decodePlainly(body []byte, fields []weixin.Param, req reflect.Value) error {
	if !utf8.Valid(body) {
		return errors.New("the body is not UTF-8")
	}
	if err := checkEscapes(body); err != nil {
		return err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return errors.New("the body is not a JSON object")
	}
	if members == nil {
		return errors.New("the body is null")
	}
	for _, p := range fields {
		raw, ok := members[p.Name]
		if !ok {
			continue
		}
		if err := json.Unmarshal(raw, req.Field(p.Index).Addr().Interface()); err != nil {
			return fmt.Errorf("%s is not a %s", p.Name, p.Type.Kind())
		}
	}
	return nil
}

// compareDecoded wants the same fields or the same error from both.
func compareDecoded(t interface{ Errorf(string, ...any) }, body []byte) {
	fields := weixin.Declaration{Request: reflect.TypeFor[everyKind]()}.Params()
	var got, want everyKind
	_, gotErr := decodeJSON(body, fields, reflect.ValueOf(&got).Elem())
	wantErr := decodePlainly(body, fields, reflect.ValueOf(&want).Elem())
	if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) || !reflect.DeepEqual(got, want) {
		t.Errorf("%q: %+v, %v; want %+v, %v", body, got, gotErr, want, wantErr)
	}
}

// object draws the text of an object with members of everyKind, of which most
// are good.
func object() *rapid.Generator[string] {
	space := rapid.SampledFrom([]string{"", "", "", " ", "\t\r\n "})
	key := rapid.SampledFrom([]string{
		`"id"`, `"text"`, `"number"`, `"yes"`, `"list"`, `"table"`, `"any"`, `"raw"`, `"point"`, `""`, `"a\"b"`, `"named"`,
		`"\u0069d"`, `"tex\u0074"`, `"Text"`, `"a\\"`, `"a\u0022b"`, `"other"`, `"门"`,
	})
	leaf := rapid.SampledFrom([]string{
		`""`, `"a"`, `"饺子"`, `"\u997a子"`, `"\\"`, `"\\\\\""`, `"{[,]}"`, `"\"]}"`, `"\ud83d\ude00"`, `"<\/b>"`, `"\\u0000"`, `"null"`,
		`0`, `-1.5e+3`, `12345678901234567890`, `true`, `false`, `null`, `{}`, `[]`, `[ ]`,
	})
	value := rapid.Deferred(func() *rapid.Generator[string] { return leaf })
	for range 3 {
		inner := value
		value = rapid.OneOf(leaf, leaf, rapid.Custom(func(t *rapid.T) string {
			values := rapid.SliceOfN(inner, 0, 3).Draw(t, "values")
			if rapid.Bool().Draw(t, "array") {
				return "[" + strings.Join(values, space.Draw(t, "space")+",") + space.Draw(t, "space") + "]"
			}
			for i := range values {
				values[i] = key.Draw(t, "key") + ":" + values[i]
			}
			return "{" + strings.Join(values, ",") + "}"
		}))
	}
	return rapid.Custom(func(t *rapid.T) string {
		var text strings.Builder
		write := func(token string) { text.WriteString(space.Draw(t, "space") + token) }
		write("{")
		for i := range rapid.IntRange(0, 6).Draw(t, "members") {
			if i > 0 {
				write(",")
			}
			write(key.Draw(t, "key"))
			write(":")
			write(value.Draw(t, "value"))
		}
		write("}")
		write("")
		return text.String()
	})
}

// TestDecodeJSONPlainly compares what is made of objects, whole ones and some in
// which something is missing or too much.
func TestDecodeJSONPlainly(t *testing.T) {
	wrong := rapid.SampledFrom([]string{
		"", "{", "}", "[", "]", `"`, `\`, ",", ":", "null", "0", " ", "\xff", "\x00", `\u0000`, `\ud83d`, "\u00a0", "\v", "{}",
	})
	rapid.Check(t, func(t *rapid.T) {
		body := object().Draw(t, "body")
		compareDecoded(t, []byte(body))
		from := rapid.IntRange(0, len(body)).Draw(t, "from")
		to := rapid.IntRange(from, min(len(body), from+2)).Draw(t, "to")
		compareDecoded(t, []byte(body[:from]+wrong.Draw(t, "wrong")+body[to:]))
	})
	for _, body := range []string{"", " ", "null", " null ", "[]", " [] ", `"a"`, "1", "true", "nul", "\ufeff{}"} {
		compareDecoded(t, []byte(body))
	}
	for _, depth := range []int{9_998, 9_999, 10_000, 10_001} { // the standard library has a limit
		compareDecoded(t, []byte(`{"any":`+strings.Repeat("[", depth)+strings.Repeat("]", depth)+`,"text":"a"}`))
	}
}
