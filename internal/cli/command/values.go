package command

import (
	"errors"
	"log/slog"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/weixin"
)

// Mappers read the values of flags and arguments: one reader a type, so that
// each refusal is a sentence that says what is allowed.
func Mappers() []kong.Option {
	kinds := kong.NewRegistry().RegisterDefaults().
		RegisterKind(reflect.String, read(func(text string) (string, error) { return text, nil })).
		RegisterKind(reflect.Int, read(readNumber[int])).
		RegisterKind(reflect.Int64, read(readNumber[int64])).
		RegisterKind(reflect.Float64, read(readFactor))
	options := []kong.Option{
		kong.TypeMapper(reflect.TypeFor[time.Duration](), read(readSpan)),
		kong.TypeMapper(reflect.TypeFor[time.Time](), read(readTime)),
		kong.TypeMapper(reflect.TypeFor[Secret](), read(func(text string) (Secret, error) { return NewSecret(text), nil })),
		kong.TypeMapper(reflect.TypeFor[slog.Level](), read(readLevel)),
		kong.TypeMapper(reflect.TypeFor[weixin.Code](), read(readCode)),
		kong.KindMapper(reflect.Bool, yesOrNo{}),
		kong.KindMapper(reflect.Slice, demanding{kinds.ForType(reflect.TypeFor[[]string]())}),
	}
	for _, t := range []reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[int64](), reflect.TypeFor[float64]()} {
		options = append(options, kong.KindMapper(t.Kind(), kinds.ForType(t)))
	}
	return options
}

var errNoValue = Errorf("its value is missing; one that begins with - is written as --flag=VALUE")

// demanding refuses a value that is not there.
type demanding struct{ kong.Mapper }

func (d demanding) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	if token := ctx.Scan.Peek(); !token.IsValue() {
		return errNoValue
	}
	return d.Mapper.Decode(ctx, target)
}

// read makes a mapper of a function that reads text.
func read[T any](parse func(string) (T, error)) kong.Mapper {
	return demanding{kong.MapperFunc(func(ctx *kong.DecodeContext, target reflect.Value) error {
		value, err := parse(ctx.Scan.Pop().String())
		if err == nil {
			target.Set(reflect.ValueOf(value).Convert(target.Type()))
		}
		return err
	})}
}

// yesOrNo reads a flag that is given or not, and may have a value all the same.
type yesOrNo struct{}

// IsBool tells the parser that no value need follow.
func (yesOrNo) IsBool() bool { return true }

func (yesOrNo) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	text := "true"
	if ctx.Scan.Peek().Type == kong.FlagValueToken {
		text = ctx.Scan.Pop().String()
	}
	switch strings.ToLower(text) {
	case "true", "yes", "1":
		target.SetBool(true)
	case "false", "no", "0":
		target.SetBool(false)
	default:
		return Errorf("%q is neither true nor false: leave the value out, or write true or false", text)
	}
	return nil
}

func readNumber[T int | int64](text string) (T, error) {
	n, err := strconv.ParseInt(text, 10, reflect.TypeFor[T]().Bits())
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, Errorf("%s is too large", text)
	case err != nil:
		return 0, Errorf("%q is not a whole number", text)
	case n < 0:
		return 0, Errorf("%s is negative: write 0 or more", text)
	}
	return T(n), nil
}

func readFactor(text string) (float64, error) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f < 0 || f-f != 0 {
		return 0, Errorf("%q is not a number of 0 or more, such as 60 or 0.5", text)
	}
	return f, nil
}

func readCode(text string) (weixin.Code, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0, Errorf("%q is not an errcode: write a number such as 40001 or -1", text)
	}
	return weixin.Code(n), nil
}

func readLevel(text string) (slog.Level, error) {
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
		if strings.EqualFold(text, level.String()) {
			return level, nil
		}
	}
	return 0, Errorf("%q is not a level: write debug, info, warn or error", text)
}

// readSpan reads a duration of Go before which there may be days.
func readSpan(text string) (time.Duration, error) {
	wrong := Errorf("%q is not a duration: write a number with its unit, such as 500ms, 30s, 5m, 2h, 3d or 1d12h", text)
	if strings.HasPrefix(text, "-") {
		return 0, Errorf("%s is negative: write a duration of 0 or more, such as 30s", text)
	}
	days, rest, hasDays := strings.Cut(text, "d")
	if !hasDays {
		days, rest = "0", text
	}
	n, err := strconv.ParseUint(days, 10, 16)
	if err != nil {
		return 0, wrong
	}
	whole := time.Duration(n) * 24 * time.Hour
	if hasDays && rest == "" {
		return whole, nil
	}
	part, err := time.ParseDuration(rest)
	if err != nil || part < 0 || whole+part < whole {
		return 0, wrong
	}
	return whole + part, nil
}

// readTime reads a time. Without a zone it is China's, as the service's days
// and months are.
func readTime(text string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	china := time.FixedZone("", 8*60*60)
	for _, form := range []string{time.DateOnly, "2006-01-02 15:04", "2006-01-02T15:04", time.DateTime, "2006-01-02T15:04:05"} {
		if at, err := time.ParseInLocation(form, text, china); err == nil {
			return at, nil
		}
	}
	return time.Time{}, Errorf("%q is not a time: write 2026-03-01 or 2026-03-01 15:04, which are China's, or 2026-03-01T15:04:05Z with a zone", text)
}
