package wxastoretest

import (
	"context"
	"math"
	"time"
)

// Authorization is what an account grants a platform.
type Authorization struct {
	// AppID is the account's.
	AppID string
	// PermissionSets are those that are granted, in ascending order.
	PermissionSets []int
	// AuthorizedAt is when the account granted them.
	AuthorizedAt time.Time
}

// Authorizations returns what accounts grant a platform, by app id. What was
// withdrawn, or died with a password, is not among them.
func (s *Server) Authorizations(component string) []Authorization {
	s.t.Helper()
	all, err := s.readAuthorizations(context.Background(), component)
	if err != nil {
		s.t.Errorf("authorizations of %q: %v", component, err)
	}
	return all
}

func (s *Server) readAuthorizations(ctx context.Context, component string) ([]Authorization, error) {
	if _, err := s.state.store.Component(ctx, component); err != nil {
		return nil, err
	}
	kept, _, err := s.state.store.Authorizations(ctx, component, 0, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	var all []Authorization
	for _, a := range kept {
		all = append(all, Authorization{a.AppID, a.PermissionSets, a.AuthorizedAt})
	}
	return all, nil
}
