package console_test

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"testing"

	"github.com/wxastore/wxastore/console"
	"github.com/wxastore/wxastore/internal/console/apinames"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestOperationsAreAll compares operations.go with the declarations.
func TestOperationsAreAll(t *testing.T) {
	t.Parallel()
	want, err := apinames.File("../internal/console/api")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("operations.go")
	if err != nil || !bytes.Equal(want, got) {
		t.Errorf("the operations have changed: go generate ./console (%v)", err)
	}
}

// TestCalls reads, changes and is refused, over a socket.
func TestCalls(t *testing.T) {
	srv := wxastoretest.Run(t)
	t.Setenv("WXASTORE_CONSOLE_URL", srv.ConsoleURL)
	t.Setenv("WXASTORE_CONSOLE_TOKEN", "")
	c, err := console.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	account, err := console.ShowAccount.Call(t.Context(), c, console.AccountID{AppID: srv.AppID})
	if err != nil || account.AppID != srv.AppID {
		t.Errorf("%+v, %v", account.AppID, err)
	}
	if err := srv.API().ModifyMerchant(t.Context(), weixin.ModifyMerchantRequest{Intro: "Open until ten"}); err != nil {
		t.Fatal(err)
	}
	calls, err := console.ListCalls.Call(t.Context(), c, console.CallFilter{CallSelection: console.CallSelection{Interface: weixin.ModifyMerchant.Name}})
	if err != nil || len(calls.Calls) != 1 {
		t.Errorf("%d calls, %v", len(calls.Calls), err)
	}
	_, err = console.ShowAccount.Call(t.Context(), c, console.AccountID{AppID: "wxnobody"})
	if said, ok := errors.AsType[*console.Error](err); !ok || said.Status != http.StatusNotFound {
		t.Errorf("an account that is not there: %v", err)
	}
	t.Setenv("WXASTORE_CONSOLE_URL", "")
	if _, err := console.FromEnv(); err == nil {
		t.Error("a client of no address")
	}
}
