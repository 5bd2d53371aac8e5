package sqlstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
)

// Place returns a place, or store.ErrNotFound.
func (s *Store) Place(ctx context.Context, id string) (store.Place, error) {
	return readOne(ctx, s, declared.places, "place", store.PlaceKey(id))
}

// The parameters are where to begin and end, how many places to look at, the pattern,
// whether others than listed ones count, and the limit.
var (
	placesInOrder = `FROM places AS p WHERE (p.district_id, p.map_poi_id) > (?1, ?2) AND p.district_id < ?3
	ORDER BY p.district_id, p.map_poi_id LIMIT `
	selectPlaces = `SELECT ` + declared.places.list + ` FROM (SELECT * ` + placesInOrder + `?4) AS t
	WHERE (t.listed = TRUE OR ?5) AND (lower(t.name) LIKE ?6 ESCAPE '!' OR lower(t.branch) LIKE ?6 ESCAPE '!' OR lower(t.address) LIKE ?6 ESCAPE '!')
	ORDER BY t.district_id, t.map_poi_id LIMIT ?7`
	selectLastPlaceLookedAt = `SELECT p.district_id, p.map_poi_id ` + placesInOrder + `1 OFFSET ?4`
)

// Places returns up to limit places that the filter selects, and the After of those
// that follow.
func (s *Store) Places(ctx context.Context, f store.PlaceFilter, limit int) ([]store.Place, string, error) {
	if limit <= 0 {
		return nil, "", nil
	}
	district, id := f.Within, ""
	if f.After != "" {
		var ok bool
		if district, id, ok = strings.Cut(f.After, ":"); !ok || !strings.HasPrefix(district, f.Within) {
			return nil, "", store.NewBadCursor(f.After)
		}
	}
	bounds := []any{district, id, following(f.Within)}
	list, err := readList(ctx, s.db, declared.places, selectPlaces, append(bounds[:3:3], store.MaxPlacesLookedAt, !f.Listed, pattern(f.Text), limit+1)...)
	if err != nil {
		return nil, "", fmt.Errorf("store: list places: %w", err)
	}
	if len(list) > limit {
		last := list[limit-1]
		return list[:limit], last.DistrictID + ":" + last.ID, nil
	}
	// What is behind those that were looked at may be more.
	found, err := s.db.Row(ctx, selectLastPlaceLookedAt, append(bounds, store.MaxPlacesLookedAt-1), &district, &id)
	if err != nil {
		return nil, "", fmt.Errorf("store: list places: %w", err)
	}
	if !found {
		return list, "", nil
	}
	return list, district + ":" + id, nil
}

// pattern is what LIKE finds a text by that holds another, in any case of ASCII.
func pattern(text string) string {
	escaped := strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text)
	return "%" + strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, escaped) + "%"
}
