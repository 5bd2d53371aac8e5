// Package journal keeps calls by rid.
//
// It owns: the queue of calls that are to be written, the masking of
// credentials in them, the feed of new calls, and the interface that looks a
// call up. It does not own how calls are stored.
//
// Page: weixin.GetRIDInfo.
package journal
