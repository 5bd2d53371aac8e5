package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

func exerciseReviews(t *testing.T, open opener) {
	t.Run("Records", func(t *testing.T) { reviewRecords(t, open(t)) })
	t.Run("Lists", func(t *testing.T) { reviewLists(t, open(t)) })
	t.Run("Due", func(t *testing.T) { dueReviews(t, open(t)) })
	t.Run("AtEnd", func(t *testing.T) { atEnd(t, open(t)) })
}

// review is a review in which no field is zero.
func review(appID string, auditID int64) store.Review {
	return store.Review{
		AppID: appID, AuditID: auditID, Kind: store.ReviewPlace, Subject: "2708071440732747189", Name: "饺子 <&>",
		Pictures: []string{hashOf("picture").String()}, State: store.ReviewFailed, Reason: "不清楚 <&>",
		SubmittedAt: kept(noon()), DueAt: kept(noon().Add(time.Second)), DecidedAt: kept(noon().Add(time.Minute)),
	}
}

// reviewer is a reviewer in which no field is zero.
func reviewer(appID string) store.Reviewer {
	return store.Reviewer{AppID: appID, LastAuditID: 414569513, Rules: []store.ReviewRule{
		{Kind: store.ReviewApplication, Like: "饺子", Every: 3, Code: 85029, Refused: true, Reason: "no <&>"}, {},
	}}
}

// application is an application in which no field is zero.
func application(appID string, auditID int64) store.Application {
	return store.Application{
		AppID: appID, AuditID: auditID, FirstCategory: 278, SecondCategory: 280, Nickname: "饺子 <&>", Intro: "<b>",
		Headimg: hashOf("picture"), OrgCode: hashOf("picture"), Papers: []string{hashOf("picture").String()}, OtherFiles: []string{"other"},
	}
}

