package main

import (
	"cmp"
	"os"
	"strings"

	"github.com/wxastore/wxastore/weixin"
)

// language is the choice of the language in which errcodes are explained.
type language struct {
	Lang string `enum:"en,zh,auto" default:"auto" help:"Language of explanations: en, zh, or auto, which is that of LC_ALL, LC_MESSAGES or LANG."`
}

func (l language) chosenLanguage() weixin.Language {
	switch l.Lang {
	case "en":
		return weixin.English
	case "zh":
		return weixin.Chinese
	}
	return environmentLanguage()
}

// environmentLanguage is what the first locale variable that is set says.
func environmentLanguage() weixin.Language {
	locale := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
	if strings.HasPrefix(strings.ToLower(locale), "zh") {
		return weixin.Chinese
	}
	return weixin.English
}

// labels stand before the parts of an explanation, aligned; unexplained stands
// for one that there is not.
type labels struct{ means, do, from, rid, unexplained string }

func labelsIn(lang weixin.Language) labels {
	if lang == weixin.Chinese {
		return labels{means: "  含义：", do: "  处理：", from: "  接口：", rid: "  rid： ", unexplained: "这个错误码还没有说明。"}
	}
	return labels{means: "  means: ", do: "  do:    ", from: "  from:  ", rid: "  rid:   ", unexplained: "There is no explanation of this code yet."}
}
