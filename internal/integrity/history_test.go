package integrity

import (
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

func merchant(version int64, intro string, headimg byte) *store.Merchant {
	return &store.Merchant{AppID: "wx1", Version: version, Intro: intro, Headimg: store.Hash{headimg}}
}

func change(version int64, before, after string, from, to byte) *store.Change {
	return &store.Change{
		AppID: "wx1", Version: version, BeforeIntro: before, AfterIntro: after,
		BeforeHeadimg: store.Hash{from}, AfterHeadimg: store.Hash{to},
	}
}

func TestHistories(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		merchant *store.Merchant
		changes  []*store.Change
		want     []string
	}{
		{"new", merchant(0, "seeded", 0), nil, nil},
		{"whole", merchant(2, "b", 2), []*store.Change{change(1, "", "a", 0, 1), change(2, "a", "b", 1, 2)}, nil},
		{"begins anyhow", merchant(1, "a", 1), []*store.Change{change(1, "seeded", "a", 9, 1)}, nil},
		{"no history", merchant(2, "a", 0), nil, []string{"has version 2 and no history"}},
		{"first missing", merchant(2, "b", 0), []*store.Change{change(2, "a", "b", 0, 0)}, []string{"change 1 is missing"}},
		{"gap", merchant(5, "e", 0), []*store.Change{change(1, "", "a", 0, 0), change(5, "d", "e", 0, 0)}, []string{"changes 2 to 4 are missing"}},
		{"last missing", merchant(2, "a", 0), []*store.Change{change(1, "", "a", 0, 0)}, []string{"version 2, its last change 1"}},
		{"beyond", merchant(0, "", 0), []*store.Change{change(1, "", "a", 0, 0)}, []string{"version 0, its last change 1"}},
		{"version 0", merchant(1, "a", 0), []*store.Change{change(0, "", "", 0, 0), change(1, "", "a", 0, 0)}, []string{"a change has the version 0"}},
		{"other intro", merchant(2, "b", 0), []*store.Change{change(1, "", "a", 0, 0), change(2, "x", "b", 0, 0)}, []string{"begins with another introduction"}},
		{"other image", merchant(2, "b", 2), []*store.Change{change(1, "", "a", 0, 1), change(2, "a", "b", 9, 2)}, []string{"begins with another head image"}},
		{"ends otherwise", merchant(1, "x", 1), []*store.Change{change(1, "", "a", 0, 1)}, []string{"another introduction than its last change"}},
		{"ends with another image", merchant(1, "a", 9), []*store.Change{change(1, "", "a", 0, 1)}, []string{"another head image than its last change"}},
		{"of nobody", nil, []*store.Change{change(3, "", "", 0, 0)}, []string{"change 3 is of no merchant"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			h := histories{report: func(f Finding) error {
				got = append(got, f.Wrong)
				return nil
			}}
			if len(test.changes) == 0 {
				h.next(store.Chapter{AppID: "wx1", Merchant: test.merchant})
			}
			for _, c := range test.changes {
				h.next(store.Chapter{AppID: "wx1", Merchant: test.merchant, Change: c})
			}
			h.next(store.Chapter{AppID: "wx2", Merchant: &store.Merchant{AppID: "wx2"}})
			h.end()
			if len(got) != len(test.want) {
				t.Fatalf("found %q, want %q", got, test.want)
			}
			for i, want := range test.want {
				if !strings.Contains(got[i], want) {
					t.Errorf("found %q, want %q", got[i], want)
				}
			}
		})
	}
}
