package wxastoretest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/merchant"
	"github.com/wxastore/wxastore/internal/store"
)

// Merchant is an account's store Mini Program.
type Merchant struct {
	// Reviewing is set while the application is under review (85050).
	Reviewing       bool
	Nickname, Intro string
	// Headimg is the picture's bytes; nil if there is none.
	Headimg []byte
	// Version counts the changes, UpdatedAt is the last one's time, or before
	// the first that of the declaration; the account that is always there was
	// declared when the year 2000 began. They are read only.
	Version   int64
	UpdatedAt time.Time
}

func (m Merchant) state() store.MerchantState {
	if m.Reviewing {
		return store.MerchantReviewing
	}
	return store.MerchantApproved
}

// Merchant returns the store Mini Program of an account, which must have one.
func (s *Server) Merchant(appID string) Merchant {
	s.t.Helper()
	m, err := s.readMerchant(context.Background(), appID)
	if err != nil {
		s.t.Errorf("merchant %q: %v", appID, err)
	}
	return m
}

var errNoMerchant = errors.New("the account has no store Mini Program")

func (s *Server) readMerchant(ctx context.Context, appID string) (Merchant, error) {
	kept, err := s.state.store.Merchant(ctx, appID)
	if errors.Is(err, store.ErrNotFound) {
		return Merchant{}, errNoMerchant
	}
	if err != nil {
		return Merchant{}, err
	}
	m := Merchant{
		Reviewing: kept.State == store.MerchantReviewing, Nickname: kept.Nickname, Intro: kept.Intro,
		Version: kept.Version, UpdatedAt: kept.UpdatedAt,
	}
	m.Headimg, err = s.state.content(ctx, kept.Headimg)
	return m, err
}

// SetMerchant gives an account a store Mini Program, in the place of the one
// that is there. That counts as a change, but not towards the month's ceiling.
// Headimg must be an image that could be uploaded. One that is Reviewing has an
// application, which PassReview and FailReview decide.
func (s *Server) SetMerchant(appID string, m Merchant) {
	s.t.Helper()
	if err := s.writeMerchant(context.Background(), appID, m); err != nil {
		s.t.Errorf("set merchant %q: %v", appID, err)
	}
}

func (s *Server) writeMerchant(ctx context.Context, appID string, m Merchant) error {
	headimg, err := s.headimg(ctx, appID, m.Headimg)
	if err != nil {
		return err
	}
	set := store.Merchant{State: m.state(), Nickname: m.Nickname, Intro: m.Intro, Headimg: headimg}
	return (&merchant.Module{Store: s.state.store}).Put(ctx, appID, set, s.Now())
}

// headimg uploads the head image of an account, if there is one.
func (s *Server) headimg(ctx context.Context, appID string, content []byte) (store.Hash, error) {
	if _, err := s.state.store.Account(ctx, appID); err != nil || content == nil {
		return store.Hash{}, err
	}
	medium, err := s.running().AddMedium(ctx, appID, "image", content)
	if err != nil {
		return store.Hash{}, fmt.Errorf("head image: %w", err)
	}
	return medium.Blob, nil
}
