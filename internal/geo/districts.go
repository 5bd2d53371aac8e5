package geo

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

//go:embed districts.tsv
var table string

// dataVersion is what the table that comes with the service calls itself.
//
//fidelity:choice getdistrictlist response.data_version | `wxastore-` and a date: it is not the table of Tencent's map
const dataVersion = "wxastore-20261129"

// levels are provinces, cities and counties.
const levels = 3

// Districts are a table of districts and the answer that holds it.
type Districts struct {
	answer edge.Encoded[weixin.GetDistrictListResponse]
	// named are the districts by id, each with those above it.
	named map[string]Named
}

// Named are the names of a district and of those above it. A county of a
// municipality has the municipality's name as its city's, too.
type Named struct{ Province, City, District string }

// Standard returns the districts of the national standard.
func Standard() (*Districts, error) { return standard() }

var standard = sync.OnceValues(func() (*Districts, error) {
	answer, err := parseTable(table)
	if err != nil {
		return nil, err
	}
	return newDistricts(answer)
})

// ParseDistricts reads an answer of get_district.
func ParseDistricts(text []byte) (*Districts, error) {
	var answer weixin.GetDistrictListResponse
	if err := json.Unmarshal(text, &answer); err != nil {
		return nil, store.Mistakef("districts: not an answer of get_district: %v", err)
	}
	if answer.Status != 0 || len(answer.Result) != levels {
		return nil, store.Mistakef("districts: not an answer of get_district: status %d, %d levels", answer.Status, len(answer.Result))
	}
	return newDistricts(answer)
}

// newDistricts encodes an answer and looks at whether its parts fit together.
func newDistricts(answer weixin.GetDistrictListResponse) (*Districts, error) {
	d := &Districts{named: make(map[string]Named)}
	if err := d.name(answer.Result, 0, 0, len(answer.Result[0])-1, Named{}); err != nil {
		return nil, err
	}
	var err error
	d.answer, err = edge.Encode(answer)
	return d, err
}

// name notes the districts of a level from the first to the last, and all below them.
func (d *Districts) name(result [][]weixin.District, level, first, last int, above Named) error {
	if level == levels || first < 0 || last < first || last >= len(result[level]) {
		return store.Mistakef("districts: no districts %d to %d on level %d", first, last, level)
	}
	for _, here := range result[level][first : last+1] {
		names := above
		switch level {
		case 0:
			names = Named{Province: here.FullName}
		case 1:
			names.City = here.FullName
			if len(here.CIDX) == 0 { // a municipality's district, or a city without any
				names.City, names.District = above.Province, here.FullName
			}
		case 2:
			names.District = here.FullName
		}
		if _, twice := d.named[string(here.ID)]; twice || here.ID == "" {
			return store.Mistakef("districts: the id %q is empty or stands twice", here.ID)
		}
		d.named[string(here.ID)] = names
		switch len(here.CIDX) {
		case 0:
		case 2:
			if err := d.name(result, level+1, here.CIDX[0], here.CIDX[1], names); err != nil {
				return err
			}
		default:
			return store.Mistakef("districts: cidx of %s has %d numbers", here.ID, len(here.CIDX))
		}
	}
	return nil
}

// parseTable makes the answer of the table.
//
//fidelity:inferred getdistrictlist cidx | `[first, last]`, the inclusive range of positions in the next level's list at which the districts below stand; absent where there are none | examples of the page: 21 cities of Guangdong, 11 districts of Guangzhou; programs that read it so
//fidelity:official getdistrictlist municipalities | Beijing, Tianjin, Shanghai, Chongqing, Hong Kong and Macao have two levels only: their districts stand among the cities, without cidx | district list of Tencent's location service
//fidelity:official getdistrictlist direct | counties that a province runs directly stand below a city that does not exist, whose id ends in 99 | district list of Tencent's location service
//fidelity:choice getdistrictlist direct | its id is the first four digits of theirs and 99
//fidelity:inferred getdistrictlist taiwan | without districts below: the national standard has no codes for them | GB/T 2260
//fidelity:differs coordinates of districts | of Tencent's map, GCJ-02 | of towns in GeoNames, WGS 84, and where that has no town of the name, made up nearby | Tencent's may not be passed on
func parseTable(text string) (weixin.GetDistrictListResponse, error) {
	answer := weixin.GetDistrictListResponse{Message: "query ok", DataVersion: dataVersion, Result: make([][]weixin.District, levels)}
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 5 && len(cells) != 7 {
			return answer, fmt.Errorf("districts: %d cells in %q", len(cells), line)
		}
		level, levelErr := strconv.Atoi(cells[0])
		lat, latErr := strconv.ParseFloat(cells[3], 64)
		lng, lngErr := strconv.ParseFloat(cells[4], 64)
		if levelErr != nil || latErr != nil || lngErr != nil || level < 0 || level >= levels {
			return answer, fmt.Errorf("districts: not numbers in %q", line)
		}
		d := weixin.District{ID: weixin.ID(cells[1]), FullName: cells[2], Location: weixin.Location{Lat: weixin.Degrees(lat), Lng: weixin.Degrees(lng)}}
		if len(cells) == 7 {
			d.Name, d.Pinyin = cells[5], strings.Fields(cells[6])
		}
		if level > 0 {
			if len(answer.Result[level-1]) == 0 {
				return answer, fmt.Errorf("districts: nothing is above %q", line)
			}
			above := &answer.Result[level-1][len(answer.Result[level-1])-1]
			at := len(answer.Result[level])
			if above.CIDX == nil {
				above.CIDX = []int{at, at}
			}
			above.CIDX[1] = at
		}
		answer.Result[level] = append(answer.Result[level], d)
	}
	return answer, nil
}

// Names returns the names of a district and of those above it.
func (d *Districts) Names(id string) (names Named, known bool) {
	names, known = d.named[id]
	return names, known
}
