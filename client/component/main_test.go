package component_test

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/weixin"
)

func TestMain(m *testing.M) {
	if job := os.Getenv(crowdVariable); job != "" {
		if err := runCrowdWorker(job); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

const (
	appid  = "wx0123456789abcdef"
	secret = "0123456789abcdef0123456789abcdef"
)

var change = weixin.ModifyMerchantRequest{Intro: "open until ten"}
