package pages

import (
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
)

// sentence is the text of an error in the language of the words. What has no
// translation is said in English: the texts of other people's libraries.
func (w words) sentence(err error) string {
	s, ok := err.(store.Sentence) //nolint:errorlint // one that is wrapped is not the whole text
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
