package app

import (
	"context"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/weixin"
)

type quiet struct{}

func (quiet) Next(context.Context, weixin.Page, string) *edge.Fault { return nil }
func (quiet) Record(edge.Record)                                   {}

func (quiet) rid(context.Context, *edge.Call, weixin.GetRIDInfoRequest) (weixin.GetRIDInfoResponse, error) {
	return weixin.GetRIDInfoResponse{}, edge.Refuse(weixin.RIDNotFound, "stub")
}
