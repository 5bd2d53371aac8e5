package client

import (
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// Attempt is what an observer is told of one request and its answer. No field holds a
// credential.
type Attempt struct {
	// Interface is the declared name of the called interface, such as
	// "modifywxastore". Fetches of tokens are attempts of their own.
	Interface string
	// Number is 1 for the first request of a call, and counts on where the call is
	// repeated: with a renewed token, or by Retry.
	Number int
	// Duration is the time from the request to the end of the answer; where that is a
	// file, to its beginning.
	Duration time.Duration
	// HTTPStatus is the status of the answer, 0 where none came.
	HTTPStatus int
	// Code is the errcode, 0 also where there is none.
	Code weixin.Code
	// RID is what Weixin calls the call, "" where the answer does not say: a success
	// mostly does not.
	RID weixin.RID
	// Err is the error, nil for a success.
	Err error
}
