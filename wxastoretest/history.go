package wxastoretest

import (
	"context"
	"math"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// Change is one change of a store Mini Program.
type Change struct {
	// Version is that of the store Mini Program after the change, from 1 on.
	Version                     int64
	BeforeIntro, AfterIntro     string
	BeforeHeadimg, AfterHeadimg []byte
	// Caller is the app id of who made the change, RID the id of the call;
	// both are "" for a change that SetMerchant made.
	Caller string
	RID    weixin.RID
	At     time.Time
}

// History returns the changes of an account's store Mini Program, oldest first.
// What was refused and what would have changed nothing is not among them.
func (s *Server) History(appID string) []Change {
	s.t.Helper()
	changes, err := s.readHistory(context.Background(), appID)
	if err != nil {
		s.t.Errorf("history of %q: %v", appID, err)
	}
	return changes
}

func (s *Server) readHistory(ctx context.Context, appID string) ([]Change, error) {
	if _, err := s.readMerchant(ctx, appID); err != nil {
		return nil, err
	}
	kept, err := s.state.store.History(ctx, appID, 0, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, k := range kept {
		c := Change{
			Version: k.Version, BeforeIntro: k.BeforeIntro, AfterIntro: k.AfterIntro,
			Caller: k.Caller, RID: weixin.RID(k.RID), At: k.At,
		}
		if c.BeforeHeadimg, err = s.state.content(ctx, k.BeforeHeadimg); err != nil {
			return nil, err
		}
		if c.AfterHeadimg, err = s.state.content(ctx, k.AfterHeadimg); err != nil {
			return nil, err
		}
		changes = append(changes, c)
	}
	return changes, nil
}
