package geo_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/geo"
	"github.com/wxastore/wxastore/weixin"
)

func standard(t *testing.T) (*geo.Districts, weixin.GetDistrictListResponse) {
	t.Helper()
	districts, err := geo.Standard()
	if err != nil {
		t.Fatal(err)
	}
	var answer weixin.GetDistrictListResponse
	if err := json.Unmarshal([]byte(districts.Text()), &answer); err != nil {
		t.Fatal(err)
	}
	return districts, answer
}

// TestStandard reads the whole table: ids, ranges, names, places.
func TestStandard(t *testing.T) {
	t.Parallel()
	districts, answer := standard(t)
	if answer.Status != 0 || answer.Message != "query ok" || !strings.HasPrefix(answer.DataVersion, "wxastore-") || len(answer.Result) != 3 {
		t.Fatalf("%d %q %q, %d levels", answer.Status, answer.Message, answer.DataVersion, len(answer.Result))
	}
	if len(answer.Result[0]) != 34 || len(answer.Result[1]) < 440 || len(answer.Result[2]) < 2900 {
		t.Errorf("%d provinces, %d cities, %d counties", len(answer.Result[0]), len(answer.Result[1]), len(answer.Result[2]))
	}
	next := []int{0, 0, 0} // where the children of the next district begin
	for level, list := range answer.Result {
		for i, d := range list {
			checkDistrict(t, level, d)
			if i > 0 && list[i-1].ID >= d.ID {
				t.Errorf("%s is not after %s", d.ID, list[i-1].ID)
			}
			if names, known := districts.Names(string(d.ID)); !known || names.Province == "" || level == 2 && (names.City == "" || names.District != d.FullName) {
				t.Errorf("%s: %+v, %v", d.ID, names, known)
			}
			if len(d.CIDX) == 0 {
				continue
			}
			if d.CIDX[0] != next[level] || d.CIDX[1] < d.CIDX[0] || level == 2 {
				t.Fatalf("%s: cidx %v, want one that begins with %d", d.ID, d.CIDX, next[level])
			}
			next[level] = d.CIDX[1] + 1
			for _, child := range answer.Result[level+1][d.CIDX[0]:next[level]] {
				if prefix := string(d.ID[:2+2*level]); !strings.HasPrefix(string(child.ID), prefix) {
					t.Errorf("%s is below %s", child.ID, d.ID)
				}
				if level == 1 && math.Hypot(float64(child.Location.Lat-d.Location.Lat), float64(child.Location.Lng-d.Location.Lng)) > 12 {
					t.Errorf("%s is far from %s", child.ID, d.ID)
				}
			}
		}
	}
	if next[0] != len(answer.Result[1]) || next[1] != len(answer.Result[2]) {
		t.Errorf("the ranges end at %v", next)
	}
}

func checkDistrict(t *testing.T, level int, d weixin.District) {
	t.Helper()
	if len(d.ID) != 6 || d.FullName == "" || (level < 2) != (d.Name != "" && len(d.Pinyin) == len([]rune(d.Name))) {
		t.Errorf("level %d: %+v", level, d)
	}
	for _, syllable := range d.Pinyin {
		if syllable == "" || strings.Trim(syllable, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%s: pinyin %q", d.ID, d.Pinyin)
		}
	}
	if lat, lng := d.Location.Lat, d.Location.Lng; lat < 16 || lat > 54 || lng < 73 || lng > 135 {
		t.Errorf("%s is at %f, %f: not in China", d.ID, lat, lng)
	}
}

// TestShape looks at what is unlike the rest: municipalities, what a province runs
// directly, cities without districts.
func TestShape(t *testing.T) {
	t.Parallel()
	districts, answer := standard(t)
	for _, id := range []weixin.ID{"110000", "120000", "310000", "500000", "810000", "820000"} {
		province := answer.Result[0][slices.IndexFunc(answer.Result[0], func(d weixin.District) bool { return d.ID == id })]
		for _, d := range answer.Result[1][province.CIDX[0] : province.CIDX[1]+1] {
			if d.CIDX != nil {
				t.Errorf("%s has cidx %v", d.ID, d.CIDX)
			}
		}
	}
	for _, id := range []weixin.ID{"419099", "429099", "469099", "659099"} {
		if !slices.ContainsFunc(answer.Result[1], func(d weixin.District) bool { return d.ID == id && len(d.CIDX) == 2 }) {
			t.Errorf("there is no city %s", id)
		}
	}
	for id, want := range map[string]geo.Named{
		"440105": {Province: "广东省", City: "广州市", District: "海珠区"},
		"110105": {Province: "北京市", City: "北京市", District: "朝阳区"},
		"429004": {Province: "湖北省", City: "省直辖县级行政区划", District: "仙桃市"},
		"440300": {Province: "广东省", City: "深圳市"},
		"710000": {Province: "台湾省"},
	} {
		if got, known := districts.Names(id); got != want || !known {
			t.Errorf("%s: %+v, want %+v", id, got, want)
		}
	}
	if names, known := districts.Names("999999"); known {
		t.Errorf("999999: %+v", names)
	}
}

