package component

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// TestEventsAreAsDeclared has the rules push each event to a component that is
// declared, and compares it with the declaration's golden.
func TestEventsAreAsDeclared(t *testing.T) {
	platform := store.Component{AppID: "wxplat", EventURL: "http://192.0.2.1/", PermissionSets: []int{8, 13}}
	code := store.Code{Kind: store.CodePreAuth, ExpiresAt: noon.Add(1)}
	grantOf := func(before store.Authorization) (store.Decision, error) {
		return authorize(store.Standing{Component: platform, Authorization: before, Code: code},
			grant{sets: []int{13}, preAuth: "preauthcode@@@made", authCode: "queryauthcode@@@made", eventID: "id", at: noon})
	}
	shop := store.Authorization{AppID: "wxshop", Component: "wxplat"}
	granted := shop
	granted.State, granted.PermissionSets = store.AuthorizationGranted, []int{8}
	pushed := make(map[string]string)
	for _, rule := range []func() (store.Decision, error){
		func() (store.Decision, error) {
			return makeTicket(platform, ticketMade{ticket: "ticket@@@made", eventID: "id", at: noon})
		},
		func() (store.Decision, error) { return grantOf(shop) },
		func() (store.Decision, error) { return grantOf(granted) },
		func() (store.Decision, error) {
			return withdraw(store.Standing{Component: platform, Authorization: granted}, "id", noon)
		},
	} {
		decision, err := rule()
		if err != nil || len(decision.Deliveries) != 1 {
			t.Fatalf("%+v, %v", decision, err)
		}
		pushed[decision.Deliveries[0].Kind] = string(decision.Deliveries[0].Body)
	}
	for _, d := range weixin.Events() {
		if d.To != weixin.ToComponent {
			continue
		}
		golden, err := os.ReadFile(filepath.Join("../../weixin/testdata/events", d.Name+".xml"))
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.TrimSuffix(string(golden), "\n"); pushed[d.Name] != want {
			t.Errorf("%s is pushed as\n%s, want\n%s", d.Name, pushed[d.Name], want)
		}
		delete(pushed, d.Name)
	}
	if len(pushed) > 0 {
		t.Errorf("pushed and not declared: %v", pushed)
	}
}
