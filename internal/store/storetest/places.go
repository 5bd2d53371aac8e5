package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

func exercisePlaces(t *testing.T, open opener) {
	t.Run("Records", func(t *testing.T) { placeRecords(t, open(t)) })
	t.Run("Lists", func(t *testing.T) { placeLists(t, open(t)) })
	t.Run("Many", func(t *testing.T) { manyPlaces(t, open(t)) })
}

// place is a place in which no field is zero.
func place(id, district string) store.Place {
	return store.Place{
		ID: id, Creator: "wx1", Listed: true, Name: "Dumplings 饺子 <&>", Branch: "北店", Address: "示例路 1 号",
		Province: "广东省", City: "广州市", District: "海珠区", DistrictID: district, Lat: 23.123456789, Lng: 113.25,
		Telephone: " 020-1234567", Category: "美食:中餐厅", Photo: "http://mmbiz.qpic.cn/a",
	}
}

func putPlaces(t *testing.T, s Writes, all ...store.Place) {
	t.Helper()
	err := s.Write(context.Background(), nil, func(tx store.Tx) error {
		for _, p := range all {
			tx.PutPlace(p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func placeRecords(t *testing.T, s Writes) {
	ctx := context.Background()
	first := place("2708071440732747189", "440105")
	putPlaces(t, s, first)
	if got, err := s.Place(ctx, first.ID); err != nil || cmp.Diff(first, got) != "" {
		t.Errorf("Place: %v\n%s", err, cmp.Diff(first, got))
	}
	if _, err := s.Place(ctx, "1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Place of none: %v, want ErrNotFound", err)
	}
	moved := store.Place{ID: first.ID, DistrictID: "440106"}
	err := s.Write(ctx, []store.Key{store.PlaceKey(first.ID)}, func(tx store.Tx) error {
		if got, err := tx.Place(first.ID); err != nil || cmp.Diff(first, got) != "" {
			t.Errorf("a write reads %+v, %v", got, err)
		}
		if _, err := tx.Place("1"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a write reads a place that is not there: %v", err)
		}
		tx.PutPlace(moved)
		return nil
	})
	if got, readErr := s.Place(ctx, first.ID); err != nil || readErr != nil || cmp.Diff(moved, got) != "" {
		t.Errorf("Place: %v, %v\n%s", err, readErr, cmp.Diff(moved, got))
	}
	if err := s.Write(ctx, nil, func(tx store.Tx) error { tx.AddPlace(first); return nil }); !errors.Is(err, store.ErrConflict) {
		t.Errorf("a place that is there is added: %v, want ErrConflict", err)
	}
	for range 2 {
		if err := s.Write(ctx, nil, func(tx store.Tx) error { tx.DropPlace(first.ID); return nil }); err != nil {
			t.Errorf("DropPlace: %v", err)
		}
		if _, err := s.Place(ctx, first.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a place that was dropped: %v, want ErrNotFound", err)
		}
	}
}

func placeLists(t *testing.T, s Writes) {
	ctx := context.Background()
	var all []store.Place
	for i, c := range []struct{ district, name, branch, address string }{
		{"440106", "Noodles", "", "East Road"}, {"440105", "Noodles 100%", "", ""}, {"440105", "饺子", "总店", ""},
		{"440305", "noodles_", "", ""}, {"310101", "", "NOODLES", ""}, {"441900", "", "", "behind the Noodles!"},
	} {
		p := place(fmt.Sprintf("%019d", i+1), c.district)
		p.Name, p.Branch, p.Address, p.Listed = c.name, c.branch, c.address, i != 3
		all = append(all, p)
	}
	putPlaces(t, s, all...)
	for _, c := range []struct {
		filter store.PlaceFilter
		want   []int // by district, then by id
	}{
		{store.PlaceFilter{}, []int{5, 2, 3, 1, 4, 6}},
		{store.PlaceFilter{Listed: true}, []int{5, 2, 3, 1, 6}},
		{store.PlaceFilter{Within: "440105"}, []int{2, 3}},
		{store.PlaceFilter{Within: "4401"}, []int{2, 3, 1}},
		{store.PlaceFilter{Within: "44"}, []int{2, 3, 1, 4, 6}},
		{store.PlaceFilter{Within: "44", Text: "oodles", Listed: true}, []int{2, 1, 6}},
		{store.PlaceFilter{Text: "NOODLES"}, []int{5, 2, 1, 4, 6}},
		{store.PlaceFilter{Text: "子"}, []int{3}},
		{store.PlaceFilter{Text: "总"}, []int{3}},
		{store.PlaceFilter{Text: "%"}, []int{2}},
		{store.PlaceFilter{Text: "_"}, []int{4}},
		{store.PlaceFilter{Text: "!"}, []int{6}},
		{store.PlaceFilter{Text: "east"}, []int{1}},
		{store.PlaceFilter{Text: `\`}, nil},
		{store.PlaceFilter{Within: "990000"}, nil},
	} {
		for _, limit := range []int{1, 2, 10} {
			var got []string
			for f := c.filter; ; {
				page, next, err := s.Places(ctx, f, limit)
				if err != nil || len(page) > limit {
					t.Fatalf("Places(%+v): %d, %v", f, len(page), err)
				}
				for _, p := range page {
					got = append(got, p.ID)
				}
				if next == "" {
					break
				}
				f.After = next
			}
			var want []string
			for _, i := range c.want {
				want = append(want, all[i-1].ID)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Places(%+v) by %d (-want +got):\n%s", c.filter, limit, diff)
			}
		}
	}
	for _, f := range []store.PlaceFilter{{After: "none"}, {Within: "44", After: "310101:5"}} {
		if _, _, err := s.Places(ctx, f, 1); !errors.As(err, new(store.BadCursor)) {
			t.Errorf("Places(%+v): %v, want a BadCursor", f, err)
		}
	}
}

// manyPlaces looks for the last of more places than one call looks at.
func manyPlaces(t *testing.T, s Writes) {
	ctx := context.Background()
	const most = store.MaxPlacesLookedAt
	var all []store.Place
	for i := range most {
		all = append(all, store.Place{ID: fmt.Sprintf("%019d", i), DistrictID: "440105"})
	}
	all[most-1].Name = "the last"
	putPlaces(t, s, all...)
	f := store.PlaceFilter{Within: "440105", Text: "last"}
	if list, next, err := s.Places(ctx, f, 1); err != nil || len(list) != 1 || next == "" {
		t.Errorf("of %d places it found %d, next %q, %v", most, len(list), next, err)
	}
	putPlaces(t, s, store.Place{ID: "!", DistrictID: "440105"})
	list, next, err := s.Places(ctx, f, 1)
	if err != nil || len(list) != 0 || next == "" {
		t.Fatalf("of one more it found %d, next %q, %v", len(list), next, err)
	}
	f.After = next
	if list, next, err = s.Places(ctx, f, 1); err != nil || len(list) != 1 || next != "" {
		t.Errorf("after those it found %d, next %q, %v", len(list), next, err)
	}
}
