package console_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/console"
	"github.com/wxastore/wxastore/internal/journal"
)

// TestCalls lists calls by every parameter, and page by page.
func TestCalls(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var calls []journal.Entry
	for i := range 260 {
		c := journal.Entry{RID: fmt.Sprintf("%08x-00000000-00000000", i), AppID: "wx1", Interface: "modifywxastore", At: console.Begin.Add(time.Duration(i) * time.Minute)}
		if i%2 == 1 {
			c.AppID, c.Interface, c.Code = "wx2", "getaccesstoken", 40001
		}
		calls = append(calls, c)
	}
	calls[7].Request = "一 <needle>"
	must(t, b.Journal.AppendCalls(t.Context(), calls))

	for query, want := range map[string]string{
		"":                                  "259..210 50 next",
		"limit=200":                         "259..60 200 next",
		"limit=3":                           "259..257 3 next",
		"app=wx2&limit=2":                   "259..257 2 next",
		"interface=modifywxastore":          "258..160 50 next",
		"code=40001&limit=2":                "259..257 2 next",
		"code=0&limit=2":                    "258..256 2 next",
		"app=wx2&code=0":                    "none",
		"app=nobody":                        "none",
		"text=" + url.QueryEscape("<n"):     "7..7 1",
		"before=00000002-00000000-00000000": "1..0 2",
		"before=00000003-00000000-00000000&limit=3":                     "2..0 3",
		"from=2026-03-01T04:05:00Z&to=2026-03-01T04:09:00Z":             "8..5 4",
		"from=2026-03-01T12:05:00%2B08:00&to=2026-03-01T04:06:00Z&app=": "5..5 1",
	} {
		if got := shown(b.ask(t, "GET /api/calls?"+query, "")); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	for query, want := range map[string]string{
		"limit=0": "from 1 to 200", "limit=201": "from 1 to 200", "limit=x": "from 1 to 200", "code=x": "is not a number",
		"from=yesterday": "is not a time", "to=2026-03-01T12:05:00+08:00": "is not a time", "appid=wx1": "there is no parameter",
		"app=a&app=b": "more than once", "app=%zz": "cannot be read",
	} {
		if got := b.ask(t, "GET /api/calls?"+query, ""); !strings.HasPrefix(got, `400 {"error":"`) || !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

// shown shortens a list to the numbers of its first and last call, how many
// there are, and whether more follow.
func shown(answer string) string {
	var numbers []int
	for _, part := range strings.Split(answer, `{"rid":"`)[1:] {
		var n int
		if _, err := fmt.Sscanf(part, "%08x-", &n); err != nil {
			return answer
		}
		numbers = append(numbers, n)
	}
	if len(numbers) == 0 {
		if answer == `200 {"calls":[]}` {
			return "none"
		}
		return answer
	}
	last := numbers[len(numbers)-1]
	next := ""
	if strings.Contains(answer, fmt.Sprintf(`"next":"%08x-`, last)) {
		next = " next"
	}
	return fmt.Sprintf("%d..%d %d%s", numbers[0], last, len(numbers), next)
}

func TestCall(t *testing.T) {
	t.Parallel()
	b := setup(t)
	must(t, b.Journal.AppendCalls(t.Context(), []journal.Entry{{
		RID: "65e1c0f0-1a2b3c4d-5e6f7a8b", Kind: journal.Gone, Claimed: "wx1", Header: "Host: h\n", Reason: "the client hung up after 1 ms", Interface: "modifywxastore", Method: "POST", Path: "/wxa/modify_merchant",
		Query: "access_token=99_…", Request: `{"intro":"<b>"}`, Response: `{"errcode":0}`, Code: 0, Status: 200,
		At: console.Begin.Add(1500 * time.Millisecond), Cost: 1234 * time.Microsecond, ClientIP: "127.0.0.1", UserAgent: "curl", Fault: "slow",
	}}))
	b.play(t, []exchange{
		{"GET /api/calls/65e1c0f0-1a2b3c4d-5e6f7a8b", "", `200 {"rid":"65e1c0f0-1a2b3c4d-5e6f7a8b","kind":"gone",` +
			`"reason":"the client hung up after 1 ms","fault":"slow","appid":"","claimed":"wx1","interface":"modifywxastore",` +
			`"method":"POST","path":"/wxa/modify_merchant","query":"access_token=99_…","header":"Host: h\n","request":"{\"intro\":\"<b>\"}","response":"{\"errcode\":0}",` +
			`"code":0,"status":200,"at":"2026-03-01T04:00:01.5Z","cost":"1.234ms","client_ip":"127.0.0.1","user_agent":"curl"}`},
		{"GET /api/calls/nothing", "", `404 {"error":"no call that is kept has the rid \"nothing\""}`},
	})
}
