package wxastoretest_test

import (
	"testing"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestAddPlace adds a place, finds it and moves it.
func TestAddPlace(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t)
	c := srv.API()
	srv.AddPlace(wxastoretest.Place{ID: "2708071440732747189", Name: "新开的店", Branch: "总店", DistrictID: "440105", Lat: 23.1, Lng: 113.3})
	find := func(district weixin.ID) []weixin.MapPOI {
		t.Helper()
		found, err := client.Do(t.Context(), c, weixin.SearchMapPOI, weixin.SearchMapPOIRequest{DistrictID: district, Keyword: "新开的"})
		if err != nil {
			t.Fatal(err)
		}
		return found.Data.Item
	}
	if found := find("440105"); len(found) != 1 || found[0].BranchName != "新开的店(总店)" || found[0].SosomapPOIUID != "2708071440732747189" {
		t.Errorf("%+v", found)
	}
	srv.AddPlace(wxastoretest.Place{ID: "2708071440732747189", Name: "新开的总部", DistrictID: "440106"})
	if before, after := find("440105"), find("440106"); len(before) != 0 || len(after) != 1 {
		t.Errorf("after it was moved: %+v, %+v", before, after)
	}
}
