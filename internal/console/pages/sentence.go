package pages

import (
	"fmt"
)

// sentence is an error whose text can be said in another language than English:
// translations are found by its format, and an argument may be one, too.
type sentence interface {
	error
	Sentence() (format string, args []any)
}

// sentence is the text of an error in the language of the words. What has no
// translation is said in English: the texts of other people's libraries.
func (w words) sentence(err error) string {
	s, ok := err.(sentence) //nolint:errorlint // one that is wrapped is not the whole text
	if !ok {
		return err.Error()
	}
	format, args := s.Sentence()
	translated, ok := w[sentencePrefix+format]
	if !ok {
		return err.Error()
	}
	said := make([]any, len(args))
	for i, arg := range args {
		said[i] = arg
		if inner, ok := arg.(error); ok {
			said[i] = w.sentence(inner)
		}
	}
	return fmt.Sprintf(translated, said...)
}

// sentencePrefix begins the keys of sentences. The rest of a key is their format
// in English.
const sentencePrefix = "say."
