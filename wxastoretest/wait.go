package wxastoretest

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/weixin"
)

// WaitForCalls waits until an interface, such as weixin.ModifyMerchant.Name, was called at
// least n times since the service was started, refused calls included, and returns these
// calls. It is for code that calls on its own time. If ctx ends before, the test fails.
func (s *Server) WaitForCalls(ctx context.Context, name string, n int) []Call {
	s.t.Helper()
	var calls []Call
	err := s.await(ctx, func(context.Context) (bool, error) {
		calls = s.CallsOf(name)
		return len(calls) >= n, nil
	})
	if err != nil {
		s.t.Errorf("%s was called %d times, want %d: %v\n%s", name, len(calls), n, err, list(s.Calls()))
	}
	return calls
}

// WaitForIntro waits until the introduction of a store Mini Program is as wanted. If ctx
// ends before, the test fails.
func (s *Server) WaitForIntro(ctx context.Context, appID, want string) {
	s.t.Helper()
	s.waitForMerchant(ctx, appID, "intro "+want, func(m Merchant) bool { return m.Intro == want })
}

// WaitForHeadimg waits until the head image of a store Mini Program has the wanted
// bytes. If ctx ends before, the test fails.
func (s *Server) WaitForHeadimg(ctx context.Context, appID string, want []byte) {
	s.t.Helper()
	s.waitForMerchant(ctx, appID, "head image "+picture(want), func(m Merchant) bool { return string(m.Headimg) == string(want) })
}

func (s *Server) waitForMerchant(ctx context.Context, appID, want string, good func(Merchant) bool) {
	s.t.Helper()
	var last Merchant
	err := s.await(ctx, func(ctx context.Context) (bool, error) {
		m, err := s.readMerchant(ctx, appID)
		if err == nil {
			last = m
		}
		return err == nil && good(m), err
	})
	if err != nil {
		s.t.Errorf("%s waited for %s: %v; it has the intro %q and the head image %s\n%s",
			appID, want, err, last.Intro, picture(last.Headimg), s.lastCall(weixin.ModifyMerchant.Name))
	}
}

// await waits until look has found what it looks for, which it does again whenever
// something has changed, also beyond a Restart. It returns the error of look, or why ctx
// ended.
func (s *Server) await(ctx context.Context, look func(context.Context) (found bool, err error)) error {
	for {
		err := s.awaitRunning(ctx, look)
		switch {
		case ctx.Err() != nil && err != nil:
			return context.Cause(ctx)
		case !errors.Is(err, errRestarted):
			return err
		}
	}
}

var (
	errRestarted = errors.New("the service was stopped meanwhile")
	errEnded     = errors.New("the server is closed")
)

// awaitRunning is await until the service stops.
func (s *Server) awaitRunning(ctx context.Context, look func(context.Context) (found bool, err error)) error {
	if s.hasEnded() {
		return errEnded
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	changes := s.running().Subscribe(ctx)
	for {
		if found, err := look(ctx); found || err != nil {
			return err
		}
		if _, more := <-changes; !more {
			return errRestarted
		}
	}
}

func (s *Server) hasEnded() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.closed
}
