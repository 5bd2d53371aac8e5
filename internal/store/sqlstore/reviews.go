package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Review returns a review, or store.ErrNotFound.
func (s *Store) Review(ctx context.Context, appID string, auditID int64) (store.Review, error) {
	return readOne(ctx, s, declared.reviews, "review", store.ReviewKey(appID, auditID))
}

// Reviewer returns how an account's reviews are decided.
func (s *Store) Reviewer(ctx context.Context, appID string) (store.Reviewer, error) {
	r, err := readOne(ctx, s, declared.reviewers, "reviewer", store.ReviewerKey(appID))
	if errors.Is(err, store.ErrNotFound) {
		return store.Reviewer{AppID: appID}, nil
	}
	return r, err
}

// notDue is what is kept of the zero time.
var notDue = time.Time{}.UnixMilli()

var (
	selectDueReviews = `SELECT ` + declared.reviews.list + ` FROM reviews AS t
	WHERE t.due_at > ?1 AND t.due_at <= ?2 ORDER BY t.due_at LIMIT ?3`
	selectNextReview = `SELECT t.due_at FROM reviews AS t WHERE t.due_at > ?1 ORDER BY t.due_at LIMIT 1`
)

// DueReviews returns up to limit reviews that are due at a time.
func (s *Store) DueReviews(ctx context.Context, at time.Time, limit int) ([]store.Review, error) {
	list, err := readList(ctx, s.db, declared.reviews, selectDueReviews, notDue, at.UnixMilli(), limit)
	if err != nil {
		return nil, fmt.Errorf("store: list due reviews: %w", err)
	}
	return list, nil
}

// NextReview returns when the next review is due.
func (s *Store) NextReview(ctx context.Context) (time.Time, error) {
	var due time.Time
	if _, err := s.db.Row(ctx, selectNextReview, []any{notDue}, timeColumn{&due}); err != nil {
		return time.Time{}, fmt.Errorf("store: look for the next review: %w", err)
	}
	return due, nil
}

// reviewsQuery is the query of a list. Its parameters are those of the filter, then
// the place after which the page begins, then the limit. An account's are in the order
// of their audit ids, which is that of their writes; their times are those of the calls.
func reviewsQuery(f store.ReviewFilter) (query string, args []any) {
	query = `SELECT ` + declared.reviews.list + ` FROM reviews AS t WHERE `
	for _, c := range []struct{ column, value string }{{"app_id", f.AppID}, {"kind", string(f.Kind)}, {"state", string(f.State)}} {
		if c.value != "" {
			args = append(args, c.value)
			query += `t.` + c.column + ` = ?` + strconv.Itoa(len(args)) + ` AND `
		}
	}
	n := len(args)
	if f.AppID != "" {
		return query + fmt.Sprintf(`t.audit_id < ?%d ORDER BY t.audit_id DESC LIMIT ?%d`, n+1, n+2), args
	}
	return query + fmt.Sprintf(`(t.submitted_at, t.app_id, t.audit_id) < (?%d, ?%d, ?%d)
	ORDER BY t.submitted_at DESC, t.app_id DESC, t.audit_id DESC LIMIT ?%d`, n+1, n+2, n+3, n+4), args
}

// Reviews returns up to limit reviews that the filter selects, the newest first, and
// the After of those that follow.
func (s *Store) Reviews(ctx context.Context, f store.ReviewFilter, limit int) ([]store.Review, string, error) {
	if limit <= 0 {
		return nil, "", nil
	}
	from := []any{int64(math.MaxInt64), "", int64(math.MaxInt64)}
	if f.After != "" {
		at, rest, _ := strings.Cut(f.After, ":")
		appID, id, ok := strings.Cut(rest, ":")
		ms, atErr := strconv.ParseInt(at, 10, 64)
		auditID, idErr := strconv.ParseInt(id, 10, 64)
		if !ok || atErr != nil || idErr != nil {
			return nil, "", store.NewBadCursor(f.After)
		}
		from = []any{ms, appID, auditID}
	}
	if f.AppID != "" {
		from = from[2:]
	}
	query, args := reviewsQuery(f)
	list, err := readList(ctx, s.db, declared.reviews, query, append(append(args, from...), limit+1)...)
	if err != nil {
		return nil, "", fmt.Errorf("store: list reviews: %w", err)
	}
	if len(list) <= limit {
		return list, "", nil
	}
	last := list[limit-1]
	return list[:limit], fmt.Sprintf("%d:%s:%d", last.SubmittedAt.UnixMilli(), last.AppID, last.AuditID), nil
}
