package state

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/console"
	"github.com/wxastore/wxastore/internal/fault"
	"github.com/wxastore/wxastore/internal/geo"
	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/review"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/shop"
	"github.com/wxastore/wxastore/internal/store"
)

// CheckRow says what is wrong with a row to restore beyond the types of its
// values: what the modules would trip over later.
func CheckRow(table string, row map[string]any) error {
	if appID, ok := row["app_id"].(string); ok && table != "faults" {
		if table == "push_targets" || table == "pushes" {
			appID = store.ParseTarget(appID).AppID
		}
		if !account.ValidAppID(appID) {
			return said.Errorf("app id %q", appID)
		}
	}
	switch table {
	case "accounts":
		return checkAccountRow(row)
	case "merchants":
		switch state := store.MerchantState(row["state"].(string)); state {
		case store.MerchantApproved, store.MerchantReviewing, store.MerchantFailed:
		default:
			return said.Errorf("state %q", state)
		}
	case "components":
		return checkSets(row)
	case "authorizations":
		switch state := store.AuthorizationState(row["state"].(string)); state {
		case store.AuthorizationGranted, store.AuthorizationWithdrawn, store.AuthorizationVoid:
			return checkSets(row)
		default:
			return said.Errorf("state %q", state)
		}
	case "reviews":
		return checkReviewRow(row)
	case "applications":
		return errors.Join(checkHashes(row, "papers"), checkHashes(row, "other_files"))
	case "shops":
		return checkShopRow(row)
	case "shop_positions":
		if list := store.ShopList(row["list"].(string)); list != store.ListedShops && list != store.OldShops || row["position"].(int64) < 0 {
			return said.Errorf("position %d of list %q", row["position"], list)
		}
	case "shop_counts":
		if row["listed"].(int64) < 0 || row["old"].(int64) < 0 || row["unmigrated"].(int64) < 0 {
			return said.Errorf("a count is negative")
		}
	case "cards":
		if row["card_id"] == "" {
			return said.Errorf("a card has no id")
		}
	case "places":
		_, err := geo.Complete(placeOfRow(row))
		return err
	case "reviewers":
		return review.CheckRules(row["rules"].(string))
	case "pushes":
		if state := store.DeliveryState(row["state"].(string)); state != store.DeliveryQueued && state != store.DeliveryDead {
			return said.Errorf("state %q", state)
		}
	case "faults":
		return checkFaultRow(row)
	case "settings":
		name, value := row["name"].(string), row["value"].([]byte)
		return errors.Join(clock.Check(name, value), console.CheckSetting(name, value), media.CheckSetting(name, value), shop.CheckSetting(name, value))
	}
	return nil
}

// checkSets says what is wrong with the permission sets of a row.
func checkSets(row map[string]any) error {
	var sets []int
	if err := json.Unmarshal([]byte(row["permission_sets"].(string)), &sets); err != nil {
		return said.Errorf("permission_sets: %w", err)
	}
	return nil
}

func checkReviewRow(row map[string]any) error {
	if err := review.Check(store.ReviewKind(row["kind"].(string)), store.ReviewState(row["state"].(string))); err != nil {
		return err
	}
	return checkHashes(row, "pictures")
}

// texts are the strings of a list in a row.
func texts(row map[string]any, column string) (list []string, err error) {
	if err := json.Unmarshal([]byte(row[column].(string)), &list); err != nil {
		return nil, said.Errorf("%s: %w", column, err)
	}
	return list, nil
}

// checkHashes says what is wrong with a list of blobs.
func checkHashes(row map[string]any, column string) error {
	list, err := texts(row, column)
	for _, text := range list {
		if _, wrong := store.ParseHash(text); wrong != nil {
			err = errors.Join(err, said.Errorf("%s: %w", column, wrong))
		}
	}
	return err
}

func checkShopRow(row map[string]any) error {
	s := store.Shop{PoiID: row["poi_id"].(string), Status: store.ShopStatus(row["status"].(int64)), Upgrade: store.UpgradeStatus(row["upgrade"].(int64))}
	if s.PoiID == "" {
		return said.Errorf("a store has no poi_id")
	}
	for _, column := range []string{"position", "old_position"} {
		if at := row[column].(int64); at < store.NoPosition {
			return said.Errorf("%s %d", column, at)
		}
	}
	_, pictures := texts(row, "pictures")
	_, newPictures := texts(row, "new_pictures")
	return errors.Join(shop.Check(s), pictures, newPictures, checkHashes(row, "qualifications"))
}

func checkAccountRow(row map[string]any) error {
	a := store.Account{
		AppID: row["app_id"].(string), Name: row["name"].(string), Kind: row["kind"].(string), Original: row["original_id"].(string),
		Messages: store.Messages{
			URL: row["message_url"].(string), Token: row["message_token"].(string), EncodingAESKey: row["message_aes_key"].(string),
			PreviousEncodingAESKey: row["message_previous_aes_key"].(string), Mode: store.MessageMode(row["message_mode"].(string)),
		},
		Policy: store.Policy{ModifyPerMonth: int(row["modify_per_month"].(int64))},
	}
	for name, into := range map[string]any{"ip_list": &a.IPList, "forbidden_words": &a.Policy.ForbiddenWords, "quotas": &a.Quotas} {
		if err := json.Unmarshal([]byte(row[name].(string)), into); err != nil {
			return said.Errorf("%s: %w", name, err)
		}
	}
	return account.Check(a)
}

func checkFaultRow(row map[string]any) error {
	number := func(name string) int { return int(row[name].(int64)) }
	micros := func(name string) time.Duration { return time.Duration(row[name].(int64)) * time.Microsecond }
	left := number("hits_left")
	if left == 0 {
		left = 1 // it is used up, which cannot be asked for
	}
	return new(fault.Faults).Check(store.Fault{
		ID: row["id"].(string), Interface: row["interface"].(string), AppID: row["app_id"].(string),
		Kind: store.FaultKind(row["kind"].(string)), Probability: row["probability"].(float64), Left: left,
		Code: number("code"), Status: number("status"),
		Latency: store.Latency{
			Shape: row["latency_shape"].(string), Min: micros("latency_min"), Max: micros("latency_max"), Sigma: row["latency_sigma"].(float64),
		},
	})
}

func placeOfRow(row map[string]any) store.Place {
	return store.Place{
		ID: row["map_poi_id"].(string), Name: row["name"].(string), District: row["district"].(string), DistrictID: row["district_id"].(string),
		Lat: row["lat"].(float64), Lng: row["lng"].(float64),
	}
}
