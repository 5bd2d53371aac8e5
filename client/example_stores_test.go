package client_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	encoder "image/png"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// service is a service for an example, and a client of its account, which has an
// approved store Mini Program.
func service() (*wxastoretest.Server, *client.Client) {
	srv, err := wxastoretest.Start()
	if err != nil {
		panic(err)
	}
	return srv, srv.API()
}

// photo is a small picture.
func photo() *bytes.Buffer {
	var picture bytes.Buffer
	if err := encoder.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		panic(err)
	}
	return &picture
}

// Find a place on the map and open a store at it.
func ExampleStores_Add() {
	srv, c := service()
	defer srv.Close()
	ctx := context.Background()
	places, err := c.Stores().SearchPlaces(ctx, "440105", "饺子")
	if err != nil || len(places) == 0 {
		fmt.Println("no such place", err)
		return
	}
	picture, err := c.UploadImage(ctx, "front.png", photo())
	if err != nil {
		fmt.Println(err)
		return
	}
	auditID, err := c.Stores().Add(ctx, weixin.AddStoreRequest{
		MapPoiID: weixin.ID(places[0].SosomapPOIUID), PicList: weixin.Pictures(picture), ContractPhone: "020-66666666", Hour: "09:00-21:00", Licence: "22883878-0",
	})
	fmt.Println(auditID > 0, err)
	// Output: true <nil>
}

// Change the phone at once, and the pictures when they have passed their review.
func ExampleStores_Update() {
	srv, c := service()
	defer srv.Close()
	ctx, poiID := context.Background(), weixin.ID(srv.AddStore(srv.AppID, wxastoretest.Store{Name: "示例茶馆"}))
	audit, err := c.Stores().Update(ctx, weixin.UpdateStoreRequest{PoiID: poiID, ContractPhone: "020-88888888"})
	fmt.Println(audit.HasAuditID, err)
	picture, err := c.UploadImage(ctx, "front.png", photo())
	if err != nil {
		fmt.Println(err)
		return
	}
	audit, err = c.Stores().Update(ctx, weixin.UpdateStoreRequest{PoiID: poiID, PicList: weixin.Pictures(picture)})
	fmt.Println(audit.HasAuditID, err)
	// Output:
	// 0 <nil>
	// 1 <nil>
}

// Walk all stores, page after page.
func ExampleStores_All() {
	srv, c := service()
	defer srv.Close()
	for _, name := range []string{"示例茶馆", "示例饺子馆"} {
		srv.AddStore(srv.AppID, wxastoretest.Store{Name: name})
	}
	for store, err := range c.Stores().All(context.Background()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(store.BusinessName, store.Status == weixin.AuditPassed)
	}
	// Output:
	// 示例茶馆 true
	// 示例饺子馆 true
}

// Find the districts of a city.
func ExampleStores_Districts() {
	srv, c := service()
	defer srv.Close()
	districts, err := c.Stores().Districts(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, city := range districts.Result[1] {
		if city.FullName == "厦门市" {
			for _, d := range districts.Result[2][city.CIDX[0] : city.CIDX[1]+1] {
				fmt.Println(d.ID, d.FullName)
			}
		}
	}
	// Output:
	// 350203 思明区
	// 350205 海沧区
	// 350206 湖里区
	// 350211 集美区
	// 350212 同安区
	// 350213 翔安区
}
