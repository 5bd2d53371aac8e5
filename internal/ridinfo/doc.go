// Package ridinfo looks calls up by their rid.
//
// It owns: who may see a call, until when, and what they are told of it. It does
// not own the journal that keeps calls.
//
// Page: weixin.GetRIDInfo.
package ridinfo
