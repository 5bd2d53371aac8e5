package ridinfo

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/weixin"
)

// now is the time of the calls.
func now() time.Time { return time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC) }

// aCall is the nth call of an account.
func aCall(n uint32, appID string) journal.Entry {
	return journal.Entry{
		RID: string(weixin.MakeRID(now(), n, 7)), Kind: journal.Refused, AppID: appID, Interface: "modifywxastore",
		Method: "POST", Path: "/wxa/modify_merchant", Query: "access_token=85_Q7wZk3VyP9tLr8mNc2YbD6fGh4JsKd",
		Request: `{"intro":7}`, Response: `{"errcode":47001,"errmsg":"data format error"}`,
		Code: int(weixin.DataFormat), Status: 200, At: now(), Cost: 12_345 * time.Microsecond, ClientIP: "192.0.2.7", UserAgent: "test/1",
	}
}

func open(t *testing.T) *journal.Journal {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	s, err := sqljournal.Open(t.Context(), sqlite.MemoryJournal(), log)
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(s, nil, journal.Limits{}, log)
	t.Cleanup(func() {
		j.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return j
}

func ask(j *journal.Journal, appID, rid string, at time.Time) (weixin.GetRIDInfoResponse, error) {
	return New(j).lookUp(context.Background(), &edge.Call{Caller: edge.Caller{AppID: appID}, At: at}, weixin.GetRIDInfoRequest{RID: rid})
}

// TestLookUp looks a call up that was recorded just now.
func TestLookUp(t *testing.T) {
	j := open(t)
	r := aCall(1, "wxa")
	j.Record(r)
	answer, err := ask(j, r.AppID, r.RID, r.At.Add(time.Second))
	want := weixin.RIDInfo{
		InvokeTime: r.At.Unix(), CostInMS: 12, RequestURL: "access_token=85_Q7wxxxx",
		RequestBody: r.Request, ResponseBody: r.Response, ClientIP: r.ClientIP,
	}
	if err != nil || answer.Status != weixin.Success() || answer.Request != want {
		t.Errorf("got %+v, %v", answer, err)
	}
}

func TestLookUpRefuses(t *testing.T) {
	j := open(t)
	mine, nobodys := aCall(1, "wxa"), aCall(2, "")
	j.Record(mine)
	j.Record(nobodys)
	rid := mine.RID
	for name, c := range map[string]struct {
		caller, rid string
		after       time.Duration
		want        weixin.Code
	}{
		"mine":           {"wxa", rid, 0, weixin.OK},
		"a clock moved":  {"wxa", rid, -time.Hour, weixin.OK},
		"a week all but": {"wxa", rid, weixin.RIDLife - time.Second, weixin.OK},
		"a week old":     {"wxa", rid, weixin.RIDLife, weixin.RIDNotFound},
		"another's":      {"wxb", rid, 0, weixin.RIDNoPermission},
		"nobody's":       {"wxa", nobodys.RID, 0, weixin.RIDNoPermission},
		"unknown":        {"wxa", "69a3c000-00000001-00000008", 0, weixin.RIDNotFound},
		"empty":          {"wxa", "", 0, weixin.RIDError},
		"upper case":     {"wxa", strings.ToUpper(rid), 0, weixin.RIDError},
		"too long":       {"wxa", rid + "0", 0, weixin.RIDError},
		"a line":         {"wxa", rid + "\n", 0, weixin.RIDError},
		"whole errmsg":   {"wxa", "ok rid: " + rid, 0, weixin.RIDError},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ask(j, c.caller, c.rid, now().Add(c.after))
			got := weixin.OK
			if refusal, ok := errors.AsType[*edge.Refusal](err); ok {
				got = refusal.Code
			} else if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got %d (%v), want %d", got, err, c.want)
			}
		})
	}
}
