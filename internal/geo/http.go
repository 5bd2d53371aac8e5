package geo

import (
	"context"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/weixin"
)

// Module holds what the interfaces need.
type Module struct {
	Districts *Districts
}

// Routes returns the module's interfaces.
func (m *Module) Routes() []edge.Route {
	return []edge.Route{
		edge.ServeEncoded(weixin.GetDistrictList, m.districts),
	}
}

func (m *Module) districts(context.Context, *edge.Call, weixin.Nothing) (edge.Encoded[weixin.GetDistrictListResponse], error) {
	return m.Districts.answer, nil
}
