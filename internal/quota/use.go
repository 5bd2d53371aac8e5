package quota

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Use is what an account has used of an interface, and may use.
type Use struct {
	// Daily and PerMinute are the limits; a PerMinute of 0 is none.
	Daily, PerMinute int
	// Used and UsedMinute count the calls of this day and of this minute.
	Used, UsedMinute int
}

// Used returns what an account has used of an interface at a time, or
// store.ErrNotFound. What replicas have taken ahead counts as used for at most
// two seconds.
func (q *Quotas) Used(ctx context.Context, appID string, page weixin.Page, at time.Time) (Use, error) {
	day, minute := store.Span(weixin.Day(at)), store.Span(weixin.Minute(at))
	own, used, err := q.store.UsedQuota(ctx, appID, page.Name, []store.Span{day, minute})
	if err != nil {
		return Use{}, err
	}
	l := limitsOf(page, own)
	return Use{
		Daily: l.daily, PerMinute: l.perMinute, UsedMinute: used[1],
		Used: max(0, used[0]-q.ahead(counted{appID, page.Name}, day)),
	}, nil
}