// TestPinyin reads names whose characters are often read in another way, and short
// names.
func TestPinyin(t *testing.T) {
	t.Parallel()
	_, answer := standard(t)
	want := map[string]string{
		"重庆": "chong qing", "厦门": "xia men", "六安": "lu an", "蚌埠": "beng bu", "台州": "tai zhou", "东莞": "dong guan", "亳州": "bo zhou",
		"儋州": "dan zhou", "长春": "chang chun", "长沙": "chang sha", "长治": "chang zhi", "朝阳": "chao yang", "乐山": "le shan", "济南": "ji nan",
		"深圳": "shen zhen", "漯河": "luo he", "濮阳": "pu yang", "衢州": "qu zhou", "泸州": "lu zhou", "郴州": "chen zhou", "莆田": "pu tian",
		"吕梁": "lv liang", "昌都": "chang du", "喀什": "ka shi", "阿坝": "a ba", "闵行": "min hang", "宝坻": "bao di", "綦江": "qi jiang",
		"大埔": "da bu", "荃湾": "quan wan", "陕西": "shan xi", "山西": "shan xi", "内蒙古": "nei meng gu", "广西": "guang xi", "西藏": "xi zang",
		"恩施": "en shi", "博尔塔拉": "bo er ta la", "黔东南": "qian dong nan", "石柱": "shi zhu", "浦东新区": "pu dong xin qu", "东区": "dong qu",
		"香港": "xiang gang", "阿拉善": "a la shan", "大兴安岭": "da xing an ling", "丽水": "li shui", "百色": "bai se", "枣庄": "zao zhuang",
	}
	for _, d := range slices.Concat(answer.Result[0], answer.Result[1]) {
		if pinyin, listed := want[d.Name]; listed {
			if got := strings.Join(d.Pinyin, " "); got != pinyin {
				t.Errorf("%s: %s, want %s", d.Name, got, pinyin)
			}
		}
	}
	for name := range want {
		if !slices.ContainsFunc(slices.Concat(answer.Result[0], answer.Result[1]), func(d weixin.District) bool { return d.Name == name }) {
			t.Errorf("there is no %s", name)
		}
	}
}

// TestParseDistricts takes an answer and refuses what is not one.
func TestParseDistricts(t *testing.T) {
	t.Parallel()
	of, _ := standard(t)
	if again, err := geo.ParseDistricts([]byte(of.Text())); err != nil || again.Text() != of.Text() {
		t.Errorf("its own answer came back as another, %v", err)
	}
	for name, text := range map[string]string{
		"not JSON": `districts`, "an error": `{"errcode":40001,"errmsg":"no"}`, "a status": `{"status":310,"result":[[],[],[]]}`,
		"beyond": `{"status":0,"result":[[{"id":"1","cidx":[0,1]}],[{"id":"2"}],[]]}`,
		"loop":   `{"status":0,"result":[[{"id":"1","cidx":[0,0]}],[{"id":"2","cidx":[0,0]}],[{"id":"3","cidx":[0,0]}]]}`,
		"twice":  `{"status":0,"result":[[{"id":"1"},{"id":"1"}],[],[]]}`,
		"before": `{"status":0,"result":[[{"id":"1","cidx":[-1,0]}],[{"id":"2"}],[]]}`,
		"upside": `{"status":0,"result":[[{"id":"1","cidx":[1,0]}],[{"id":"2"},{"id":"3"}],[]]}`,
		"one":    `{"status":0,"result":[[{"id":"1","cidx":[1]}],[{"id":"2"},{"id":"3"}],[]]}`,
	} {
		if _, err := geo.ParseDistricts([]byte(text)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
