package command

import (
	"cmp"
	"os"
	"strings"

	"github.com/wxastore/wxastore/weixin"
)

// Language is the choice of the language in which errcodes are explained.
type Language struct {
	Lang string `enum:"en,zh,auto" default:"auto" help:"Language of explanations: en, zh, or auto, which is that of LC_ALL, LC_MESSAGES or LANG."`
}

// ChosenLanguage is what the flag says.
func (l Language) ChosenLanguage() weixin.Language {
	switch l.Lang {
	case "en":
		return weixin.English
	case "zh":
		return weixin.Chinese
	}
	return EnvironmentLanguage()
}

// EnvironmentLanguage is what the first locale variable that is set says.
func EnvironmentLanguage() weixin.Language {
	locale := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
	if strings.HasPrefix(strings.ToLower(locale), "zh") {
		return weixin.Chinese
	}
	return weixin.English
}

// Labels stand before the parts of an explanation, aligned. Unexplained stands
// in the place of an explanation that does not exist.
type Labels struct{ Means, Do, From, RID, Unexplained string }

// LabelsIn returns the labels of a language.
func LabelsIn(lang weixin.Language) Labels {
	if lang == weixin.Chinese {
		return Labels{Means: "  含义：", Do: "  处理：", From: "  接口：", RID: "  rid： ", Unexplained: "这个错误码还没有说明。"}
	}
	return Labels{Means: "  means: ", Do: "  do:    ", From: "  from:  ", RID: "  rid:   ", Unexplained: "There is no explanation of this code yet."}
}
