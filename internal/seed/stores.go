package seed

import (
	"slices"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/shop"
	"github.com/wxastore/wxastore/internal/store"
)

// Shop declares a store of an account's store Mini Program, or with Old one of the
// plug-in that was before it.
type Shop struct {
	PoiID     string   `yaml:"poi_id"` // 9 digits; given if it is left out
	MapPoiID  string   `yaml:"map_poi_id"`
	Name      string   `yaml:"name"`
	Province  string   `yaml:"province"`
	City      string   `yaml:"city"`
	District  string   `yaml:"district"`
	Address   string   `yaml:"address"`
	Longitude float64  `yaml:"longitude"`
	Latitude  float64  `yaml:"latitude"`
	Category  string   `yaml:"category"`
	Pictures  []string `yaml:"pictures"` // addresses
	Phone     string   `yaml:"phone"`
	Hour      string   `yaml:"hour"`
	Licence   string   `yaml:"credential"`
	Company   string   `yaml:"company_name"`
	CardID    string   `yaml:"card_id"`
	Status    int      `yaml:"status"` // 1, passed, if it is left out
	Reason    string   `yaml:"reason"`
	Old       bool     `yaml:"old"`
	Upgrade   int      `yaml:"upgrade_status"`
	Comment   string   `yaml:"upgrade_comment"`
}

// Card declares a card of an account.
type Card struct {
	CardID        string `yaml:"card_id"`
	Type          string `yaml:"type"`
	UseCustomCode bool   `yaml:"use_custom_code"`
}

func (s Shop) record(appID string) store.Shop {
	status := store.ShopStatus(s.Status)
	if status == 0 {
		status = store.ShopPassed
	}
	return store.Shop{
		AppID: appID, PoiID: s.PoiID, MapPoiID: s.MapPoiID, Name: s.Name, Province: s.Province, City: s.City, District: s.District, Address: s.Address,
		Longitude: s.Longitude, Latitude: s.Latitude, Category: s.Category, Pictures: s.Pictures, Phone: s.Phone, Hour: s.Hour,
		Licence: s.Licence, CompanyName: s.Company, CardID: s.CardID, Status: status, Reason: s.Reason,
		Upgrade: store.UpgradeStatus(s.Upgrade), UpgradeComment: s.Comment,
	}
}

// checkShops returns what is wrong with an account's stores and cards.
func (a Account) checkShops() error {
	for i, s := range a.Shops {
		if s.PoiID == "" && s.MapPoiID == "" {
			return store.Mistakef("store %d: it needs a poi_id or a map_poi_id, by which the next start knows it again", i+1)
		}
		if err := shop.Check(s.record(a.AppID)); err != nil {
			return store.Mistakef("store %d: %w", i+1, err)
		}
	}
	if slices.ContainsFunc(a.Cards, func(c Card) bool { return c.CardID == "" }) {
		return store.Mistakef("a card has no card_id")
	}
	return nil
}

// declareShops declares an account's stores and cards inside a write.
func declareShops(tx store.Tx, s store.Seed) (changed int, err error) {
	for _, c := range s.Cards {
		c.AppID = s.Account.AppID
		tx.PutCard(c)
	}
	for _, one := range s.Shops {
		n, err := count(shop.Declare(tx, one.Shop, one.Old))
		if err != nil {
			return changed, said.Errorf("store %s: %w", one.PoiID, err)
		}
		changed += n
	}
	return changed, nil
}
