package blobs3

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/wxastore/wxastore/internal/wait"
)

const (
	// attempts is how often a request is made at most.
	attempts = 3
	// pause is waited before the second attempt, twice as long before the
	// third, give or take a half.
	pause = 100 * time.Millisecond
)

// try makes a request until it succeeds, is refused for good, or all attempts
// or the time are used up. Each attempt has its share of the time, so that one
// that hangs leaves some for the next.
func (b *Bucket) try(ctx context.Context, within time.Duration, request func(context.Context) error) error {
	whole, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var err error
	for n := range attempts {
		if n > 0 {
			about := pause << (n - 1)
			if wait.For(whole, about/2+rand.N(about)) != nil {
				break
			}
		}
		err = attempt(whole, within/attempts, request)
		if err == nil || !passing(err) || whole.Err() != nil {
			break
		}
	}
	if err != nil && ctx.Err() != nil {
		return ctx.Err() // the caller has gone
	}
	return b.explain(err, within)
}

func attempt(ctx context.Context, within time.Duration, request func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	return request(ctx)
}

// passing reports whether an error may be gone at the next attempt: everything
// but an answer that would be the same again, and a spool that is broken.
func passing(err error) bool {
	answer, ok := errors.AsType[minio.ErrorResponse](err)
	if !ok || answer.StatusCode == 0 {
		return !isLocal(err)
	}
	switch answer.StatusCode {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	case http.StatusConflict:
		return true // with another request for the same object, under way now
	}
	return answer.StatusCode >= 500
}

// isLocal reports whether it is this machine's disk that failed.
func isLocal(err error) bool {
	_, ok := errors.AsType[*fs.PathError](err)
	return ok
}

// isMissing reports whether the server says that there is no such object.
func isMissing(err error) bool {
	answer, ok := errors.AsType[minio.ErrorResponse](err)
	return ok && answer.Code == minio.NoSuchKey
}