// addReviews adds reviews in one write.
func addReviews(t *testing.T, s Writes, all ...store.Review) {
	t.Helper()
	err := s.Write(context.Background(), nil, func(tx store.Tx) error {
		for _, r := range all {
			tx.AddReview(r)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func reviewRecords(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	addReviews(t, s, review("wx1", 414569513))
	if got, err := s.Review(ctx, "wx1", 414569513); err != nil || cmp.Diff(review("wx1", 414569513), got) != "" {
		t.Errorf("Review: %v\n%s", err, cmp.Diff(review("wx1", 414569513), got))
	}
	for appID, auditID := range map[string]int64{"wx1": 414569514, "wx2": 414569513} {
		if _, err := s.Review(ctx, appID, auditID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Review %d of %s: %v, want ErrNotFound", auditID, appID, err)
		}
	}
	if got, err := s.Reviewer(ctx, "wx1"); err != nil || cmp.Diff(store.Reviewer{AppID: "wx1"}, got) != "" {
		t.Errorf("Reviewer of none: %+v, %v", got, err)
	}

	keys := []store.Key{store.AccountKey("wx1"), store.ReviewKey("wx1", 414569513), store.ReviewerKey("wx1")}
	changed := review("wx1", 414569513)
	changed.State, changed.Reason, changed.Pictures, changed.DueAt = store.ReviewPassed, "", nil, time.Time{}
	err := s.Write(ctx, keys, func(tx store.Tx) error {
		if got, err := tx.Review("wx1", 414569513); err != nil || cmp.Diff(review("wx1", 414569513), got) != "" {
			t.Errorf("a write reads %+v, %v", got, err)
		}
		if _, err := tx.Review("wx1", 1); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a write reads a review that is not there: %v", err)
		}
		if got, err := tx.Reviewer("wx1"); err != nil || cmp.Diff(store.Reviewer{AppID: "wx1"}, got) != "" {
			t.Errorf("a write reads the reviewer %+v, %v", got, err)
		}
		tx.PutReview(changed)
		if _, err := tx.Application("wx1", 414569513); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a write reads an application that is not there: %v", err)
		}
		tx.PutApplication(application("wx1", 414569513))
		tx.PutReviewer(reviewer("wx1"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	changed.DueAt = kept(time.Time{})
	if got, err := s.Review(ctx, "wx1", 414569513); err != nil || cmp.Diff(changed, got) != "" {
		t.Errorf("Review: %v\n%s", err, cmp.Diff(changed, got))
	}
	if got, err := s.Reviewer(ctx, "wx1"); err != nil || cmp.Diff(reviewer("wx1"), got) != "" {
		t.Errorf("Reviewer: %v\n%s", err, cmp.Diff(reviewer("wx1"), got))
	}
	if got, err := s.Application(ctx, "wx1", 414569513); err != nil || cmp.Diff(application("wx1", 414569513), got) != "" {
		t.Errorf("Application: %v\n%s", err, cmp.Diff(application("wx1", 414569513), got))
	}
	if _, err := s.Application(ctx, "wx1", 1); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Application of none: %v, want ErrNotFound", err)
	}
	err = s.Write(ctx, keys, func(tx store.Tx) error { tx.AddReview(changed); return nil })
	if !errors.Is(err, store.ErrConflict) {
		t.Errorf("a review that is there is added: %v, want ErrConflict", err)
	}
}

func reviewLists(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2", "wx3")
	var all []store.Review
	for i, appID := range []string{"wx1", "wx2", "wx1", "wx1", "wx2", "wx2"} {
		r := review(appID, int64(100_000_001+i))
		r.SubmittedAt = kept(noon().Add(time.Duration(i/2) * time.Hour)) // two each
		if i%3 == 0 {
			r.Kind = store.ReviewApplication
		}
		if i > 3 {
			r.State = store.ReviewPassed
		}
		all = append(all, r)
	}
	addReviews(t, s, all...)
	// By time, account and audit id, of an account by audit id, the newest first.
	order := []int64{100_000_006, 100_000_005, 100_000_004, 100_000_003, 100_000_002, 100_000_001}
	for _, c := range []struct {
		filter store.ReviewFilter
		want   []int64
	}{
		{store.ReviewFilter{}, order},
		{store.ReviewFilter{AppID: "wx1"}, []int64{100_000_004, 100_000_003, 100_000_001}},
		{store.ReviewFilter{Kind: store.ReviewApplication}, []int64{100_000_004, 100_000_001}},
		{store.ReviewFilter{State: store.ReviewPassed}, []int64{100_000_006, 100_000_005}},
		{store.ReviewFilter{Kind: store.ReviewPlace, State: store.ReviewFailed}, []int64{100_000_003, 100_000_002}},
		{store.ReviewFilter{AppID: "wx2", Kind: store.ReviewPlace, State: store.ReviewPassed}, []int64{100_000_006, 100_000_005}},
		{store.ReviewFilter{Kind: store.ReviewStore}, nil},
	} {
		for _, limit := range []int{1, 2, 10} {
			var got []int64
			for f := c.filter; ; {
				page, next, err := s.Reviews(ctx, f, limit)
				if err != nil {
					t.Fatalf("Reviews(%+v): %v", f, err)
				}
				for _, r := range page {
					got = append(got, r.AuditID)
				}
				if next == "" {
					break
				}
				f.After = next
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("Reviews(%+v) by %d (-want +got):\n%s", c.filter, limit, diff)
			}
		}
	}
	// Of two calls at the same time the one that came first may be written last.
	first, second := review("wx3", 100_000_001), review("wx3", 100_000_002)
	first.SubmittedAt = kept(second.SubmittedAt.Add(time.Minute))
	addReviews(t, s, first, second)
	if list, _, err := s.Reviews(ctx, store.ReviewFilter{AppID: "wx3", Kind: first.Kind}, 1); err != nil || len(list) != 1 || list[0].AuditID != second.AuditID {
		t.Errorf("the newest review of an account: %+v, %v, want %d", list, err, second.AuditID)
	}
	if _, _, err := s.Reviews(ctx, store.ReviewFilter{After: "none"}, 1); !errors.As(err, new(store.BadCursor)) {
		t.Errorf("Reviews after nothing: %v, want a BadCursor", err)
	}
}

func dueReviews(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1")
	if next, err := s.NextReview(ctx); err != nil || !next.IsZero() {
		t.Errorf("NextReview of none: %v, %v", next, err)
	}
	later, sooner, never := review("wx1", 100_000_001), review("wx1", 100_000_002), review("wx1", 100_000_003)
	sooner.DueAt, never.DueAt = kept(noon()), time.Time{}
	addReviews(t, s, later, sooner, never)
	if next, err := s.NextReview(ctx); err != nil || !next.Equal(sooner.DueAt) {
		t.Errorf("NextReview: %v, %v, want %v", next, err, sooner.DueAt)
	}
	for _, c := range []struct {
		at    time.Time
		limit int
		want  []store.Review
	}{
		{sooner.DueAt.Add(-time.Millisecond), 10, nil},
		{sooner.DueAt, 10, []store.Review{sooner}},
		{later.DueAt, 10, []store.Review{sooner, later}},
		{later.DueAt, 1, []store.Review{sooner}},
	} {
		got, err := s.DueReviews(ctx, c.at, c.limit)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("DueReviews at %v: %v (-want +got):\n%s", c.at, err, diff)
		}
	}
}

// atEnd runs what writes leave for their end: after the function, as a part of it.
func atEnd(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1")
	refused := errors.New("refused")
	for _, answer := range []error{refused, nil} {
		err := s.Write(ctx, []store.Key{store.AccountKey("wx1")}, func(tx store.Tx) error {
			tx.AtEnd(func() error {
				r, err := tx.Review("wx1", 100_000_001)
				if err != nil {
					return err
				}
				r.Reason = "at the end"
				tx.PutReview(r)
				tx.AtEnd(func() error { return answer })
				return nil
			})
			tx.AddReview(review("wx1", 100_000_001))
			return nil
		})
		r, readErr := s.Review(ctx, "wx1", 100_000_001)
		if err != answer || answer == nil && (readErr != nil || r.Reason != "at the end") || answer != nil && !errors.Is(readErr, store.ErrNotFound) {
			t.Errorf("a write whose end answers %v: %v, left %+v, %v", answer, err, r, readErr)
		}
	}
}
