package tour

import (
	"testing"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/parity/saved"
)

// compareWithWeixin saves a comparison with every kind of step, and returns its page.
func compareWithWeixin(t *testing.T, s *service) string {
	t.Helper()
	json := []api.ParityHeader{{Name: "Content-Type", Value: "application/json; encoding=utf-8"}}
	answer := func(body string) *api.ParityAnswer {
		return &api.ParityAnswer{Status: "200 OK", Headers: json, Body: body}
	}
	known := &api.ParityKnown{Place: "probe/menu-get code errcode", Row: "all unbuilt *", Reason: "the interface is not built: 40066", Since: "2026-11-29"}
	run := api.ParityRun{
		ParityRunHead: api.ParityRunHead{
			At: begin, Command: "run", Level: "read", Scenarios: []string{"account", "probe"}, Target: "api.weixin.qq.com", Recorded: "2026-03-02", Source: "wxastore parity",
			Outcome: api.ParityDifferent, Steps: api.ParityCounts{Same: 1, Different: 1, Informational: 1, Known: 1, Skipped: 1}, Rows: api.ParityVerdicts{Confirmed: 1, Contradicted: 1, NotReached: 690},
		},
		Compared: []api.ParityStep{
			{
				N: 1, Name: "account/store-list-51", Request: "POST /wxa/get_store_list?access_token=$TOKEN:own\n\n{\"offset\":0,\"limit\":51}\n", Verdict: api.ParityDifferent,
				Weixin: answer(`{"errcode":0,"business_list":[{"base_info":{"poi_id":$number,"business_name":"$text"}},$more],"total_count":$number}`), Wxastore: answer(`{"errcode":40097,"errmsg":"invalid args rid: $rid:1"}`),
				Differences: []api.ParityDifference{{Layer: "code", Path: "errcode", Weixin: "0", Wxastore: "40097", Breaks: true}}, Rows: []int{1},
			},
			{
				N: 2, Name: "account/category", Request: "GET /wxa/get_merchant_category?access_token=$TOKEN:own\n", Verdict: api.ParityInformational,
				Weixin: answer(`{"errcode":0,"errmsg":"ok"}`), Wxastore: answer(`{"errcode":0,"errmsg":"success"}`),
				Differences: []api.ParityDifference{{Layer: "texts", Path: "errmsg", Weixin: "ok", Wxastore: "success"}}, Rows: []int{},
			},
			{
				N: 3, Name: "probe/menu-get", Request: "GET /cgi-bin/menu/get?access_token=x\n", Verdict: api.ParityExplained,
				Weixin: answer(`{"errcode":40001,"errmsg":"invalid credential rid: $rid:1"}`), Wxastore: answer(`{"errcode":40066,"errmsg":"invalid url rid: $rid:2"}`),
				Differences: []api.ParityDifference{{Layer: "code", Path: "errcode", Weixin: "40001", Wxastore: "40066", Breaks: true, Known: known}}, Rows: []int{},
			},
			{
				N: 4, Name: "probe/token", Request: "GET /cgi-bin/token\n", Verdict: api.ParitySame,
				Weixin: answer(`{"errcode":41002,"errmsg":"appid missing rid: $rid:2"}`), Wxastore: answer(`{"errcode":41002,"errmsg":"appid missing rid: $rid:3"}`), Rows: []int{2},
			},
			{N: 5, Name: "account/media", Request: "GET /cgi-bin/media/get?access_token=$TOKEN:own&media_id=x\n", Verdict: api.ParitySkipped, Skipped: "it needs the credentials of an account", Rows: []int{}},
		},
		Tried: []api.ParityRow{
			{N: 1, Subject: "getstorelist", About: []string{"limit"}, What: "more than 50 is refused", Mark: "INFERRED", Verdict: "contradicted", Steps: []string{"account/store-list-51"}},
			{N: 2, Subject: "getaccesstoken", About: []string{"41002"}, What: "without an app id", Mark: "OBSERVED", Verdict: "confirmed", Steps: []string{"probe/token"}},
		},
	}
	id, _, err := saved.Of(s.data).Save(run)
	if err != nil {
		t.Fatal(err)
	}
	return "/parity/" + id
}

// TestParityPages follows a comparison from the list to a step, and by a row, with the
// keyboard where that leads on.
func TestParityPages(t *testing.T) {
	in := browser(t)
	s := start(t)
	b := open(t, in, s.ConsoleURL(), "en")
	b.goTo("/")
	b.until(`document.documentElement.classList.contains("connected")`)
	b.press(`nav a[href="/fleet"]`)
	b.press(`.tabs a[href="/parity"]`)
	b.shows("wxastore parity run --save")
	run := compareWithWeixin(t, s)
	b.goTo("/parity")
	b.press(`tbody a`)
	b.until(`location.pathname === "` + run + `"`)
	// What differs is shown first, marked by a sign and not by colour alone.
	b.until(`document.querySelectorAll(".paritysteps > li").length === 2`)
	b.until(`document.querySelector(".sides section:first-child mark.differs").innerText.startsWith("≠   \"errcode\": 0,")`)
	b.until(`document.querySelector(".sides section:last-child mark.differs").innerText.includes("40097")`)
	b.press(`.tabs a[href$="show=known"]`)
	b.until(`document.querySelectorAll(".paritysteps > li").length === 1`)
	b.until(`document.querySelector("mark.known").innerText.startsWith("≈")`)
	b.shows("the interface is not built: 40066")
	b.press(`.tabs a[href$="show=skipped"]`)
	b.shows("it needs the credentials of an account")
	b.press(`.tabs a[href$="show=rows"]`)
	b.press(`tbody a[href$="row=1"]`)
	b.until(`location.search === "?row=1" && document.querySelectorAll(".paritysteps > li").length === 1`)
	b.press(`.paritysteps p a`)
	b.until(`location.pathname === "` + run + `/account/store-list-51"`)
	b.shows("more than 50 is refused")
	if report := answered(t, get(t, s.ConsoleURL()+"/api"+run+"/report")); len(report) < 500 {
		t.Errorf("the report: %s", report)
	}
	b.excepted = []string{"status of 404"}
	for _, path := range []string{"/parity/none", run + "/account/none", "/parity/..%2f..%2frun.json"} {
		b.goTo(path)
		b.until(`document.querySelector(".notice.wrong")`)
	}
}
