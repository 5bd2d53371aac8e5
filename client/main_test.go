package client_test

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	appid  = "wx0123456789abcdef"
	secret = "0123456789abcdef0123456789abcdef"
)
