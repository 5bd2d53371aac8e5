package client

import (
	"strings"

	"github.com/wxastore/wxastore/weixin"
)

// Region is a province, a city or a district of Stores.Districts.
type Region struct {
	weixin.District
	// Path are the full names of what it is in, its own last.
	Path []string
}

// City is the name of the city that a district is in, as CreatePlace wants it. A district
// of Beijing is in the city that is the province, and a city without districts is its own.
func (r Region) City() string {
	if len(r.Path) == 2 && strings.HasSuffix(r.Path[0], "省") {
		return r.Path[1]
	}
	return r.Path[max(0, len(r.Path)-2)]
}

// Provinces are the regions of the first level, none where the answer has none.
func Provinces(all weixin.GetDistrictListResponse) []weixin.District { return level(all, 0) }

// Below are the districts of a region.
func (r Region) Below(all weixin.GetDistrictListResponse) []weixin.District {
	next := level(all, len(r.Path))
	if len(r.CIDX) != 2 || r.CIDX[0] < 0 || r.CIDX[1] < r.CIDX[0] || r.CIDX[1] >= len(next) {
		return nil
	}
	return next[r.CIDX[0] : r.CIDX[1]+1]
}

// FindRegions finds the regions that a code or a name tells: 440000, 广东省 or 广东. A name
// can tell more than one.
func FindRegions(all weixin.GetDistrictListResponse, codeOrName string) (found []Region) {
	var walk func(regions []weixin.District, path []string)
	walk = func(regions []weixin.District, path []string) {
		for _, d := range regions {
			r := Region{d, append(path[:len(path):len(path)], d.FullName)}
			if string(d.ID) == codeOrName || d.FullName == codeOrName || d.Name == codeOrName {
				found = append(found, r)
			}
			walk(r.Below(all), r.Path)
		}
	}
	walk(Provinces(all), nil)
	return found
}

func level(all weixin.GetDistrictListResponse, n int) []weixin.District {
	if n < len(all.Result) {
		return all.Result[n]
	}
	return nil
}
