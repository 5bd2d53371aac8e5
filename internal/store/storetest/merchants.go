package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

func exerciseMerchants(t *testing.T, open opener) {
	t.Run("Modify", func(t *testing.T) { modifyMerchant(t, open(t)) })
	t.Run("Headimg", func(t *testing.T) { takeHeadimg(t, open(t)) })
	t.Run("History", func(t *testing.T) { readHistory(t, open(t)) })
	t.Run("Bytes", func(t *testing.T) { exactBytes(t, open(t)) })
}

func modifyMerchant(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")

	if _, err := s.Merchant(ctx, "wx1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Merchant of an account without one: %v, want ErrNotFound", err)
	}
	ran := false
	err := s.ModifyMerchant(ctx, "wxnone", func(store.Policy, store.Merchant) (*store.Modification, error) {
		ran = true
		return nil, nil
	})
	if !errors.Is(err, store.ErrNotFound) || ran {
		t.Errorf("ModifyMerchant of an unknown account: %v, rule ran: %t, want ErrNotFound and no run", err, ran)
	}

	var policy store.Policy
	var before store.Merchant
	look := func(p store.Policy, m store.Merchant) (*store.Modification, error) {
		policy, before = p, m
		return nil, nil
	}
	if err := s.ModifyMerchant(ctx, "wx1", look); err != nil {
		t.Fatalf("ModifyMerchant that changes nothing: %v", err)
	}
	if diff := cmp.Diff(account("wx1").Policy, policy); diff != "" {
		t.Errorf("the policy differs (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(store.Merchant{AppID: "wx1"}, before); diff != "" {
		t.Errorf("the merchant of an account without one differs (-want +got):\n%s", diff)
	}
	if _, err := s.Merchant(ctx, "wx1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Merchant after no change: %v, want ErrNotFound", err)
	}

	putMedium(t, s, "wx1", "id", "picture")
	full := store.Merchant{
		AppID: "wx1", State: store.MerchantReviewing, Nickname: "Dumplings", Intro: "饺子", Headimg: hashOf("picture"),
		Version: 1, Month: "2026-03", MonthChanges: 7, UpdatedAt: noon(),
	}
	err = s.ModifyMerchant(ctx, "wx1", func(store.Policy, store.Merchant) (*store.Modification, error) {
		return &store.Modification{Merchant: full, Change: store.Change{AppID: "wx1", Version: 1}}, nil
	})
	if err != nil {
		t.Fatalf("ModifyMerchant: %v", err)
	}
	full.UpdatedAt = kept(full.UpdatedAt)
	got, err := s.Merchant(ctx, "wx1")
	if diff := cmp.Diff(full, got); diff != "" || err != nil {
		t.Errorf("Merchant: %v, differs (-want +got):\n%s", err, diff)
	}
	if err := s.ModifyMerchant(ctx, "wx1", look); err != nil {
		t.Fatalf("ModifyMerchant that changes nothing: %v", err)
	}
	if diff := cmp.Diff(full, before); diff != "" {
		t.Errorf("the merchant a rule is given differs (-want +got):\n%s", diff)
	}
	if _, err := s.Merchant(ctx, "wx2"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Merchant of the other account: %v, want ErrNotFound", err)
	}
	for _, version := range []int64{0, 1, 3} {
		err := s.ModifyMerchant(ctx, "wx1", func(_ store.Policy, m store.Merchant) (*store.Modification, error) {
			m.Version = version
			return &store.Modification{Merchant: m, Change: store.Change{AppID: "wx1", Version: version}}, nil
		})
		if err == nil {
			t.Errorf("ModifyMerchant from version 1 to %d succeeded", version)
		}
	}
}

func takeHeadimg(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1")
	putMedium(t, s, "wx1", "id", "picture")
	err := s.ModifyMerchant(ctx, "wx1", change("intro", hashOf("unknown")))
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a head image that is not recorded: %v, want ErrNotFound", err)
	}
	if changes, err := s.History(ctx, "wx1", 0, 10); len(changes) != 0 || err != nil {
		t.Errorf("history after a refused change = %v, %v, want none", changes, err)
	}
	if err := s.ModifyMerchant(ctx, "wx1", change("intro", hashOf("picture"))); err != nil {
		t.Fatalf("ModifyMerchant: %v", err)
	}
	// It stays while only the introduction changes, and can be taken off.
	if err := s.ModifyMerchant(ctx, "wx1", change("other", store.Hash{})); err != nil {
		t.Fatalf("ModifyMerchant: %v", err)
	}
	if m, err := s.Merchant(ctx, "wx1"); err != nil || m.Headimg != hashOf("picture") {
		t.Errorf("Merchant = %+v, %v, want the same head image", m, err)
	}
	err = s.ModifyMerchant(ctx, "wx1", func(_ store.Policy, m store.Merchant) (*store.Modification, error) {
		mod := modify(m, m.Intro, store.Hash{})
		mod.Merchant.Headimg = store.Hash{}
		return mod, nil
	})
	if err != nil {
		t.Fatalf("ModifyMerchant that takes the head image off: %v", err)
	}
	if m, err := s.Merchant(ctx, "wx1"); err != nil || !m.Headimg.IsZero() {
		t.Errorf("Merchant = %+v, %v, want no head image", m, err)
	}
}

