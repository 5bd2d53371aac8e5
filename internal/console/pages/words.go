package pages

import (
	"fmt"
	"net/http"

	texts "github.com/wxastore/wxastore/internal/words"
	"github.com/wxastore/wxastore/weixin"
)

// language is one that the pages speak, as it stands in the lang attribute.
type language string

const (
	english language = "en"
	chinese language = "zh"
)

// explains is the language of explanations of codes.
func (l language) explains() weixin.Language {
	if l == chinese {
		return weixin.Chinese
	}
	return weixin.English
}

// words are the texts of a language by their keys.
type words map[string]string

// readWords reads the texts of a language.
func readWords(name string) (words, error) {
	table, err := texts.Read(name)
	return words(table), err
}

// say returns the text of a key, with its arguments in place.
func (w words) say(key string, args ...any) (string, error) {
	text, ok := w[key]
	if !ok {
		return "", fmt.Errorf("no words for %q", key)
	}
	if len(args) > 0 {
		text = fmt.Sprintf(text, args...)
	}
	return text, nil
}

// words are those of the language of an answer.
func (s *site) words(r *http.Request) words {
	return s.renderings()[variant{"problem", languageOf(r)}].words
}

// name is what a value of a kind is called. One that has no name is shown as it
// is.
func (w words) name(kind string, value any) string {
	if text, ok := w[fmt.Sprintf("%s.%v", kind, value)]; ok {
		return text
	}
	return fmt.Sprint(value)
}

// languageCookie keeps the chosen language.
const languageCookie = "wxastore_language"

// languageOf is the language of an answer: the one chosen, else the browser's.
func languageOf(r *http.Request) language {
	if c, err := r.Cookie(languageCookie); err == nil {
		if l := language(c.Value); l == english || l == chinese {
			return l
		}
	}
	return accepted(r.Header.Get("Accept-Language"))
}

// accepted returns the language that an Accept-Language header likes best.
func accepted(header string) language { return language(texts.Accepted(header)) }

// chooseLanguage keeps the language that was chosen, and goes back.
func (s *site) chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	chosen := language(r.PostFormValue("language"))
	if chosen != english && chosen != chinese {
		return invalidf("there is no language %q", chosen)
	}
	http.SetCookie(w, &http.Cookie{
		Name: languageCookie, Value: string(chosen), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	})
	http.Redirect(w, r, ownPath(r.PostFormValue("back")), http.StatusSeeOther)
	return nil
}
