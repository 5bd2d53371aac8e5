package command

import (
	"cmp"
	"os"
	"strings"
	"sync"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/words"
	"github.com/wxastore/wxastore/weixin"
)

// LanguageOf is the language that a text names: en, zh, or for all else that of the
// first locale variable that is set.
func LanguageOf(name string) weixin.Language {
	switch name {
	case "en":
		return weixin.English
	case "zh":
		return weixin.Chinese
	}
	locale := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
	if strings.HasPrefix(strings.ToLower(locale), "zh") {
		return weixin.Chinese
	}
	return weixin.English
}

// chinese are the texts in Chinese: those of the command line, and what the service
// says to the operator. They are read once, when one is first asked for.
var chinese = sync.OnceValues(func() (own, service words.Table) {
	own, err := words.Read("cli.zh")
	if err != nil {
		return nil, nil // a test reads it
	}
	if service, err = words.Read("zh"); err != nil {
		return own, nil
	}
	return own, service
})

// translated is the Chinese of a text of the code.
func translated(english string) (string, bool) {
	own, service := chinese()
	// In the file a text is one line.
	if text, ok := own[strings.ReplaceAll(english, "\n", `\n`)]; ok {
		return strings.ReplaceAll(text, `\n`, "\n"), true
	}
	text, ok := service[words.Prefix+english]
	if !ok {
		text, ok = service[words.ErrorPrefix+english]
	}
	return text, ok
}

// Translate is a text of the code in a language. It keeps the blanks and ends of lines
// around it.
func Translate(lang weixin.Language, english string) string {
	bare := strings.TrimSpace(english)
	if lang != weixin.Chinese || bare == "" {
		return english
	}
	text, ok := translated(bare)
	if !ok {
		return english
	}
	return strings.Replace(english, bare, text, 1)
}

// TranslateTerm is a text of a declaration in a language: the title of an interface, or
// what a parameter is.
func TranslateTerm(lang weixin.Language, key, english string) string {
	if _, service := chinese(); lang == weixin.Chinese && service[key] != "" {
		return service[key]
	}
	return english
}

// Said is an error that can be said in other languages.
type Said = said.Error

// Errorf returns an error as fmt.Errorf does. The format is a constant.
func Errorf(format string, args ...any) error { return said.Errorf(format, args...) }

// ErrorText is the text of an error in a language.
func ErrorText(lang weixin.Language, err error) string {
	if lang != weixin.Chinese {
		return err.Error()
	}
	return words.Say(err, translated)
}
