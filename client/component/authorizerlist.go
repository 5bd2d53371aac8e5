package component

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// Authorizers returns the accounts that authorize the platform, as Weixin lists
// them: 500 with a call. It ends at its first error. The page is that of
// weixin.GetAuthorizerList.
func (c *Component) Authorizers(ctx context.Context) iter.Seq2[weixin.Authorizer, error] {
	return func(yield func(weixin.Authorizer, error) bool) {
		for offset := 0; ; {
			answer, err := c.listFrom(ctx, offset)
			if err != nil {
				yield(weixin.Authorizer{}, err)
				return
			}
			for _, a := range answer.List {
				if !yield(a, nil) {
					return
				}
			}
			offset += len(answer.List)
			if len(answer.List) == 0 || offset >= answer.TotalCount {
				return
			}
		}
	}
}

func (c *Component) listFrom(ctx context.Context, offset int) (weixin.AuthorizerListResponse, error) {
	return client.Do(ctx, c.calls, weixin.GetAuthorizerList, weixin.AuthorizerListRequest{
		ComponentAppID: c.appID, Offset: offset, Count: weixin.MaxAuthorizers,
	})
}

// Resync stores the refresh token of every account that Weixin lists, where the
// store has none or another, and returns how many those were. So a store that
// was lost, or restored from an old backup, is complete again without any account
// authorizing again. It removes nothing. Accounts whose refresh token Weixin does
// not list are passed over and named in an error at the end, ErrNoRefreshToken.
//
// Accounts that authorize or withdraw while the list is read shift its pages.
// An account that this hides is found by another Resync, or by Restore.
func (c *Component) Resync(ctx context.Context) (changed int, err error) {
	asked := time.Now()
	var missing []string
	for a, err := range c.Authorizers(ctx) {
		if err != nil {
			return changed, said.Errorf("listing the accounts: %w", err)
		}
		stored, err := c.restore(ctx, a.AuthorizerAppID, a.RefreshToken, asked)
		switch {
		case errors.Is(err, ErrNoRefreshToken):
			missing = append(missing, a.AuthorizerAppID)
		case err != nil:
			return changed, err
		case stored:
			changed++
		}
	}
	return changed, missingError(missing)
}

// missingError names accounts whose refresh tokens Weixin does not list.
func missingError(appIDs []string) error {
	const named = 20
	switch n := len(appIDs); {
	case n == 0:
		return nil
	case n > named:
		return said.Errorf("%s and %d more: %w", strings.Join(appIDs[:named], ", "), n-named, ErrNoRefreshToken)
	}
	return said.Errorf("%s: %w", strings.Join(appIDs, ", "), ErrNoRefreshToken)
}
