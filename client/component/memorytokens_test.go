package component_test

import (
	"testing"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/client/component/tokenstoretest"
)

func TestMemoryTokens(t *testing.T) {
	tokenstoretest.Run(t, func(*testing.T) component.TokenStore { return new(component.MemoryTokens) })
}
