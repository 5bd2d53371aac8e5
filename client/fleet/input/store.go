package input

import (
	"slices"
	"strings"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/said"
)

// desireStore turns the columns of a row into what it wants of a store, and notes in d what
// reading it finds wrong.
func desireStore(d *fleet.Desired, columns []fleet.Column) *fleet.DesiredStore {
	s := new(fleet.DesiredStore)
	fault := func(b fleet.Blocker) {
		if d.Fault == nil {
			d.Fault = &b
		}
	}
	texts := map[string]*string{
		ColumnStoreKey: &s.StoreKey, "poi_id": &s.PoiID, "map_poi_id": &s.MapPoiID, "name": &s.Name, "district": &s.District, "address": &s.Address,
		"category": &s.Category, ColumnIntro: &s.Introduction, "lat": &s.Latitude, "lng": &s.Longitude, "phone": &s.Phone, "hours": &s.Hours,
		"licence": &s.Licence, "company": &s.Company, "card": &s.Card,
	}
	for _, c := range columns {
		value, missing := fill(strings.TrimSpace(c.Value), columns)
		into, isText := texts[c.Name]
		switch {
		case isText:
			*into = value
		case c.Name == "delete":
			switch strings.ToLower(value) {
			case "yes", "true", "1":
				s.Delete = true
			case "", "no", "false", "0":
			default:
				fault(fleet.NewBlocker(fleet.StoreForm, 0, said.Errorf("delete %q: write yes, or nothing", value)))
			}
		case c.Name == "photo":
			s.Photo = picture(value)
		case c.Name == "licence_photo":
			s.LicencePhoto = picture(value)
		case c.Name == "pictures":
			s.Pictures = pictures(value)
		case c.Name == "papers":
			s.Papers = pictures(value)
		default:
			continue
		}
		if missing != nil {
			fault(fleet.NewBlocker(fleet.MissingColumn, 0, missing))
		}
	}
	return s
}

func picture(from string) *fleet.Picture {
	if from == "" {
		return nil
	}
	return &fleet.Picture{From: from}
}

// pictures are paths and addresses with semicolons or blanks between them.
func pictures(text string) (all []fleet.Picture) {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == ' ' }) {
		all = append(all, fleet.Picture{From: part})
	}
	return slices.Clip(all)
}
