package client_test

import (
	"testing"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/tokenstoretest"
)

func TestMemoryTokens(t *testing.T) {
	tokenstoretest.Run(t, func(*testing.T) client.TokenStore { return new(client.MemoryTokens) })
}