func readHistory(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	putMedium(t, s, "wx1", "id", "picture")
	headimgs := []store.Hash{{}, hashOf("picture"), {}}
	for i, intro := range []string{"one", "two", "three"} {
		if err := s.ModifyMerchant(ctx, "wx1", change(intro, headimgs[i])); err != nil {
			t.Fatalf("ModifyMerchant: %v", err)
		}
	}
	if err := s.ModifyMerchant(ctx, "wx2", change("else", store.Hash{})); err != nil {
		t.Fatalf("ModifyMerchant: %v", err)
	}
	row := func(version int64, before, after string, beforeImg, afterImg store.Hash) store.Change {
		return store.Change{
			AppID: "wx1", Version: version, BeforeIntro: before, AfterIntro: after, BeforeHeadimg: beforeImg,
			AfterHeadimg: afterImg, Caller: "wxcaller", RID: "rid", At: kept(noon()),
		}
	}
	picture := hashOf("picture")
	all := []store.Change{
		row(1, "", "one", store.Hash{}, store.Hash{}),
		row(2, "one", "two", store.Hash{}, picture),
		row(3, "two", "three", picture, picture),
	}
	for _, page := range []struct {
		after int64
		limit int
		want  []store.Change
	}{{0, 10, all}, {0, 2, all[:2]}, {2, 2, all[2:]}, {1, 1, all[1:2]}, {3, 10, nil}, {0, 0, nil}} {
		got, err := s.History(ctx, "wx1", page.after, page.limit)
		if diff := cmp.Diff(page.want, got); diff != "" || err != nil {
			t.Errorf("History after %d up to %d: %v, differs (-want +got):\n%s", page.after, page.limit, err, diff)
		}
	}
	if got, err := s.History(ctx, "wxnone", 0, 10); len(got) != 0 || err != nil {
		t.Errorf("History of an unknown account = %v, %v, want none", got, err)
	}
}

func exactBytes(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1")
	for _, text := range []string{
		"", " ", "修改的内容", "🥟👩‍👩‍👧‍👦", `<b>&amp;"'\</b>`, "two\r\nlines\t", "e\u0301 is not \u00e9", "%_?1$1:x@y",
		// What looks like another type must stay text.
		"1e3", "007", "true", "null", "2026-03-31T12:00:00Z", "2026-03-31 12:00:00.000", "0x10",
		strings.Repeat("长", 20_000),
	} {
		if err := s.ModifyMerchant(ctx, "wx1", change(text, store.Hash{})); err != nil {
			t.Fatalf("ModifyMerchant: %v", err)
		}
		m, err := s.Merchant(ctx, "wx1")
		if err != nil || m.Intro != text {
			t.Errorf("Merchant's introduction = %.40q, %v, want %.40q", m.Intro, err, text)
		}
		changes, err := s.History(ctx, "wx1", m.Version-1, 1)
		if err != nil || len(changes) != 1 || changes[0].AfterIntro != text {
			t.Errorf("History = %.80v, %v, want a change to %.40q", changes, err, text)
		}
		err = s.ModifyMerchant(ctx, "wx1", func(_ store.Policy, m store.Merchant) (*store.Modification, error) {
			if m.Intro != text {
				t.Errorf("a rule is given the introduction %.40q, want %.40q", m.Intro, text)
			}
			return nil, nil
		})
		if err != nil {
			t.Fatalf("ModifyMerchant: %v", err)
		}
	}
	for _, at := range []time.Time{
		{}, time.Unix(0, 0), time.UnixMilli(-1), time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC),
	} {
		err := s.ModifyMerchant(ctx, "wx1", func(_ store.Policy, m store.Merchant) (*store.Modification, error) {
			mod := modify(m, m.Intro, store.Hash{})
			mod.Merchant.UpdatedAt = at
			return mod, nil
		})
		if err != nil {
			t.Fatalf("ModifyMerchant: %v", err)
		}
		m, err := s.Merchant(ctx, "wx1")
		if err != nil || m.UpdatedAt != at.UTC() {
			t.Errorf("UpdatedAt = %v, %v, want %v", m.UpdatedAt, err, at.UTC())
		}
	}
}
