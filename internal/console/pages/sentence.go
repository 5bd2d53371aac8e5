package pages

import texts "github.com/wxastore/wxastore/internal/words"

// sentence is the text of an error in the language of the words.
func (w words) sentence(err error) string { return texts.Table(w).Say(err) }

// sentencePrefix begins the keys of sentences. The rest of a key is their format
// in English.
const sentencePrefix = texts.Prefix
