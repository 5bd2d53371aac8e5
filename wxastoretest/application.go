package wxastoretest

import (
	"context"

	"github.com/wxastore/wxastore/internal/merchant"
	"github.com/wxastore/wxastore/internal/store"
)

// Application is an application for a store Mini Program.
type Application struct {
	// State is how far it is; "" is ReviewReviewing.
	State ReviewState
	// Reason is why it failed or was refused.
	Reason          string
	Nickname, Intro string
	// Headimg is the picture's bytes; nil if there is none.
	Headimg []byte
}

// SetApplication gives an account an application, in the place of the store Mini Program
// that is there, and leaves the account as the application's state leaves it: once it has
// passed, with a store Mini Program. It makes no call and pushes no event. An account that
// has never applied is one that AddAccount declares without a Merchant.
func (s *Server) SetApplication(appID string, a Application) {
	s.t.Helper()
	if err := s.putApplication(context.Background(), appID, a); err != nil {
		s.t.Errorf("set application of %q: %v", appID, err)
	}
}

func (s *Server) putApplication(ctx context.Context, appID string, a Application) error {
	if a.State == "" {
		a.State = ReviewReviewing
	}
	if err := a.State.check(); err != nil {
		return err
	}
	headimg, err := s.headimg(ctx, appID, a.Headimg)
	if err != nil {
		return err
	}
	applied := store.Merchant{Nickname: a.Nickname, Intro: a.Intro, Headimg: headimg}
	as := store.Review{State: store.ReviewState(a.State), Reason: a.Reason}
	return (&merchant.Module{Store: s.state.store}).PutApplication(ctx, appID, applied, as, s.Now())
}
