package geo

import (
	"context"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/random"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Port is what the module needs of the store.
type Port interface {
	store.Writer
	store.Places
}

// Module holds what the interfaces need.
type Module struct {
	Districts *Districts
	Store     Port
	Reviews   Reviews
	Notifier  Notifier
	Random    random.Source
	// AsSeen has events say what real ones were seen to say where that differs from
	// what the pages say.
	AsSeen bool
}

// Routes returns the module's interfaces.
func (m *Module) Routes() []edge.Route {
	return []edge.Route{
		edge.ServeEncoded(weixin.GetDistrictList, m.districts),
		edge.Serve(weixin.SearchMapPOI, m.search),
		edge.Serve(weixin.CreateMapPOI, m.create),
	}
}

func (m *Module) districts(context.Context, *edge.Call, weixin.Nothing) (edge.Encoded[weixin.GetDistrictListResponse], error) {
	return m.Districts.answer, nil
}
