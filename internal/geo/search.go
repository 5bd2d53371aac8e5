package geo

import (
	"context"
	"strings"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// maxFound is how many places a search answers.
//
//fidelity:choice poilistsearch order | by district and id, at most 20, among the first 20,000 places of the district
const maxFound = 20

func (m *Module) search(ctx context.Context, _ *edge.Call, req weixin.SearchMapPOIRequest) (weixin.SearchMapPOIResponse, error) {
	answer := weixin.SearchMapPOIResponse{Status: weixin.Success()}
	id := string(req.DistrictID)
	if _, known := m.Districts.Names(id); !known {
		return answer, nil
	}
	list, _, err := m.Store.Places(ctx, store.PlaceFilter{Within: within(id), Text: req.Keyword, Listed: true}, maxFound)
	if err != nil {
		return answer, err
	}
	for _, p := range list {
		found := weixin.MapPOI{
			BranchName: title(p), Address: p.Address, Longitude: weixin.Degrees(p.Lng), Latitude: weixin.Degrees(p.Lat), Telephone: p.Telephone,
			Category: p.Category, SosomapPOIUID: p.ID, DataSupply: 2,
		}
		if p.Photo != "" {
			found.PicURLs = []string{p.Photo}
		}
		answer.Data.Item = append(answer.Data.Item, found)
	}
	return answer, nil
}

// within is what the codes of a district and of all below it begin with.
func within(id string) string {
	if province, whole := strings.CutSuffix(id, "0000"); whole {
		return province
	}
	for _, end := range []string{"00", "99"} {
		if city, whole := strings.CutSuffix(id, end); whole {
			return city
		}
	}
	return id
}

// title is what a place is called, its branch in brackets.
//
//fidelity:choice poilistsearch response.data.item.branch_name | the name, and the branch in brackets where there is one: no other field has the name
func title(p store.Place) string {
	if p.Branch == "" {
		return p.Name
	}
	return p.Name + "(" + p.Branch + ")"
}
