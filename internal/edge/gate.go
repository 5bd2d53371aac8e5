package edge

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

const (
	// maxUploads is how many uploads are under way at a time. Each needs a file,
	// a hundred kilobytes of memory and on the disk what it sends.
	maxUploads = 64
	// gateTime is how long an upload waits for another to end.
	gateTime = 10 * time.Second
)

// Drain waits until no upload is under way, and lets none begin after that.
func (a *API) Drain(ctx context.Context) error {
	for range cap(a.uploads) {
		select {
		case a.uploads <- struct{}{}:
		case <-ctx.Done():
			return fmt.Errorf("edge: wait for uploads to end: %w", ctx.Err())
		}
	}
	return nil
}

// gate lets a number of uploads through at a time.
type gate chan struct{}

// enter waits until the upload may begin. leave is called at its end.
//
//fidelity:differs uploads at a time | not known | 64; a further one waits up to 10 s and is then answered -1 | memory, descriptors and disk stay bounded
func (g gate) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-g }
	select {
	case g <- struct{}{}:
		return leave, nil
	default:
	}
	timer := time.NewTimer(gateTime)
	defer timer.Stop()
	select {
	case g <- struct{}{}:
		return leave, nil
	case <-timer.C:
		return nil, Refuse(weixin.SystemError, "%d uploads are under way, and none ended within %s", cap(g), gateTime)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
