// Package journal keeps calls by rid.
//
// It owns: what is kept of a call and of an attempt to deliver an event (Entry),
// the queue of entries that are to be written, the masking of credentials in
// them, and the feed of new entries. It does not own how entries are stored (a
// Store does), nor who may look one up (package ridinfo). It imports nothing
// that makes calls or stores them.
package journal
