// Package shop is the module of stores (门店): those of a store Mini Program, and
// those of the store plug-in that was before it, as far as they are migrated.
//
// It owns what may become of a store and its cards, the ids of stores, the lists with
// their positions and counts, and what the outcome of a review does to a store. It
// does not own the map (Places), the review itself (Reviews), the account's merchant,
// which it only reads, or where events go (Messages).
//
// Pages: weixin.AddStore, UpdateStore, GetStoreInfo, GetStoreList, DeleteStore,
// GetStoreCard, SetStoreCard, GetPoiList, DeletePoi.
package shop
