// Package said has errors that can be said in other languages: the format is the key of
// the translation, and what stands in it may be such an error itself. Where a person
// reads an error, package words says it in their language.
//
// It owns the type. It does not own the translations (package words), nor what is wrong
// with a request (store.Mistake).
package said
